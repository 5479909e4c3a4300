package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.kernel.Covariance;
import org.lather.math.QuasiNewton;

/**
 * The negative logarithm of the posterior density of channel weights u, per row, and its gradient. For each target with
 * rows y, whose covariance is a (K(u) + e^θ N), K_rs = Σ_ij w_ri w_sj k_ij(u), with a diagonal N of relative noise
 * variances, the marginal likelihood is maximal over the amplitude a, which leaves
 *
 * <p>L = ½ log(yᵀM⁻¹y / R) + ½ log det M / R, M = K + e^θ N
 *
 * <p>for R rows (Rasmussen and Williams 2006, eq. 5.8); dL/dM = (M⁻¹ − R M⁻¹yyᵀM⁻¹/yᵀM⁻¹y) / 2R. The prior of each
 * weight is Gaussian around its start, of standard deviation 1. Variables are u, [element][channel], and θ of each
 * target.
 */
final class ChannelLikelihood implements QuasiNewton.Differentiable {
    /** A noise variance over the mean of the diagonal of K that is always added. */
    private static final double LEAST_NOISE = 1e-8;

    /** The noise variance over the mean of the diagonal of K at the start. */
    private static final double FIRST_NOISE = 1e-3;

    /**
     * The rows of a target.
     *
     * @param row of each environment; negative for one that belongs to none
     * @param factor w of each environment
     * @param values y, [row]
     * @param noise N, [row]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Rows(int[] row, double[] factor, double[] values, double[] noise) {}

    private final ChannelSample sample;
    private final List<Rows> targets;
    private final Covariance covariance;
    private final double[] weights;
    private final double[] start;
    private final int channels;
    private final DenseAlgebra algebra;
    /** Environments that have covariances with each other. */
    private final List<int[]> groups = new ArrayList<>();
    /** Mean diagonal of K of each target at the start. */
    private double[] scale = new double[0];

    /**
     * @param weights of the terms of the kernel
     * @param start u, [element][channel] flattened
     */
    ChannelLikelihood(
            ChannelSample sample,
            List<Rows> targets,
            Covariance covariance,
            double[] weights,
            double[] start,
            DenseAlgebra algebra) {
        this.sample = sample;
        this.targets = targets;
        this.covariance = covariance;
        this.weights = weights.clone();
        this.start = start.clone();
        this.channels = start.length / sample.elements();
        this.algebra = algebra;
        TreeMap<Integer, List<Integer>> byCenter = new TreeMap<>();
        for (int i = 0; i < sample.environments(); i++) {
            int key = covariance.centers() == Covariance.Centers.SAME ? sample.center(i) : 0;
            byCenter.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
        }
        byCenter.values().forEach(g -> groups.add(g.stream().mapToInt(i -> i).toArray()));
    }

    /** Returns the variables from which learning starts. */
    double[] first() {
        double[] x = Arrays.copyOf(start, start.length + targets.size());
        double[][] k = covariances(spectra(x));
        scale = new double[targets.size()];
        for (int t = 0; t < scale.length; t++) {
            Rows rows = targets.get(t);
            int n = rows.values.length;
            double sum = 0;
            for (int r = 0; r < n; r++) {
                sum += k[t][r * n + r];
            }
            scale[t] = sum / Math.max(1e-300, Arrays.stream(rows.noise).sum());
            x[start.length + t] = Math.log(FIRST_NOISE);
        }
        return x;
    }

