package org.lather.model;

import java.util.Map;
import org.lather.backend.Transferred;

/**
 * How a training went.
 *
 * @param noise by target and derivative, in its unit (totals and their virials: per square root of the number of atoms)
 * @param crossValidated by target and derivative: the root mean squared error over held-out folds in the same terms;
 *     empty if noise was given
 * @param seconds by stage, wall time
 * @param estimateBytes what the plan said would be held, at most
 * @param peakBytes what was held, at most
 * @param transferred between the host and devices while the model was fitted
 */
public record TrainingReport(
        int structures,
        int skipped,
        long environments,
        int representatives,
        long features,
        Map<String, Double> noise,
        Map<String, Double> crossValidated,
        Map<String, Double> seconds,
        long estimateBytes,
        long peakBytes,
        Transferred transferred,
        int resumedShards) {}
