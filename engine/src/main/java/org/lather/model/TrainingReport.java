package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Transferred;
import org.lather.error.Warning;
import org.lather.target.RowKey;

/**
 * The report of a training.
 *
 * @param labels the number of structures with each target and derivative, by its name, of all that were read
 * @param byElement number of representatives of each element of the training set, by its symbol
 * @param noise by target and derivative, in its unit (totals and their virials: per square root of the number of atoms)
 * @param crossValidated by target and derivative: the root mean squared error over held-out folds in the same terms;
 *     empty if noise was given
 * @param seconds wall time by stage, s
 * @param estimateBytes largest number of bytes in use according to the plan
 * @param peakBytes largest number of bytes in use
 * @param transferred transfers between the host and devices during the fit
 * @param warnings what suggests that the model or its data are not what the user expects
 */
public record TrainingReport(
        int structures,
        int skipped,
        long environments,
        Map<String, Integer> labels,
        int representatives,
        Map<String, Integer> byElement,
        long features,
        Map<RowKey, Double> noise,
        Map<RowKey, Double> crossValidated,
        Map<String, Double> seconds,
        long estimateBytes,
        long peakBytes,
        Transferred transferred,
        int resumedShards,
        List<Warning> warnings) {
    public TrainingReport {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        byElement = Collections.unmodifiableMap(new LinkedHashMap<>(byElement));
        warnings = List.copyOf(warnings);
    }

    /** Returns the report by the names that it has in the JSON of {@code lather train}. */
    public Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("structures", structures);
        out.put("skipped", skipped);
        out.put("environments", environments);
        out.put("labels", labels);
        out.put("representatives", representatives);
        out.put("representatives_by_element", byElement);
        out.put("features", features);
        Map<String, Double> named = new LinkedHashMap<>();
        noise.forEach((key, sigma) -> named.put(key.name(), sigma));
        out.put("noise", named);
        Map<String, @Nullable Double> finite = new LinkedHashMap<>();
        crossValidated.forEach((key, rmse) -> finite.put(key.name(), Double.isFinite(rmse) ? rmse : null));
        out.put("cross_validated_rmse", finite);
        out.put("seconds", seconds);
        out.put("peak_bytes", peakBytes);
        out.put("estimate_bytes", estimateBytes);
        out.put("bytes_to_device", transferred.toDevice());
        out.put("bytes_from_device", transferred.fromDevice());
        out.put("resumed_shards", resumedShards);
        out.put("warnings", Warning.toList(warnings));
        return out;
    }
}
