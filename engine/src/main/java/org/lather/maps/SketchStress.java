package org.lather.maps;

import java.util.Arrays;

/**
 * The stress of sketch-map, the mean of (S(D_ij) − s(d_ij))² over all pairs i &lt; j, where D are the distances that
 * the map shall show, d those on the map and S, s their {@link Sigmoid}s. All pairs have equal weights.
 */
final class SketchStress implements Minimisation.Function {
    private final double[] transformed;
    private final int n;
    private final int dimensions;
    private final Sigmoid low;
    private final RowWorkers workers;
    private final double[] rows;

    /**
     * @param transformed S(D), [n][n], symmetric
     * @param low s
     */
    SketchStress(double[] transformed, int n, int dimensions, Sigmoid low, RowWorkers workers) {
        this.transformed = transformed;
        this.n = n;
        this.dimensions = dimensions;
        this.low = low;
        this.workers = workers;
        this.rows = new double[n];
    }

    /** @param x positions on the map, [n][dimension] */
    @Override
    public double value(double[] x, double[] gradient) {
        workers.each(n, (from, to) -> {
            for (int i = from; i < to; i++) {
                rows[i] = row(x, i, gradient);
            }
        });
        double pairs = n * (n - 1.0) / 2;
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] *= -4 / pairs;
        }
        return Arrays.stream(rows).sum() / 2 / pairs;
    }

    private double row(double[] x, int i, double[] gradient) {
        return dimensions == 2 ? row2(x, i, gradient) : anyRow(x, i, gradient);
    }

    private double row2(double[] x, int i, double[] gradient) {
        double xi = x[2 * i];
        double yi = x[2 * i + 1];
        double sum = 0;
        double gx = 0;
        double gy = 0;
        for (int j = 0; j < n; j++) {
            double dx = xi - x[2 * j];
            double dy = yi - x[2 * j + 1];
            double square = dx * dx + dy * dy;
            double s = low.ofSquare(square);
            double residual = transformed[i * n + j] - s;
            double w = j == i ? 0 : residual * low.slope(square, s);
            sum += j == i ? 0 : residual * residual;
            gx += w * dx;
            gy += w * dy;
        }
        gradient[2 * i] = gx;
        gradient[2 * i + 1] = gy;
        return sum;
    }

    private double anyRow(double[] x, int i, double[] gradient) {
        int at = i * dimensions;
        Arrays.fill(gradient, at, at + dimensions, 0);
        double sum = 0;
        for (int j = 0; j < n; j++) {
            if (j == i) {
                continue;
            }
            double square = square(x, at, x, j * dimensions, dimensions);
            double s = low.ofSquare(square);
            double residual = transformed[i * n + j] - s;
            double w = residual * low.slope(square, s);
            sum += residual * residual;
            for (int k = 0; k < dimensions; k++) {
                gradient[at + k] += w * (x[at + k] - x[j * dimensions + k]);
            }
        }
        return sum;
    }

    /** The sum of (S(D_ij) − s(d_ij))² over j ≠ i for point i at a position. */
    double ofPoint(double[] x, int i, double[] position, int at) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            if (j != i) {
                double r = transformed[i * n + j] - low.ofSquare(square(position, at, x, j * dimensions, dimensions));
                sum += r * r;
            }
        }
        return sum;
    }

    static double square(double[] x, int at, double[] y, int from, int dimensions) {
        double sum = 0;
        for (int k = 0; k < dimensions; k++) {
            double d = x[at + k] - y[from + k];
            sum += d * d;
        }
        return sum;
    }
}
