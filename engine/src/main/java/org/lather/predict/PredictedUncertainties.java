package org.lather.predict;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.Features;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.uncertainty.PredictiveVariance;

/** Stores predictive standard deviations, calibrated as {@link FittedTarget#calibration} says, in predictions. */
final class PredictedUncertainties {
    private final List<FittedTarget> targets;
    private final PredictiveVariance variance;

    PredictedUncertainties(List<FittedTarget> targets, PredictiveVariance variance) {
        this.targets = targets;
        this.variance = variance;
    }

    /**
     * Stores the uncertainties of targets of the whole structure.
     *
     * @param self k**, see {@link org.lather.gram.StructureCovariances}
     * @param sum k*, [M]; overwritten
     */
    void addValues(Prediction prediction, double self, double[] sum) {
        variance.value(self, sum, (f, prior, missing, rows) -> {
            double left = PredictiveVariance.rowSquares(rows, rows.length)[0];
            double scale = scale(f, prediction);
            double computed = PredictiveVariance.deviation(f, missing[0], left);
            put(
                    prediction,
                    f,
                    calibrated(f, f.calibration(), prediction, computed),
                    f.signal() * Math.sqrt(prior[0]) * scale,
                    computed * scale);
        });
        // a baseline that explains every row leaves no signal
        for (FittedTarget f : targets) {
            if (f.composition().isPresent() && f.hasUncertainty() && !prediction.hasUncertainty(f.name())) {
                put(prediction, f, 0, 0, 0);
            }
        }
    }

    /**
     * Adds the uncertainty of the composition baseline to that of what was learnt.
     *
     * @param learnt standard deviation of what was learnt
     * @param prior standard deviation of its prior
     * @param computed standard deviation before its calibration
     */
    static void put(Prediction prediction, FittedTarget f, double learnt, double prior, double computed) {
        double deviation = f.composition()
                .map(c -> {
                    double variance = c.inflation() * learnt * learnt;
                    double unknown = variance < prior * prior ? variance / (prior * prior) : 1;
                    return Math.sqrt(variance + c.variance(prediction.structure(), f.target(), unknown));
                })
                .orElse(learnt);
        prediction.scatter().put(f.name(), new Scatter.Deviations(new double[] {deviation}, new double[] {computed}));
    }

    /**
     * Stores the uncertainties of derivatives of targets that have one and whose gradients are stored.
     *
     * @param representatives one handle for each term of the kernel; empty if they are read part by part
     */
    void addDerivatives(Prediction prediction, List<Features> representatives) {
        int positions = 3 * prediction.structure().size();
        variance.derivatives(prediction.structure(), representatives, (f, prior, missing, rows) -> {
            double[] left = PredictiveVariance.rowSquares(rows, rows.length / missing.length);
            double scale = scale(f, prediction);
            double[] computed = new double[missing.length];
            double[] out = new double[missing.length];
            for (int i = 0; i < out.length; i++) {
                double deviation = PredictiveVariance.deviation(f, missing[i], left[i]);
                Calibration calibration = f.calibration(i < positions);
                computed[i] = deviation * scale;
                out[i] = i < positions && !calibration.isScale()
                        ? calibration.of(computed[i], 1)
                        : calibrated(f, calibration, prediction, deviation);
            }
            prediction
                    .scatter()
                    .put(
                            f.name(),
                            new Scatter.GradientDeviations(
                                    gradient(prediction, f, out), gradient(prediction, f, computed)));
        });
    }

    private static PredictedGradient gradient(Prediction prediction, FittedTarget f, double[] rows) {
        int positions = 3 * prediction.structure().size();
        return new PredictedGradient(
                Arrays.copyOf(rows, positions),
                Arrays.copyOfRange(rows, positions, rows.length),
                prediction.gradient(f.name(), "gradient").withoutStrain());
    }

    /** The calibrated standard deviation of a row of the kernel, times the factor of the quantity. */
    private static double calibrated(FittedTarget f, Calibration c, Prediction prediction, double deviation) {
        double scale = scale(f, prediction);
        // a scale alone is multiplied in this order since models have one
        return c.isScale()
                ? c.scale() * deviation * scale
                : c.of(
                        deviation * scale,
                        f.calibrationUnit(prediction.structure().size()));
    }

    private static double scale(FittedTarget f, Prediction prediction) {
        return f.target().quantity().factor(prediction.structure().size());
    }
}
