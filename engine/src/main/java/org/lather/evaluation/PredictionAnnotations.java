package org.lather.evaluation;

import java.util.List;
import org.lather.model.FittedTarget;
import org.lather.predict.Prediction;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.Target;

/**
 * Predictions as further keys and columns of their structures.
 *
 * <p>A target NAME becomes {@code predicted_NAME}, a key of one number or [3^rank] numbers, or a column of so many
 * numbers an atom if it is a target of single atoms. Its derivatives become {@code predicted_NAME_forces} (column,
 * [atom][3]), {@code predicted_NAME_stress} or {@code predicted_NAME_virial} (keys, [3][3]), its predictive standard
 * deviations the same names with {@code uncertainty_} in front, the predictions of the members of a committee the same
 * names with {@code ensemble_} in front (keys [member][..], columns [atom][member][..]), and the contributions of the
 * atoms to a target of the whole structure the column {@code predicted_NAME_atoms}. All are in the target's own unit.
 */
public final class PredictionAnnotations {
    private static final String PREDICTED = "predicted_";
    private static final String UNCERTAINTY = "uncertainty_";
    private static final String ENSEMBLE = "ensemble_";
    private static final String PER_ATOM = "_atoms";

    private PredictionAnnotations() {}

    /** Returns the structure of a prediction with its annotations, without those of the members of committees. */
    public static Structure annotate(Prediction p, List<FittedTarget> targets, boolean perAtom) {
        return annotate(p, targets, perAtom, false);
    }

    /**
     * Returns the structure of a prediction with its own annotations followed by those of the prediction.
     *
     * @param targets of the model that predicted
     * @param perAtom whether to add the contributions of the atoms, which the prediction has to have
     * @param members whether to add the predictions of the members of committees
     * @throws IllegalArgumentException where the prediction lacks a target or the contributions
     */
    public static Structure annotate(Prediction p, List<FittedTarget> targets, boolean perAtom, boolean members) {
        Annotations a = p.structure().annotations();
        for (FittedTarget t : targets) {
            String key = PREDICTED + t.name();
            double[] values = p.values(t.name());
            boolean ofAtoms = t.target().quantity() == Target.Quantity.ATOM;
            int each = t.target().form().components();
            a = with(a, ofAtoms, each, key, values);
            if (perAtom && !ofAtoms) {
                a = a.withColumn(key + PER_ATOM, each, p.contributions(t.name()));
            }
            if (p.hasUncertainty(t.name())) {
                a = with(a, ofAtoms, each, UNCERTAINTY + t.name(), p.uncertainties(t.name()));
            }
            if (members && p.hasEnsemble(t.name())) {
                a = withMembers(a, ofAtoms, p.structure().size(), ENSEMBLE + t.name(), p.ensemble(t.name()));
            }
            for (Derivative d : t.target().derivatives()) {
                if (p.has(t, d)) {
                    a = with(a, d, d.name(key), p.values(t, d));
                }
                if (p.hasUncertainty(t, d)) {
                    a = with(a, d, d.name(UNCERTAINTY + t.name()), p.uncertainties(t, d));
                }
                if (members && p.hasEnsemble(t, d)) {
                    boolean forces = d.kind() == Derivative.Kind.FORCES;
                    a = withMembers(a, forces, p.structure().size(), d.name(ENSEMBLE + t.name()), p.ensemble(t, d));
                }
            }
        }
        return p.structure().with(a);
    }

    private static Annotations with(Annotations a, Derivative d, String name, double[] values) {
        return with(a, d.kind() == Derivative.Kind.FORCES, 3, name, values);
    }

    private static Annotations with(Annotations a, boolean ofAtoms, int each, String name, double[] values) {
        return ofAtoms ? a.withColumn(name, each, values) : a.with(name, values);
    }

    /** Adds all members: as a key member by member, as a column atom by atom with all members of an atom in its row. */
    private static Annotations withMembers(Annotations a, boolean ofAtoms, int atoms, String name, double[][] members) {
        int length = members[0].length;
        int each = ofAtoms ? length / atoms : length;
        double[] out = new double[members.length * length];
        for (int k = 0; k < members.length; k++) {
            for (int i = 0; i < length; i++) {
                out[(i / each * members.length + k) * each + i % each] = members[k][i];
            }
        }
        return with(a, ofAtoms, members.length * each, name, out);
    }
}
