package org.lather.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.error.Warning;

/**
 * What a training of a classification found.
 *
 * @param structures number of training structures of each class, by its name
 * @param skipped number of structures without a class
 * @param environments number of atoms
 * @param supportVectors number of structures with a coefficient
 * @param c the penalty C
 * @param scores accuracy over held-out folds by C: of balanced classes the mean over the classes
 * @param seconds wall time by stage
 * @param peakBytes largest number of bytes that the engine owned
 */
public record ClassifierReport(
        Map<String, Integer> structures,
        int skipped,
        long environments,
        int supportVectors,
        double c,
        Map<Double, Double> scores,
        Map<String, Double> seconds,
        long peakBytes,
        List<Warning> warnings) {
    /** Returns the report by the names that it has in JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("structures", structures.values().stream().mapToInt(n -> n).sum());
        out.put("classes", structures);
        out.put("skipped", skipped);
        out.put("environments", environments);
        out.put("support_vectors", supportVectors);
        out.put("c", c);
        Map<String, Double> byName = new LinkedHashMap<>();
        scores.forEach((penalty, score) -> byName.put(penalty.toString(), score));
        out.put("cross_validated", byName);
        out.put("seconds", seconds);
        out.put("peak_bytes", peakBytes);
        out.put("warnings", Warning.toList(warnings));
        return out;
    }
}
