package org.lather.classification;

import java.util.Arrays;

/**
 * Probabilities of several classes from those of pairs: r_ij, the probability of i if the class is i or j. Minimises
 * Σ_i Σ_{j≠i} (r_ji p_i − r_ij p_j)² among p with Σ_i p_i = 1 (Wu, Lin, Weng, J. Mach. Learn. Res. 5, 975 (2004), the
 * second method, algorithm 2).
 */
final class PairwiseCoupling {
    private static final int LEAST_STEPS = 1000;
    private static final double TOLERANCE = 1e-12;
    /** Probabilities of pairs stay so far from 0 and 1. */
    private static final double LEAST = 1e-7;

    private PairwiseCoupling() {}

    /**
     * Returns p.
     *
     * @param r [i][j] for i ≠ j, with r_ij + r_ji = 1
     */
    static double[] probabilities(double[][] r) {
        int n = r.length;
        if (n == 2) {
            return new double[] {r[0][1], r[1][0]};
        }
        double[][] q = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    q[i][i] += inside(r[j][i]) * inside(r[j][i]);
                    q[i][j] = -inside(r[j][i]) * inside(r[i][j]);
                }
            }
        }
        double[] p = new double[n];
        Arrays.fill(p, 1.0 / n);
        for (int step = 0; step < Math.max(LEAST_STEPS, n); step++) {
            double[] qp = new double[n];
            double pqp = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    qp[i] += q[i][j] * p[j];
                }
                pqp += p[i] * qp[i];
            }
            double largest = 0;
            for (double v : qp) {
                largest = Math.max(largest, Math.abs(v - pqp));
            }
            if (largest < TOLERANCE) {
                break;
            }
            for (int i = 0; i < n; i++) {
                double d = (pqp - qp[i]) / q[i][i];
                p[i] += d;
                pqp = (pqp + d * (d * q[i][i] + 2 * qp[i])) / ((1 + d) * (1 + d));
                for (int j = 0; j < n; j++) {
                    qp[j] = (qp[j] + d * q[i][j]) / (1 + d);
                    p[j] /= 1 + d;
                }
            }
        }
        return p;
    }

    private static double inside(double probability) {
        return Math.min(Math.max(probability, LEAST), 1 - LEAST);
    }
}
