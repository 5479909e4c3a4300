package org.lather.basis;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

/**
 * A Cholesky decomposition with pivoting, P K Pᵀ = L Lᵀ, in place. It ends when the largest residual of a row that is
 * not taken yet, K_ii − Σ_k L_ik², is not above a threshold. Of equal residuals the row that comes first in K is taken,
 * so the order does not depend on the exchanges before. Columns are taken in panels, after each of which the rest of
 * the matrix is updated by one product, as LAPACK's dpstrf does (Lucas 2004, LAPACK working note 161).
 */
public final class PivotedCholesky {
    private static final int PANEL = 64;

    private final double[] a;
    private final int n;
    private final double smallest;
    private final DenseAlgebra algebra;
    /** [place]: the row of K that was moved there. */
    private final int[] rows;
    /** [place]: the squares of the row of L within the panel. */
    private final double[] squares;

    /**
     * @param k symmetric, [n][n] row by row, of which the lower triangle is read and overwritten
     * @param smallest residual that is not taken
     */
    public PivotedCholesky(double[] k, int n, double smallest, DenseAlgebra algebra) {
        this.a = k;
        this.n = n;
        this.smallest = smallest;
        this.algebra = algebra;
        this.rows = IntStream.range(0, n).toArray();
        this.squares = new double[n];
    }

    /**
     * Factors the matrix. Afterwards the first rows of the lower triangle are L, as many as rows are returned.
     *
     * @return the rows of K that were taken, in the order of the rows of L
     */
    public int[] factor() {
        for (int first = 0; first < n; first += PANEL) {
            int end = Math.min(n, first + PANEL);
            Arrays.fill(squares, first, n, 0);
            for (int j = first; j < end; j++) {
                if (!take(first, j)) {
                    return Arrays.copyOf(rows, j);
                }
            }
            if (end < n) {
                Matrix panel = new Matrix(a, end * n + first, n, n - end, end - first);
                algebra.syrk(-1, panel, 1, new Matrix(a, end * n + end, n, n - end, n - end));
            }
        }
        return rows;
    }

    /** Takes the row with the largest residual as row j of L, and computes its column; false if there is none. */
    private boolean take(int first, int j) {
        int pivot = -1;
        double largest = smallest;
        for (int i = j; i < n; i++) {
            double residual = a[i * n + i] - squares[i];
            if (residual > largest || (residual == largest && pivot >= 0 && rows[i] < rows[pivot])) {
                largest = residual;
                pivot = i;
            }
        }
        if (pivot < 0) {
            return false;
        }
        exchange(j, pivot);
        double root = Math.sqrt(largest);
        a[j * n + j] = root;
        int own = j * n;
        for (int i = j + 1; i < n; i++) {
            int row = i * n;
            double s = a[row + j];
            for (int k = first; k < j; k++) {
                s -= a[row + k] * a[own + k];
            }
            s /= root;
            a[row + j] = s;
            squares[i] += s * s;
        }
        return true;
    }

    /** Exchanges rows and columns j and p > j of the lower triangle. */
    private void exchange(int j, int p) {
        if (j == p) {
            return;
        }
        for (int k = 0; k < j; k++) {
            swap(j * n + k, p * n + k);
        }
        for (int k = j + 1; k < p; k++) {
            swap(k * n + j, p * n + k);
        }
        for (int k = p + 1; k < n; k++) {
            swap(k * n + j, k * n + p);
        }
        swap(j * n + j, p * n + p);
        int row = rows[j];
        rows[j] = rows[p];
        rows[p] = row;
        double square = squares[j];
        squares[j] = squares[p];
        squares[p] = square;
    }

    private void swap(int i, int j) {
        double x = a[i];
        a[i] = a[j];
        a[j] = x;
    }
}
