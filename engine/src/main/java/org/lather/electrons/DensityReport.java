package org.lather.electrons;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.error.Warning;

/**
 * What the training of a density found.
 *
 * @param structures number of training structures
 * @param environments number of their atoms
 * @param functions number of their functions
 * @param representatives number of representatives by the symbol of their element
 * @param weights number of weights
 * @param noise σ, in bohr^(−3/2)
 * @param heldOut relative error of held-out structures by σ, √(Σ ΔcᵀS'Δc / Σ cᵀSc) with the metric S' of the loss
 *     ({@link LossMetric}); empty if the noise was given
 * @param trainingError the same error of the training structures
 * @param iterations iterations of the last solution by conjugate gradients
 * @param seconds wall time of each stage
 * @param peakBytes largest memory of the backend and the fit
 * @param estimateBytes memory that was planned
 */
public record DensityReport(
        int structures,
        long environments,
        long functions,
        Map<String, Integer> representatives,
        int weights,
        double noise,
        Map<Double, Double> heldOut,
        double trainingError,
        int iterations,
        Map<String, Double> seconds,
        long peakBytes,
        long estimateBytes,
        List<Warning> warnings) {
    /** Returns the report in the form of JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("structures", structures);
        out.put("environments", environments);
        out.put("functions", functions);
        out.put("representatives", representatives);
        out.put("weights", weights);
        out.put("noise", noise);
        out.put("held_out", heldOut);
        out.put("training_error", trainingError);
        out.put("iterations", iterations);
        out.put("seconds", seconds);
        out.put("peak_bytes", peakBytes);
        out.put("estimate_bytes", estimateBytes);
        out.put("warnings", Warning.toList(warnings));
        return out;
    }
}
