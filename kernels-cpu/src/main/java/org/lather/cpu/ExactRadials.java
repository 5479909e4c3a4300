package org.lather.cpu;

import org.lather.density.RadialIntegral;

/** Exact radial integrals without a table, computed for each neighbour; slow. */
final class ExactRadials implements Radials {
    private final RadialIntegral integral;
    private final PairWeight weight;

    ExactRadials(RadialIntegral integral, PairWeight weight) {
        this.integral = integral;
        this.weight = weight;
    }

    @Override
    public void evaluate(double[] r, int from, int count, double[] out) {
        double[] values = new double[(integral.maxAngular() + 1) * integral.radialSize()];
        for (int j = 0; j < count; j++) {
            double w = weight.value(r[from + j]);
            integral.values(r[from + j], values);
            for (int k = 0; k < values.length; k++) {
                out[j * values.length + k] = w * values[k];
            }
        }
    }

    @Override
    public void derivatives(double[] r, int from, int count, double[] out) {
        double[] values = new double[(integral.maxAngular() + 1) * integral.radialSize()];
        double[] derivatives = new double[values.length];
        for (int j = 0; j < count; j++) {
            double w = weight.value(r[from + j]);
            double weightDerivative = weight.derivative(r[from + j]);
            integral.values(r[from + j], values);
            integral.derivatives(r[from + j], derivatives);
            for (int k = 0; k < values.length; k++) {
                out[j * values.length + k] = weightDerivative * values[k] + w * derivatives[k];
            }
        }
    }
}