    /** Normalised features of the groups of environments, [group][term][environment][column], and their norms. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Spectra(double[][][] normalised, double[][][] norms) {}

    @Override
    public double value(double[] x, double[] gradient) {
        Spectra p = spectra(x);
        double[][] k = covariances(p);
        double[][] slopes = new double[targets.size()][];
        Arrays.fill(gradient, 0);
        double value = 0;
        for (int t = 0; t < targets.size(); t++) {
            slopes[t] = new double[k[t].length];
            double likelihood = likelihood(t, x[start.length + t], k[t], slopes[t]);
            if (!Double.isFinite(likelihood)) {
                return Double.POSITIVE_INFINITY;
            }
            value += likelihood;
            gradient[start.length + t] = noiseSlope(t, x[start.length + t], slopes[t]);
        }
        double rows = targets.stream().mapToInt(r -> r.values.length).sum();
        for (int j = 0; j < start.length; j++) {
            double d = x[j] - start[j];
            value += d * d / (2 * rows);
            gradient[j] = d / rows;
        }
        for (int g = 0; g < groups.size(); g++) {
            addGroup(groups.get(g), p.normalised[g], p.norms[g], slopes, x, gradient);
        }
        return value;
    }

    private Spectra spectra(double[] x) {
        int terms = sample.parts().size();
        double[][][] normalised = new double[groups.size()][terms][];
        double[][][] norms = new double[groups.size()][terms][];
        for (int t = 0; t < terms; t++) {
            ChannelSample.Part part = sample.parts().get(t);
            int columns = part.columns(channels);
            double[] c = new double[part.orders() * part.orders() * channels * part.radial()];
            for (int g = 0; g < normalised.length; g++) {
                int[] group = groups.get(g);
                double[] p = new double[Math.multiplyExact(group.length, columns)];
                double[] n = new double[group.length];
                for (int i = 0; i < group.length; i++) {
                    sample.mix(part, group[i], x, channels, c);
                    ChannelSample.spectrum(part, c, channels, p, i * columns);
                    double square = 0;
                    for (int q = i * columns; q < (i + 1) * columns; q++) {
                        square += p[q] * p[q];
                    }
                    n[i] = Covariance.norm(square);
                    for (int q = i * columns; q < (i + 1) * columns; q++) {
                        p[q] /= n[i];
                    }
                }
                normalised[g][t] = p;
                norms[g][t] = n;
            }
        }
        return new Spectra(normalised, norms);
    }

    /** The cosines of a group, lower triangle. */
    private double[] cosines(double[] p, int n) {
        double[] out = new double[Math.multiplyExact(n, n)];
        algebra.syrk(1, Matrix.of(p, n, p.length / n), 0, Matrix.of(out, n, n));
        return out;
    }

    /** The matrices K of the targets. */
    private double[][] covariances(Spectra spectra) {
        double[][] out = new double[targets.size()][];
        Arrays.setAll(out, t -> {
            int n = targets.get(t).values.length;
            return new double[Math.multiplyExact(n, n)];
        });
        for (int g = 0; g < groups.size(); g++) {
            int[] group = groups.get(g);
            for (int term = 0; term < weights.length; term++) {
                double[] u = cosines(spectra.normalised[g][term], group.length);
                for (int i = 0; i < group.length; i++) {
                    for (int j = 0; j <= i; j++) {
                        double cosine = u[i * group.length + j];
                        // u^ζ from its slope ζ u^(ζ−1)
                        double k = weights[term] * cosine * covariance.slope(cosine) / covariance.zeta();
                        addPair(out, group[i], group[j], k);
                    }
                }
            }
        }
        return out;
    }

    private void addPair(double[][] to, int i, int j, double k) {
        for (int t = 0; t < to.length; t++) {
            Rows rows = targets.get(t);
            int r = rows.row[i];
            int s = rows.row[j];
            if (r >= 0 && s >= 0) {
                int n = rows.values.length;
                double x = rows.factor[i] * rows.factor[j] * k;
                to[t][r * n + s] += x;
                if (i != j) {
                    to[t][s * n + r] += x;
                }
            }
        }
    }

