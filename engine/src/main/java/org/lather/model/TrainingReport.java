package org.lather.model;

import java.util.Map;
import org.lather.backend.Transferred;

/**
 * The report of a training.
 *
 * @param noise by target and derivative, in its unit (totals and their virials: per square root of the number of atoms)
 * @param crossValidated by target and derivative: the root mean squared error over held-out folds in the same terms;
 *     empty if noise was given
 * @param seconds wall time by stage, s
 * @param estimateBytes largest number of bytes in use according to the plan
 * @param peakBytes largest number of bytes in use
 * @param transferred transfers between the host and devices during the fit
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
