package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.TriangleAlgebra;

/**
 * The errors of a full Gaussian process at some of its rows that are held out together, without another factorisation
 * (Rasmussen, Williams 2006, equations 5.10 to 5.12, for several rows). With the matrix M = W^½ D K D W^½ + λ 1 of all
 * rows, β = M⁻¹ W^½ y and the block P of M⁻¹ that belongs to the rows, their residuals times W^½ are P⁻¹ β, and the
 * covariance of the posterior without noise is P⁻¹ − λ 1, in units of δ².
 */
final class HeldOutRows {
    /** Largest number of rows for which a part of the inverse is computed at a time. */
    static final int TOGETHER = 256;

    private final LowerTriangle factor;
    private final double[] root;
    private final double lambda;
    private final DenseAlgebra algebra;
    private final List<Integer> rows = new ArrayList<>();
    private final List<Double> residuals = new ArrayList<>();
    private final List<Double> deviations = new ArrayList<>();

    /**
     * @param factor C of M = C Cᵀ
     * @param root W^½, [row]
     */
    HeldOutRows(LowerTriangle factor, double[] root, double lambda, DenseAlgebra algebra) {
        this.factor = factor;
        this.root = root;
        this.lambda = lambda;
        this.algebra = algebra;
    }

    /**
     * Computes the errors of some blocks of rows.
     *
     * @param blocks rows that are held out together
     * @param beta β of the labels
     * @param noisy members of a committee, whose scatter is then the deviation; null for that of the posterior
     */
    LeaveOneOut of(List<int[]> blocks, double[] beta, @Nullable NoisyLabels noisy) {
        for (int from = 0; from < blocks.size(); ) {
            int to = from;
            int count = 0;
            while (to < blocks.size() && (to == from || count + blocks.get(to).length <= TOGETHER)) {
                count += blocks.get(to++).length;
            }
            add(blocks.subList(from, to), count, beta, noisy);
            from = to;
        }
        return new LeaveOneOut(
                rows.stream().mapToInt(Integer::intValue).toArray(),
                residuals.stream().mapToDouble(Double::doubleValue).toArray(),
                deviations.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void add(List<int[]> blocks, int count, double[] beta, @Nullable NoisyLabels noisy) {
        int n = root.length;
        double[] x = new double[Math.multiplyExact(n, count)];
        int column = 0;
        for (int[] block : blocks) {
            for (int row : block) {
                x[row * count + column++] = 1;
            }
        }
        TriangleAlgebra.solveLeft(factor, Matrix.of(x, n, count), algebra);
        int first = 0;
        for (int[] block : blocks) {
            int f = block.length;
            double[] p = new double[f * f];
            for (int i = 0; i < n; i++) {
                int at = i * count + first;
                for (int a = 0; a < f; a++) {
                    for (int b = 0; b <= a; b++) {
                        p[a * f + b] += x[at + a] * x[at + b];
                    }
                }
            }
            first += f;
            add(block, p, beta, noisy);
        }
    }

    /** @param p the lower triangle of P, overwritten */
    private void add(int[] block, double[] p, double[] beta, @Nullable NoisyLabels noisy) {
        int f = block.length;
        try {
            algebra.potrf(Matrix.of(p, f, f));
        } catch (NotPositiveDefiniteException e) {
            // what only these rows determine cannot be predicted without them
            return;
        }
        double[] own = solved(p, f, 1, i -> new double[] {beta[block[i]]});
        double[] squares = noisy == null ? posterior(p, f) : scatter(block, p, noisy);
        for (int i = 0; i < f; i++) {
            rows.add(block[i]);
            residuals.add(own[i] / root[block[i]]);
            deviations.add(Math.sqrt(Math.max(0, squares[i])) / root[block[i]]);
        }
    }

    private double[] posterior(double[] p, int f) {
        double[] inverse = solved(p, f, f, i -> {
            double[] unit = new double[f];
            unit[i] = 1;
            return unit;
        });
        double[] out = new double[f];
        Arrays.setAll(out, i -> inverse[i * f + i] - lambda);
        return out;
    }

    /** The variances of what members predict without these rows: their noise minus its residuals P⁻¹ β. */
    private double[] scatter(int[] block, double[] p, NoisyLabels noisy) {
        int members = noisy.members();
        double[] residual = solved(p, block.length, members, i -> noisy.betaOf(block[i]));
        double[] out = new double[block.length];
        for (int i = 0; i < out.length; i++) {
            double[] labels = noisy.labelsOf(block[i]);
            for (int k = 0; k < members; k++) {
                double v = labels[k] - residual[i * members + k];
                out[i] += v * v / (members - 1);
            }
        }
        return out;
    }

    /** One row of a right-hand side. */
    private interface Right {
        double[] row(int i);
    }

    /** P⁻¹ times a right-hand side [f][columns], from the factor of P. */
    private double[] solved(double[] p, int f, int columns, Right right) {
        double[] out = new double[f * columns];
        for (int i = 0; i < f; i++) {
            System.arraycopy(right.row(i), 0, out, i * columns, columns);
        }
        Matrix b = Matrix.of(out, f, columns);
        algebra.solveLeft(Matrix.of(p, f, f), b);
        algebra.solveLeft(Matrix.of(p, f, f).transpose(), b);
        return out;
    }
}
