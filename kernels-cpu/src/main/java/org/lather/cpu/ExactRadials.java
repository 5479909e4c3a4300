package org.lather.cpu;

import org.lather.density.RadialIntegral;

/** Without a table: each neighbour's integrals by themselves, slowly. */
final class ExactRadials implements Radials {
    private final RadialIntegral integral;
    private final int paddedN;
    private final PairWeight weight;

    ExactRadials(RadialIntegral integral, int paddedN, PairWeight weight) {
        this.integral = integral;
        this.paddedN = paddedN;
        this.weight = weight;
    }

    @Override
    public void evaluate(double[] r, int from, int count, double[] out) {
        int n = integral.radialSize();
        int rows = integral.maxAngular() + 1;
        double[] values = new double[rows * n];
        for (int j = 0; j < count; j++) {
            double w = weight.value(r[from + j]);
            integral.values(r[from + j], values);
            for (int l = 0; l < rows; l++) {
                for (int k = 0; k < n; k++) {
                    out[(j * rows + l) * paddedN + k] = w * values[l * n + k];
                }
            }
        }
    }
}
