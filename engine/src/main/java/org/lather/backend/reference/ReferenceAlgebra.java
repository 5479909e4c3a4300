package org.lather.backend.reference;

import org.lather.backend.DenseAlgebra;
import org.lather.backend.NotPositiveDefiniteException;

/**
 * The textbook loops, along rows where possible (Golub, Van Loan, Matrix Computations, 4th ed., sections 1.1, 3.1,
 * 4.2).
 */
final class ReferenceAlgebra implements DenseAlgebra {
    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double beta,
            double[] c,
            int cOffset,
            int cStride) {
        double[] row = new double[k];
        for (int i = 0; i < m; i++) {
            int ci = cOffset + i * cStride;
            for (int p = 0; p < k; p++) {
                row[p] = alpha * (transposeA ? a[aOffset + p * aStride + i] : a[aOffset + i * aStride + p]);
            }
            for (int j = 0; j < n; j++) {
                c[ci + j] = beta == 0 ? 0 : beta * c[ci + j];
                if (transposeB) {
                    c[ci + j] += dot(row, 0, b, bOffset + j * bStride, k);
                }
            }
            for (int p = 0; p < k && !transposeB; p++) {
                for (int j = 0; j < n; j++) {
                    c[ci + j] += row[p] * b[bOffset + p * bStride + j];
                }
            }
        }
    }

    @Override
    public void syrk(
            boolean transpose,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aStride,
            double beta,
            double[] c,
            int cOffset,
            int cStride) {
        for (int i = 0; i < n; i++) {
            int ci = cOffset + i * cStride;
            for (int j = 0; j <= i; j++) {
                c[ci + j] = beta == 0 ? 0 : beta * c[ci + j];
                if (!transpose) {
                    c[ci + j] += alpha * dot(a, aOffset + i * aStride, a, aOffset + j * aStride, k);
                }
            }
            for (int p = 0; p < k && transpose; p++) {
                double ap = alpha * a[aOffset + p * aStride + i];
                for (int j = 0; j <= i; j++) {
                    c[ci + j] += ap * a[aOffset + p * aStride + j];
                }
            }
        }
    }

    /** L_ij = (A_ij − Σ_(p<j) L_ip L_jp) / L_jj, L_ii = √(A_ii − Σ_(p<i) L_ip²). */
    @Override
    public void potrf(int n, double[] a, int aOffset, int aStride) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(a[aOffset + i * aStride + i]));
        }
        for (int i = 0; i < n; i++) {
            int ai = aOffset + i * aStride;
            for (int j = 0; j < i; j++) {
                int aj = aOffset + j * aStride;
                a[ai + j] = (a[ai + j] - dot(a, ai, a, aj, j)) / a[aj + j];
            }
            double pivot = a[ai + i] - dot(a, ai, a, ai, i);
            if (!Double.isFinite(pivot)) {
                throw new IllegalArgumentException("matrix A: expected finite numbers, got the pivot " + pivot
                        + " at row " + i + "; look for values that are not numbers in the rows up to this one");
            }
            if (!(pivot > 0)) {
                // rounding leaves a semi-definite matrix with eigenvalues down to about -n eps times the largest entry
                double rounding = n * Math.ulp(1.0) * largest;
                throw new NotPositiveDefiniteException(i, pivot, 10 * Math.max(rounding, -pivot));
            }
            a[ai + i] = Math.sqrt(pivot);
        }
    }

    @Override
    public void trsm(
            boolean left,
            boolean transpose,
            int m,
            int n,
            double[] l,
            int lOffset,
            int lStride,
            double[] b,
            int bOffset,
            int bStride) {
        if (left) {
            if (transpose) {
                leftTransposed(m, n, l, lOffset, lStride, b, bOffset, bStride);
            } else {
                left(m, n, l, lOffset, lStride, b, bOffset, bStride);
            }
            return;
        }
        for (int i = 0; i < m; i++) {
            int row = bOffset + i * bStride;
            if (transpose) {
                rightTransposed(n, l, lOffset, lStride, b, row);
            } else {
                right(n, l, lOffset, lStride, b, row);
            }
        }
    }

    /** L X = B: X_i = (B_i − Σ_(p<i) L_ip X_p) / L_ii, row by row downwards. */
    private static void left(int m, int n, double[] l, int lOffset, int lStride, double[] b, int bOffset, int bStride) {
        for (int i = 0; i < m; i++) {
            int li = lOffset + i * lStride;
            int bi = bOffset + i * bStride;
            for (int p = 0; p < i; p++) {
                for (int j = 0; j < n; j++) {
                    b[bi + j] -= l[li + p] * b[bOffset + p * bStride + j];
                }
            }
            for (int j = 0; j < n; j++) {
                b[bi + j] /= l[li + i];
            }
        }
    }

    /** Lᵀ X = B: X_i = B_i / L_ii, then B_p −= L_ip X_i for p < i, row by row upwards. */
    private static void leftTransposed(
            int m, int n, double[] l, int lOffset, int lStride, double[] b, int bOffset, int bStride) {
        for (int i = m - 1; i >= 0; i--) {
            int li = lOffset + i * lStride;
            int bi = bOffset + i * bStride;
            for (int j = 0; j < n; j++) {
                b[bi + j] /= l[li + i];
            }
            for (int p = 0; p < i; p++) {
                for (int j = 0; j < n; j++) {
                    b[bOffset + p * bStride + j] -= l[li + p] * b[bi + j];
                }
            }
        }
    }

    /** x L = b for one row: x_j = b_j / L_jj, then b_p −= x_j L_jp for p < j, from the last j on. */
    private static void right(int n, double[] l, int lOffset, int lStride, double[] b, int row) {
        for (int j = n - 1; j >= 0; j--) {
            int lj = lOffset + j * lStride;
            b[row + j] /= l[lj + j];
            for (int p = 0; p < j; p++) {
                b[row + p] -= b[row + j] * l[lj + p];
            }
        }
    }

    /** x Lᵀ = b for one row: x_j = (b_j − Σ_(p<j) x_p L_jp) / L_jj. */
    private static void rightTransposed(int n, double[] l, int lOffset, int lStride, double[] b, int row) {
        for (int j = 0; j < n; j++) {
            int lj = lOffset + j * lStride;
            b[row + j] = (b[row + j] - dot(b, row, l, lj, j)) / l[lj + j];
        }
    }

    private static double dot(double[] a, int aOffset, double[] b, int bOffset, int n) {
        double sum = 0;
        for (int p = 0; p < n; p++) {
            sum += a[aOffset + p] * b[bOffset + p];
        }
        return sum;
    }
}
