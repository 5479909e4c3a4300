package org.lather.predict;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.Features;
import org.lather.model.FittedTarget;
import org.lather.uncertainty.PredictiveVariance;

/** Stores predictive standard deviations, scaled by {@link FittedTarget#uncertaintyScale}, in predictions. */
final class PredictedUncertainties {
    private final PredictiveVariance variance;

    PredictedUncertainties(PredictiveVariance variance) {
        this.variance = variance;
    }

    /**
     * Stores the uncertainties of targets of the whole structure.
     *
     * @param sum k*, the sum of the rows of its atoms, [M]; overwritten
     */
    void addValues(Prediction prediction, double[] sum) {
        variance.value(prediction.structure(), sum, (f, missing, rows) -> {
            double left = PredictiveVariance.rowSquares(rows, rows.length)[0];
            double scale = scale(f, prediction);
            prediction.putUncertainty(f.name(), f.scale() * PredictiveVariance.deviation(f, missing[0], left) * scale);
        });
    }

    /**
     * Stores the uncertainties of derivatives of targets that have one and whose gradients are stored.
     *
     * @param representatives one handle for each term of the kernel
     */
    void addDerivatives(Prediction prediction, List<Features> representatives) {
        int positions = 3 * prediction.structure().size();
        variance.derivatives(prediction.structure(), representatives, (f, missing, rows) -> {
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
