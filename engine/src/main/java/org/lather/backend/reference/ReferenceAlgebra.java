package org.lather.backend.reference;

import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.MatrixShapes;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.error.NotFiniteException;

/**
 * Dense linear algebra by textbook loops, along rows where possible (Golub, Van Loan, Matrix Computations, 4th ed.,
 * sections 1.1, 3.1, 4.2).
 */
final class ReferenceAlgebra implements DenseAlgebra {
    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        MatrixShapes.gemm(a, b, c);
        double[] x = a.values();
        double[] y = b.values();
        double[] z = c.values();
        int k = a.columns();
        double[] row = new double[k];
        for (int i = 0; i < c.rows(); i++) {
            int ci = c.offset() + i * c.stride();
            for (int p = 0; p < k; p++) {
                row[p] = alpha
                        * (a.transposed() ? x[a.offset() + p * a.stride() + i] : x[a.offset() + i * a.stride() + p]);
            }
            for (int j = 0; j < c.columns(); j++) {
                z[ci + j] = beta == 0 ? 0 : beta * z[ci + j];
                if (b.transposed()) {
                    z[ci + j] += dot(row, 0, y, b.offset() + j * b.stride(), k);
                }
            }
            for (int p = 0; p < k && !b.transposed(); p++) {
                for (int j = 0; j < c.columns(); j++) {
                    z[ci + j] += row[p] * y[b.offset() + p * b.stride() + j];
                }
            }
        }
    }

    @Override
    public void syrk(double alpha, Matrix a, double beta, Matrix c) {
        MatrixShapes.syrk(a, c);
        double[] x = a.values();
        double[] z = c.values();
        int k = a.columns();
        for (int i = 0; i < c.rows(); i++) {
            int ci = c.offset() + i * c.stride();
            for (int j = 0; j <= i; j++) {
                z[ci + j] = beta == 0 ? 0 : beta * z[ci + j];
                if (!a.transposed()) {
                    z[ci + j] += alpha * dot(x, a.offset() + i * a.stride(), x, a.offset() + j * a.stride(), k);
                }
            }
            for (int p = 0; p < k && a.transposed(); p++) {
                int ap = a.offset() + p * a.stride();
                double factor = alpha * x[ap + i];
                for (int j = 0; j <= i; j++) {
                    z[ci + j] += factor * x[ap + j];
                }
            }
        }
    }

    /** Cholesky factorisation: L_ij = (A_ij − Σ_(p<j) L_ip L_jp) / L_jj, L_ii = √(A_ii − Σ_(p<i) L_ip²). */
    @Override
    public void potrf(Matrix matrix) {
        MatrixShapes.potrf(matrix);
        int n = matrix.rows();
        int aOffset = matrix.offset();
        int aStride = matrix.stride();
        double[] a = matrix.values();
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
                throw new NotFiniteException("matrix A: expected finite numbers, got the pivot " + pivot + " at row "
                        + i + "; look for values that are not numbers in the rows up to this one");
            }
            if (!(pivot > 0)) {
                // by rounding, a semi-definite matrix has eigenvalues down to about -n eps times the largest entry
                double rounding = n * Math.ulp(1.0) * largest;
                throw new NotPositiveDefiniteException(i, pivot, 10 * Math.max(rounding, -pivot));
            }
            a[ai + i] = Math.sqrt(pivot);
        }
    }

    @Override
    public void solveLeft(Matrix l, Matrix b) {
        MatrixShapes.solveLeft(l, b);
        if (l.transposed()) {
            leftTransposed(l, b);
        } else {
            left(l, b);
        }
    }

    @Override
    public void solveRight(Matrix l, Matrix b) {
        MatrixShapes.solveRight(l, b);
        for (int i = 0; i < b.rows(); i++) {
            int row = b.offset() + i * b.stride();
            if (l.transposed()) {
                rightTransposed(l, b.values(), row);
            } else {
                right(l, b.values(), row);
            }
        }
    }

    /** Solves L X = B: X_i = (B_i − Σ_(p<i) L_ip X_p) / L_ii, row by row downwards. */
    private static void left(Matrix triangle, Matrix sides) {
        double[] l = triangle.values();
        double[] b = sides.values();
        int n = sides.columns();
        for (int i = 0; i < sides.rows(); i++) {
            int li = triangle.offset() + i * triangle.stride();
            int bi = sides.offset() + i * sides.stride();
            for (int p = 0; p < i; p++) {
                int bp = sides.offset() + p * sides.stride();
                for (int j = 0; j < n; j++) {
                    b[bi + j] -= l[li + p] * b[bp + j];
                }
            }
            for (int j = 0; j < n; j++) {
                b[bi + j] /= l[li + i];
            }
        }
    }

    /** Solves Lᵀ X = B: X_i = B_i / L_ii, then B_p −= L_ip X_i for p < i, row by row upwards. */
    private static void leftTransposed(Matrix triangle, Matrix sides) {
        double[] l = triangle.values();
        double[] b = sides.values();
        int n = sides.columns();
        for (int i = sides.rows() - 1; i >= 0; i--) {
            int li = triangle.offset() + i * triangle.stride();
            int bi = sides.offset() + i * sides.stride();
            for (int j = 0; j < n; j++) {
                b[bi + j] /= l[li + i];
            }
            for (int p = 0; p < i; p++) {
                int bp = sides.offset() + p * sides.stride();
                for (int j = 0; j < n; j++) {
                    b[bp + j] -= l[li + p] * b[bi + j];
                }
            }
        }
    }

    /** Solves x L = b for one row: x_j = b_j / L_jj, then b_p −= x_j L_jp for p < j, from the last j on. */
    private static void right(Matrix triangle, double[] b, int row) {
        double[] l = triangle.values();
        for (int j = triangle.rows() - 1; j >= 0; j--) {
            int lj = triangle.offset() + j * triangle.stride();
            b[row + j] /= l[lj + j];
            for (int p = 0; p < j; p++) {
                b[row + p] -= b[row + j] * l[lj + p];
            }
        }
    }

    /** Solves x Lᵀ = b for one row: x_j = (b_j − Σ_(p<j) x_p L_jp) / L_jj. */
    private static void rightTransposed(Matrix triangle, double[] b, int row) {
        double[] l = triangle.values();
        for (int j = 0; j < triangle.rows(); j++) {
            int lj = triangle.offset() + j * triangle.stride();
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
