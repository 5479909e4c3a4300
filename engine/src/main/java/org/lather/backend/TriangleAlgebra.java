package org.lather.backend;

/**
 * Cholesky factorisation and triangular solution of {@link LowerTriangle}, panel by panel (the left-looking algorithm
 * of Golub, Van Loan, Matrix Computations, 4th ed., §4.2.5): nearly all work is in matrix products of the rows of a
 * panel. Up to {@link LowerTriangle#PANEL} rows the results are those of {@link DenseAlgebra} to the last bit.
 */
public final class TriangleAlgebra {
    private TriangleAlgebra() {}

    /**
     * Cholesky factorisation A = L Lᵀ in place.
     *
     * @throws NotPositiveDefiniteException if a pivot is not positive; the exception has its index and value
     * @throws IllegalArgumentException if numbers are not finite
     */
    public static void potrf(LowerTriangle a, DenseAlgebra algebra) {
        double[] own = a.buffer();
        double[] above = a.buffer();
        for (int p = 0; p < a.panels(); p++) {
            Matrix rows = a.read(p, own);
            for (int q = 0; q < p; q++) {
                Matrix l = a.read(q, above);
                Matrix out = columns(rows, a.start(q), a.end(q));
                if (q > 0) {
                    Matrix left = columns(l, 0, a.start(q)).transpose();
                    algebra.gemm(-1, columns(rows, 0, a.start(q)), left, 1, out);
                }
                algebra.solveRight(columns(l, a.start(q), a.end(q)).transpose(), out);
            }
            Matrix diagonal = columns(rows, a.start(p), a.end(p));
            if (p > 0) {
                algebra.syrk(-1, columns(rows, 0, a.start(p)), 1, diagonal);
            }
            try {
                algebra.potrf(diagonal);
            } catch (NotPositiveDefiniteException e) {
                throw p == 0
                        ? e
                        : new NotPositiveDefiniteException(a.start(p) + e.pivot(), e.value(), e.suggestedJitter());
            }
            a.write(p, rows);
        }
    }

    /** Triangular solution from the left: B [M][n] := L⁻¹ B in place. */
    public static void solveLeft(LowerTriangle l, Matrix b, DenseAlgebra algebra) {
        double[] buffer = l.buffer();
        for (int p = 0; p < l.panels(); p++) {
            Matrix rows = l.read(p, buffer);
            Matrix own = rows(b, l.start(p), l.end(p));
            if (p > 0) {
                algebra.gemm(-1, columns(rows, 0, l.start(p)), rows(b, 0, l.start(p)), 1, own);
            }
            algebra.solveLeft(columns(rows, l.start(p), l.end(p)), own);
        }
    }

    /** Triangular solution from the left with the transposed triangle: B [M][n] := L⁻ᵀ B in place. */
    public static void solveLeftTransposed(LowerTriangle l, Matrix b, DenseAlgebra algebra) {
        double[] buffer = l.buffer();
        for (int p = l.panels() - 1; p >= 0; p--) {
            Matrix rows = l.read(p, buffer);
            Matrix own = rows(b, l.start(p), l.end(p));
            algebra.solveLeft(columns(rows, l.start(p), l.end(p)).transpose(), own);
            if (p > 0) {
                Matrix left = columns(rows, 0, l.start(p)).transpose();
                algebra.gemm(-1, left, own, 1, rows(b, 0, l.start(p)));
            }
        }
    }

    /** Triangular solution from the right with the transposed triangle: B [n][M] := B L⁻ᵀ in place. */
    public static void solveRightTransposed(LowerTriangle l, Matrix b, DenseAlgebra algebra) {
        double[] buffer = l.buffer();
        for (int p = 0; p < l.panels(); p++) {
            Matrix rows = l.read(p, buffer);
            Matrix own = columns(b, l.start(p), l.end(p));
            if (p > 0) {
                Matrix left = columns(rows, 0, l.start(p)).transpose();
                algebra.gemm(-1, columns(b, 0, l.start(p)), left, 1, own);
            }
            algebra.solveRight(columns(rows, l.start(p), l.end(p)).transpose(), own);
        }
    }

    private static Matrix columns(Matrix m, int from, int to) {
        return new Matrix(m.values(), m.offset() + from, m.stride(), m.rows(), to - from);
    }

    private static Matrix rows(Matrix m, int from, int to) {
        return new Matrix(m.values(), m.offset() + from * m.stride(), m.stride(), to - from, m.columns());
    }
}
