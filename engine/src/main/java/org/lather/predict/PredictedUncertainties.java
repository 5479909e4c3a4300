package org.lather.predict;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.Features;
import org.lather.model.FittedTarget;
import org.lather.uncertainty.PredictiveVariance;

/** Stores predictive standard deviations, scaled by {@link FittedTarget#uncertaintyScale}, in predictions. */
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
            put(
                    prediction,
                    f,
                    f.scale() * PredictiveVariance.deviation(f, missing[0], left) * scale,
                    f.signal() * Math.sqrt(prior[0]) * scale);
        });
        // a baseline that explains every row leaves no signal
        for (FittedTarget f : targets) {
            if (f.composition().isPresent() && f.hasUncertainty() && !prediction.hasUncertainty(f.name())) {
                put(prediction, f, 0, 0);
            }
        }
    }

    /**
     * Adds the uncertainty of the composition baseline to that of what was learnt.
     *
     * @param learnt standard deviation of what was learnt
     * @param prior standard deviation of its prior
     */
    private static void put(Prediction prediction, FittedTarget f, double learnt, double prior) {
        double deviation = f.composition()
                .map(c -> {
                    double variance = c.inflation() * learnt * learnt;
                    double unknown = variance < prior * prior ? variance / (prior * prior) : 1;
                    return Math.sqrt(variance + c.variance(prediction.structure(), f.target(), unknown));
                })
                .orElse(learnt);
        prediction.putUncertainty(f.name(), deviation);
    }

    /**
     * Stores the uncertainties of derivatives of targets that have one and whose gradients are stored.
     *
     * @param representatives one handle for each term of the kernel
     */
    void addDerivatives(Prediction prediction, List<Features> representatives) {
        int positions = 3 * prediction.structure().size();
        variance.derivatives(prediction.structure(), representatives, (f, prior, missing, rows) -> {
            double[] left = PredictiveVariance.rowSquares(rows, rows.length / missing.length);
            double scale = scale(f, prediction);
            double[] out = new double[missing.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = f.scale(i < positions) * PredictiveVariance.deviation(f, missing[i], left[i]) * scale;
            }
            prediction.putGradientUncertainty(
                    f.name(), Arrays.copyOf(out, positions), Arrays.copyOfRange(out, positions, out.length));
        });
    }

    private static double scale(FittedTarget f, Prediction prediction) {
        return f.target().quantity().factor(prediction.structure().size());
    }
}