    /** Returns L of a target; {@code slope} receives dL/dM. The noise is added to {@code k}. */
    private double likelihood(int target, double theta, double[] k, double[] slope) {
        Rows rows = targets.get(target);
        int n = rows.values.length;
        double factor = scale[target] * (Math.exp(theta) + LEAST_NOISE);
        for (int r = 0; r < n; r++) {
            k[r * n + r] += factor * rows.noise[r];
        }
        Matrix m = Matrix.of(k, n, n);
        try {
            algebra.potrf(m);
        } catch (NotPositiveDefiniteException | IllegalArgumentException e) {
            return Double.POSITIVE_INFINITY;
        }
        double logDeterminant = 0;
        double[] inverse = new double[n * n];
        for (int r = 0; r < n; r++) {
            logDeterminant += 2 * Math.log(k[r * n + r]);
            inverse[r * n + r] = 1;
        }
        algebra.solveLeft(m, Matrix.of(inverse, n, n));
        algebra.solveLeft(m.transpose(), Matrix.of(inverse, n, n));
        double[] alpha = new double[n];
        algebra.gemm(1, Matrix.of(inverse, n, n), Matrix.of(rows.values, n, 1), 0, Matrix.of(alpha, n, 1));
        double square = 0;
        for (int r = 0; r < n; r++) {
            square += alpha[r] * rows.values[r];
        }
        if (!(square > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        for (int r = 0; r < n; r++) {
            for (int s = 0; s < n; s++) {
                slope[r * n + s] = (inverse[r * n + s] - n / square * alpha[r] * alpha[s]) / (2 * n);
            }
        }
        return 0.5 * Math.log(square / n) + logDeterminant / (2 * n);
    }

    private double noiseSlope(int target, double theta, double[] slope) {
        double[] noise = targets.get(target).noise;
        double sum = 0;
        for (int r = 0; r < noise.length; r++) {
            sum += slope[r * noise.length + r] * noise[r];
        }
        return sum * scale[target] * Math.exp(theta);
    }

    /** Adds what the environments of a group contribute to the gradient with respect to u. */
    private void addGroup(
            int[] group, double[][] normalised, double[][] norms, double[][] slopes, double[] x, double[] gradient) {
        int n = group.length;
        for (int t = 0; t < weights.length; t++) {
            ChannelSample.Part part = sample.parts().get(t);
            int columns = part.columns(channels);
            double[] u = cosines(normalised[t], n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double d = 2 * weights[t] * slope(slopes, group[i], group[j]) * covariance.slope(u[i * n + j]);
                    u[i * n + j] = d;
                    u[j * n + i] = d;
                }
            }
            double[] dp = new double[normalised[t].length];
            Matrix p = Matrix.of(normalised[t], n, columns);
            algebra.gemm(1, Matrix.of(u, n, n), p, 0, Matrix.of(dp, n, columns));
            double[] c = new double[part.orders() * part.orders() * channels * part.radial()];
            double[] dc = new double[c.length];
            double[] row = new double[columns];
            for (int i = 0; i < n; i++) {
                double along = 0;
                for (int q = 0; q < columns; q++) {
                    along += dp[i * columns + q] * normalised[t][i * columns + q];
                }
                along *= Covariance.normSlope(norms[t][i]);
                for (int q = 0; q < columns; q++) {
                    row[q] = (dp[i * columns + q] - along * normalised[t][i * columns + q]) / norms[t][i];
                }
                sample.mix(part, group[i], x, channels, c);
                ChannelSample.coefficientGradient(part, c, channels, row, dc);
                sample.addMixed(part, group[i], dc, channels, gradient);
            }
        }
    }

    /** The derivative with respect to the covariance of two environments, in one of their two orders. */
    private double slope(double[][] slopes, int i, int j) {
        double sum = 0;
        for (int t = 0; t < slopes.length; t++) {
            Rows rows = targets.get(t);
            if (rows.row[i] >= 0 && rows.row[j] >= 0) {
                sum += rows.factor[i] * rows.factor[j] * slopes[t][rows.row[i] * rows.values.length + rows.row[j]];
            }
        }
        return sum;
    }
}
