package org.lather.target;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The variances of a linear model y = C x + ε: s² of a row and τ² of a number x, both with mean 0. They are averages
 * over the posterior of the ratio s²/τ², whose prior is uniform in its logarithm (Rasmussen, Williams 2006, section
 * 5.2), so that s² is neither 0 nor arbitrary where there are no more rows than numbers.
 *
 * @param row s²
 * @param number τ²
 */
record RowVariance(double row, double number) {
    /** Ratios over the largest eigenvalue, in powers of ten. */
    private static final double SMALLEST = -14;

    private static final double LARGEST = 4;
    private static final double STEP = 0.05;

    /**
     * Averages over the ratio s²/τ², by which τ² is known.
     *
     * @param values eigenvalues of CᵀC
     * @param projected components of Cᵀy along their vectors
     * @param rows number of rows
     * @param residual sum of squares that least squares leave
     */
    static RowVariance expected(double[] values, double[] projected, int rows, double residual) {
        double largest = Arrays.stream(values).max().orElse(0);
        if (largest <= 0 || Arrays.stream(projected).allMatch(v -> v == 0)) {
            return new RowVariance(0, 0);
        }
        Likelihood likelihood = new Likelihood(values, projected, rows, residual, 1e-11 * largest);
        double[] ratios = DoubleStream.iterate(SMALLEST, l -> l <= LARGEST, l -> l + STEP)
                .map(l -> largest * Math.pow(10, l))
                .toArray();
        double[] minus = Arrays.stream(ratios).map(likelihood::of).toArray();
        double least = Arrays.stream(minus).min().orElseThrow();
        double sum = 0;
        double row = 0;
        double number = 0;
        for (int i = 0; i < ratios.length; i++) {
            double p = Math.exp(0.5 * (least - minus[i]));
            double each = likelihood.number(ratios[i]);
            sum += p;
            row += p * ratios[i] * each;
            number += p * each;
        }
        return new RowVariance(row / sum, number / sum);
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Likelihood(double[] values, double[] projected, int rows, double residual, double smallest) {
        /** The τ² that is most likely for a ratio s²/τ². */
        double number(double ratio) {
            double sum = residual / ratio;
            for (int k = 0; k < values.length; k++) {
                if (values[k] > smallest) {
                    sum += projected[k] * projected[k] / (values[k] * (values[k] + ratio));
                }
            }
            return sum / rows;
        }

        /** Twice the negative logarithm of the likelihood, without constants. */
        double of(double ratio) {
            double out = rows * Math.log(number(ratio));
            int rank = 0;
            for (double v : values) {
                if (v > smallest) {
                    out += Math.log(v + ratio);
                    rank++;
                }
            }
            return out + Math.max(0, rows - rank) * Math.log(ratio);
        }
    }
}
