package org.lather.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.FeatureBlock;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.structure.Element;

/** Counts the representatives of each element. */
final class ElementCounts {
    private ElementCounts() {}

    /** The number of representatives of each element of the training set, by its symbol; warns of elements without. */
    static Map<String, Integer> of(TrainingRun run, FeatureBlock representatives) {
        Map<String, Integer> out = new LinkedHashMap<>();
        for (int z : run.set().elements()) {
            out.put(Element.symbol(z), 0);
        }
        for (int z : representatives.centers()) {
            out.merge(Element.symbol(z), 1, Integer::sum);
        }
        long[] learnt = run.set().centers().learntCounts();
        List<String> without = new ArrayList<>();
        List<String> unlabelled = new ArrayList<>();
        for (int z : run.set().elements()) {
            boolean covered = run.options().targets().values().stream().anyMatch(t -> t.covers(z));
            if (covered && out.getOrDefault(Element.symbol(z), 0) == 0) {
                (learnt[z] > 0 ? without : unlabelled).add(Element.symbol(z));
            }
        }
        if (!without.isEmpty()) {
            run.warnings()
                    .add(warning(
                            "no representative has " + String.join(", ", without) + " as its centre",
                            "Use more representatives than elements (model.representatives.count)"));
        }
        if (!unlabelled.isEmpty()) {
            run.warnings()
                    .add(
                            warning(
                                    "no atom of " + String.join(", ", unlabelled) + " has a value of any target",
                                    "Name the elements that have one by `centers` of the target, so that no other is predicted"));
        }
        return out;
    }

    private static Warning warning(String reason, String cure) {
        return Warning.of(
                Warning.Kind.ELEMENTS_WITHOUT_REPRESENTATIVES,
                reason + ", so the model knows nothing of such atoms but their baseline",
                Cure.text(cure));
    }
}
