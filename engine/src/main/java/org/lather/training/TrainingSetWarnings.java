package org.lather.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.lather.dataset.DerivativeCount;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.structure.Element;
import org.lather.target.CompositionUncertainty;

/**
 * Warns of training sets that do not determine a composition baseline, leave nothing to learn, have lone atoms, or
 * labels that are ignored.
 */
final class TrainingSetWarnings {
    private TrainingSetWarnings() {}

    static void add(TrainingRun run) {
        int lonely = run.set()
                .lonely(run.options().representations().stream()
                        .mapToDouble(r -> r.descriptor().radius())
                        .max()
                        .orElse(0));
        if (lonely > 0) {
            run.warnings()
                    .add(Warning.of(
                            Warning.Kind.ATOMS_WITHOUT_NEIGHBOURS,
                            lonely + " of " + run.set().structures() + " training structures have an atom without a"
                                    + " neighbour within the cutoff: the model takes it for a free atom",
                            Cure.text("Check cell and units of the positions, or use a larger cutoff")));
        }
        for (TargetValues v : run.set().values()) {
            if (!v.target().quantity().isPerAtom()) {
                v.composition().ifPresent(c -> add(v, c, run));
            }
            v.derivatives().stream().filter(d -> d.ignored() > 0).forEach(d -> add(v, d, run));
        }
    }

    private static void add(TargetValues v, DerivativeCount d, TrainingRun run) {
        String word = d.derivative().kind().word();
        run.warnings()
                .add(Warning.of(
                        Warning.Kind.LABELS_IGNORED,
                        v.name() + ": " + word + " `" + d.derivative().key() + "` of " + d.ignored()
                                + " structures is ignored, because they are not periodic in three directions",
                        Cure.text("Set pbc to T T T where the cell repeats, or leave this " + word + " out")));
    }

    private static void add(TargetValues v, CompositionUncertainty c, TrainingRun run) {
        if (c.undetermined().length > 0) {
            run.warnings()
                    .add(Warning.of(
                            Warning.Kind.COMPOSITION_UNDETERMINED,
                            v.name() + ": " + undetermined(c),
                            Cure.text("For other compositions, add structures of them or the free atoms, or give the"
                                    + " baseline of each element")));
        }
        if (c.explainsAll()) {
            run.warnings()
                    .add(Warning.of(
                            Warning.Kind.BASELINE_EXPLAINS_ALL,
                            String.format(
                                    Locale.ROOT,
                                    "%s: the composition baseline of %d elements explains all %d training values, so"
                                            + " nothing is left to learn from the structures; the uncertainty is that of"
                                            + " what the values alone suggest",
                                    v.name(),
                                    c.elements().length,
                                    v.structures()),
                            Cure.text("Train on more structures than elements, with values that differ between"
                                    + " structures of one composition")));
        }
    }

    private static String undetermined(CompositionUncertainty c) {
        int elements = c.elements().length;
        if (c.undetermined().length == (elements - 1) * elements) {
            return "all training structures have the same proportions of elements, so the model is one for this"
                    + " composition: what it predicts for others is uncertain";
        }
        String collinear = Arrays.stream(c.undeterminedElements())
                .mapToObj(Element::symbol)
                .collect(Collectors.joining(", "));
        return "the counts of " + collinear + " are collinear in the training set, so the composition baseline does not"
                + " tell these elements apart, and predictions for other compositions are uncertain";
    }
}
