package org.lather.backend;

/**
 * Dense linear algebra on arrays of the host. Factors may be transposed views; outputs, and symmetric and triangular
 * matrices that are changed in place, are stored row by row ({@link Matrix#transposed} false). Results do not depend on
 * the number of threads.
 */
public interface DenseAlgebra {
    /**
     * Matrix product: C := alpha A B + beta C with A [m][k], B [k][n] and C [m][n]. With beta 0 the values of C are not
     * read.
     */
    void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c);

    /**
     * Symmetric product: lower triangle of C := alpha A Aᵀ + beta C with A [n][k] and C [n][n]. Elements above the
     * diagonal are undefined afterwards.
     */
    void syrk(double alpha, Matrix a, double beta, Matrix c);

    /**
     * Cholesky factorisation A = L Lᵀ in place: reads and writes the lower triangle of A [n][n]. Elements above the
     * diagonal are undefined afterwards.
     *
     * @throws NotPositiveDefiniteException if a pivot is not positive; the exception has its index and value
     * @throws IllegalArgumentException if numbers are not finite
     */
    void potrf(Matrix a);

    /**
     * Triangular solution from the left: B := L⁻¹ B in place, or L⁻ᵀ B for a transposed view of L.
     *
     * @param l lower triangular [m][m]; elements above its diagonal are not read
     * @param b [m][n]
     */
    void solveLeft(Matrix l, Matrix b);

    /**
     * Triangular solution from the right: B := B L⁻¹ in place, or B L⁻ᵀ for a transposed view of L.
     *
     * @param l lower triangular [n][n]; elements above its diagonal are not read
     * @param b [m][n]
     */
    void solveRight(Matrix l, Matrix b);

    /**
     * Prepares L for many solutions of few right-hand sides each.
     *
     * @param l must not change if {@link #preparedBytes} is 0, because each solution then reads it
     */
    default TriangularFactor prepare(LowerTriangle l) {
        return new PlainFactor(l);
    }

    /**
     * The bytes of a prepared matrix [n][n], which replaces the matrix that it was prepared from; 0 if solutions read
     * that matrix.
     */
    default long preparedBytes(int n) {
        return 0;
    }

    /**
     * Solves L y = x for each row x of a matrix, in place: X := X L⁻ᵀ. Rows do not depend on each other. Up to
     * {@link LowerTriangle#PANEL} rows of L they are the same bits as columns of {@link #solveLeft}.
     *
     * @param l prepared by an algebra of this kind
     * @param x [m][n], stored row by row
     * @throws IllegalArgumentException if another algebra prepared the factor, or the shapes do not match
     */
    default void solve(TriangularFactor l, Matrix x) {
        if (!(l instanceof PlainFactor plain)) {
            throw new IllegalArgumentException("expected a factor that this algebra prepared, got " + l.getClass());
        }
        MatrixShapes.rows(x, l.size());
        for (int i = 0; i < x.rows(); i++) {
            Matrix column = new Matrix(x.values(), x.offset() + i * x.stride(), 1, x.columns(), 1);
            TriangleAlgebra.solveLeft(plain.l(), column, this);
        }
    }
}
