package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.Whitening;

/**
 * Factors K_MM = L Lᵀ block by block. For scalars, representatives that the others span to rounding are omitted. They
 * are found by a Cholesky decomposition with pivoting: the residual of a pivot, 1 − |projection on the chosen|², falls
 * below {@link #THRESHOLD} times the largest diagonal value.
 */
public final class Whiteners {
    /**
     * Threshold of residuals of pivots of scalars, relative to the largest diagonal value: about ten times the rounding
     * error of a kernel value.
     */
    public static final double THRESHOLD = 3e-15;

    /** Threshold of residuals of pivots of tensors, relative to the largest diagonal value. */
    public static final double TENSOR_THRESHOLD = 1e-13;

    /** The pivot of a disabled column, far larger than any covariance. */
    private static final double UNUSED = 1e150;

    private Whiteners() {}

    /** @param kept rows of K_MM that remain, block by block; if some were omitted, in the order of the pivots */
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(Whitening whitening, int[] kept) {}

    /**
     * Factors a matrix that is in memory.
     *
     * @param matrix K_MM, [M][M], symmetric
     * @param blockStarts first row of each diagonal block, ascending from 0
     */
    public static Result factor(double[] matrix, int size, int[] blockStarts, DenseAlgebra algebra) {
        return factor(CovarianceBlocks.of(matrix, size, blockStarts), algebra);
    }

    /** Factors K_MM. */
    public static Result factor(CovarianceBlocks k, DenseAlgebra algebra) {
        List<Whitening.Block> blocks = new ArrayList<>();
        int[] starts = k.starts();
        int[] kept = new int[k.size()];
        int n = 0;
        for (int b = 0; b < starts.length; b++) {
            int rows = k.rows(b);
            double[] l = k.compute(b);
            double smallest = THRESHOLD * largestDiagonal(l, rows);
            int[] own = IntStream.range(0, rows).toArray();
            if (!wellFactored(l, rows, smallest, algebra)) {
                l = new double[0]; // may be freed before the matrix is computed again
                own = new PivotedCholesky(k.compute(b), rows, smallest, algebra).factor();
                l = factorable(k.compute(b), rows, own, algebra);
                own = Arrays.copyOf(own, (int) Math.sqrt(l.length));
            }
            if (own.length > 0) {
                blocks.add(new Whitening.Block(n, own.length, l));
                for (int row : own) {
                    kept[n++] = starts[b] + row;
                }
            }
        }
        return new Result(new Whitening(n, blocks), Arrays.copyOf(kept, n));
    }

    /**
     * Factors representatives that were found to be independent before.
     *
     * @throws NotPositiveDefiniteException if they are not
     */
    public static Whitening factorAll(CovarianceBlocks k, DenseAlgebra algebra) {
        List<Whitening.Block> blocks = new ArrayList<>();
        int[] starts = k.starts();
        for (int b = 0; b < starts.length; b++) {
            double[] l = k.compute(b);
            algebra.potrf(Matrix.of(l, k.rows(b), k.rows(b)));
            blocks.add(new Whitening.Block(starts[b], k.rows(b), l));
        }
        return new Whitening(k.size(), blocks);
    }

    /**
     * Factors K_MM of tensors. If an environment is symmetric, its components are linearly dependent: a column that
     * those before it span to rounding is disabled. It keeps its index, and its pivot of 1e150 makes its whitened
     * feature and its weight vanish.
     */
    public static Whitening factorTensors(CovarianceBlocks k, DenseAlgebra algebra) {
        List<Whitening.Block> blocks = new ArrayList<>();
        int[] starts = k.starts();
        for (int b = 0; b < starts.length; b++) {
            int n = k.rows(b);
            double[] l = k.compute(b);
            double smallest = TENSOR_THRESHOLD * largestDiagonal(l, n);
            if (!wellFactored(l, n, Math.nextUp(smallest), algebra)) {
                l = k.compute(b);
                factorWithout(l, n, smallest);
            }
            blocks.add(new Whitening.Block(starts[b], n, l));
        }
        return new Whitening(k.size(), blocks);
    }

    /**
     * The whitening of the first representatives of each block.
     *
     * @param columns their indices, ascending
     */
    public static Whitening leading(Whitening whitening, int[] columns) {
        List<Whitening.Block> blocks = new ArrayList<>();
        int offset = 0;
        for (Whitening.Block b : whitening.blocks()) {
            int n = (int) Arrays.stream(columns)
                    .filter(i -> i >= b.offset() && i < b.offset() + b.size())
                    .count();
            if (n == 0) {
                continue;
            }
            blocks.add(new Whitening.Block(offset, n, leading(b.factor(), b.size(), n)));
            offset += n;
        }
        return new Whitening(offset, blocks);
    }

    /** The number of columns that are not disabled. */
    public static int rank(Whitening whitening) {
        int rank = 0;
        for (Whitening.Block b : whitening.blocks()) {
            for (int i = 0; i < b.size(); i++) {
                rank += b.factor()[i * b.size() + i] < UNUSED ? 1 : 0;
            }
        }
        return rank;
    }

    private static boolean wellFactored(double[] l, int n, double smallest, DenseAlgebra algebra) {
        try {
            algebra.potrf(Matrix.of(l, n, n));
        } catch (NotPositiveDefiniteException e) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            double d = l[i * n + i];
            if (d * d < smallest) {
                return false;
            }
        }
        return true;
    }

    /**
     * The factor of rows that pivots chose, or of as many of the first ones as can be factored in this order in spite
     * of rounding: a model is factored again, without pivots, when it predicts.
     */
    private static double[] factorable(double[] matrix, int size, int[] rows, DenseAlgebra algebra) {
        int n = rows.length;
        while (true) {
            double[] l = gather(matrix, size, rows, n);
            try {
                algebra.potrf(Matrix.of(l, n, n));
                return l;
            } catch (NotPositiveDefiniteException e) {
                n = e.pivot();
            }
        }
    }

    private static double[] gather(double[] matrix, int size, int[] rows, int n) {
        double[] out = new double[Math.multiplyExact(n, n)];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                out[i * n + j] = matrix[rows[i] * size + rows[j]];
            }
        }
        return out;
    }

    private static double largestDiagonal(double[] a, int n) {
        double m = 0;
        for (int i = 0; i < n; i++) {
            m = Math.max(m, a[i * n + i]);
        }
        return m;
    }

    /** The first rows and columns of a lower triangle. */
    private static double[] leading(double[] l, int size, int n) {
        double[] out = new double[Math.multiplyExact(n, n)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(l, i * size, out, i * n, i + 1);
        }
        return out;
    }

    /** Factors row by row: L_ij = (K_ij − Σ_k<j L_ik L_jk) / L_jj. */
    private static void factorWithout(double[] l, int n, double smallest) {
        boolean[] used = new boolean[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                if (j < i && !used[j]) {
                    l[i * n + j] = 0;
                    continue;
                }
                double s = l[i * n + j];
                for (int k = 0; k < j; k++) {
                    s -= l[i * n + k] * l[j * n + k];
                }
                if (j < i) {
                    l[i * n + j] = s / l[j * n + j];
                } else if (s > smallest) {
                    used[i] = true;
                    l[i * n + i] = Math.sqrt(s);
                } else {
                    Arrays.fill(l, i * n, i * n + i, 0);
                    l[i * n + i] = UNUSED;
                }
            }
        }
    }
}
