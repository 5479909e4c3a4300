package org.lather.basis;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.Whitening;

/**
 * Factors K_MM of tensors block by block. Where an environment is symmetric its components depend on each other: a
 * column that those before it span to within rounding is put out of use. It keeps its place, and the pivot
 * {@link #UNUSED} makes its whitened feature and its weight vanish.
 */
public final class TensorWhitening {
    /** Residuals of pivots below this share of the largest diagonal value are rounding. */
    public static final double THRESHOLD = 1e-13;

    /** Far larger than any covariance. */
    static final double UNUSED = 1e150;

    private TensorWhitening() {}

    /**
     * @param matrix K_MM, [size][size], symmetric
     * @param blockStarts the first row of each diagonal block, ascending from 0
     */
    public static Whitening factor(double[] matrix, int size, int[] blockStarts, DenseAlgebra algebra) {
        List<Whitening.Block> blocks = new ArrayList<>();
        for (int b = 0; b < blockStarts.length; b++) {
            int start = blockStarts[b];
            int n = (b + 1 < blockStarts.length ? blockStarts[b + 1] : size) - start;
            double[] l = block(matrix, size, start, n);
            double smallest = 0;
            for (int i = 0; i < n; i++) {
                smallest = Math.max(smallest, THRESHOLD * l[i * n + i]);
            }
            if (!wellFactored(l, n, smallest, algebra)) {
                l = block(matrix, size, start, n);
                factorWithout(l, n, smallest);
            }
            blocks.add(new Whitening.Block(start, n, l));
        }
        return new Whitening(size, blocks);
    }

    /** The number of columns that are in use. */
    public static int rank(Whitening whitening) {
        int rank = 0;
        for (Whitening.Block b : whitening.blocks()) {
            for (int i = 0; i < b.size(); i++) {
                rank += b.factor()[i * b.size() + i] < UNUSED ? 1 : 0;
            }
        }
        return rank;
    }

    private static double[] block(double[] matrix, int size, int start, int n) {
        double[] l = new double[Math.multiplyExact(n, n)];
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix, (start + i) * size + start, l, i * n, n);
        }
        return l;
    }

    private static boolean wellFactored(double[] l, int n, double smallest, DenseAlgebra algebra) {
        try {
            algebra.potrf(Matrix.of(l, n, n));
        } catch (NotPositiveDefiniteException e) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            double d = l[i * n + i];
            if (!(d * d > smallest)) {
                return false;
            }
        }
        return true;
    }

    /** Row by row: L_ij = (K_ij − Σ_k<j L_ik L_jk) / L_jj. */
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
                    java.util.Arrays.fill(l, i * n, i * n + i, 0);
                    l[i * n + i] = UNUSED;
                }
            }
        }
    }
}
