package org.lather.classification;

import org.lather.error.NotFiniteException;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/**
 * The predicted class of a structure.
 *
 * @param index index of the predicted class, that with the most votes of the machines of pairs
 * @param probabilities calibrated probability of each class; with class weights the most probable class need not be the
 *     predicted one
 * @param decisions decision function of each pair, positive for the second class of the pair
 * @param contributions contribution of each atom to the decision functions, [atom][pair] flattened, whose sums over the
 *     atoms these are; empty if they were not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // made for one caller
public record ClassPrediction(
        Structure structure, int index, double[] probabilities, double[] decisions, double[] contributions) {
    /** @throws NotFiniteException if a decision, a probability or a contribution is not finite */
    public ClassPrediction {
        expectFinite(structure, "decision", decisions);
        expectFinite(structure, "probability", probabilities);
        expectFinite(structure, "contribution", contributions);
    }

    private static void expectFinite(Structure structure, String name, double[] values) {
        for (double v : values) {
            if (!Double.isFinite(v)) {
                throw new NotFiniteException(structure.place() + "expected a finite " + name + ", got " + v
                        + ". The numbers of the model, or of the structure, are too large");
            }
        }
    }

    /**
     * Returns the structure with its own annotations, {@code predicted_NAME}, {@code probability_NAME} (of the positive
     * of two classes, otherwise of each class in order), {@code decision_NAME} and, if there are contributions of
     * atoms, the column {@code predicted_NAME_atoms}.
     *
     * @param name of the target
     */
    public Structure annotate(String name, Classes classes) {
        Annotations a = structure.annotations();
        String label = classes.labels().get(index);
        String key = "predicted_" + name;
        a = classes.areNumbers() ? a.with(key, Double.parseDouble(label)) : a.withText(key, label);
        double[] shown = probabilities.length == 2 ? new double[] {probabilities[1]} : probabilities;
        a = a.with("probability_" + name, shown).with("decision_" + name, decisions);
        if (contributions.length > 0) {
            a = a.withColumn(key + "_atoms", decisions.length, contributions);
        }
        return structure.with(a);
    }
}
