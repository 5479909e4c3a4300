package org.lather.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.neighbour.LoneAtoms;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;

/**
 * Counts structures of which the training set says nothing: other compositions, unlike environments, atoms without
 * neighbours.
 */
public final class Extrapolation {
    private final List<FittedTarget> targets;
    private final double cutoff;
    private final Map<String, Long> outside = new LinkedHashMap<>();
    private final List<Unlike> unlike;
    private long structures;
    private long lonely;
    private long atoms;

    /** @param parameters of the model that predicts the structures */
    public Extrapolation(ModelParameters parameters) {
        this.targets = parameters.targets();
        this.unlike = targets.stream().map(Unlike::new).toList();
        this.cutoff = parameters.options().representations().stream()
                .mapToDouble(r -> r.descriptor().radius())
                .max()
                .orElse(0);
    }

    /** Adds a structure that is predicted. */
    public void add(Structure s) {
        structures++;
        for (FittedTarget t : targets) {
            if (t.composition().isPresent() && t.composition().orElseThrow().isOutside(s, t.target())) {
                outside.merge(t.name(), 1L, Long::sum);
            }
        }
        int alone = LoneAtoms.count(s, cutoff);
        lonely += alone > 0 ? 1 : 0;
        atoms += alone;
    }

    /** Adds a prediction. Its structure counts as uncertain if it has uncertainties. */
    void add(Prediction p) {
        add(p.structure());
        unlike.forEach(u -> u.add(p));
    }

    /** Finds the atoms of uncertain structures that are least like those of the training set. */
    void nameAtoms(Model model, Execution execution) {
        unlike.forEach(u -> u.nameAtom(model, execution));
    }

    /** Returns a warning for each kind of structures that were found. */
    public List<Warning> warnings() {
        List<Warning> out = new ArrayList<>();
        outside.forEach((target, n) -> out.add(Warning.of(
                Warning.Kind.OUTSIDE_COMPOSITIONS,
                target + ": the compositions of " + n + " of " + structures + " structures are outside of those of the"
                        + " training set, so their baseline is a guess and their errors may be of any size",
                Cure.text("Train on structures of such compositions, or give the baseline of each element"))));
        unlike.forEach(u -> u.warning().ifPresent(out::add));
        if (atoms > 0) {
            out.add(Warning.of(
                    Warning.Kind.ATOMS_WITHOUT_NEIGHBOURS,
                    atoms + " atoms in " + lonely + " of " + structures + " structures have no neighbour within the"
                            + " cutoff of " + cutoff + " Å: the model takes them for free atoms",
                    Cure.text("Check cell and units of the positions, or train a model with a larger cutoff")));
        }
        return out;
    }
}
