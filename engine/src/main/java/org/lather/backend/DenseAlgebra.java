package org.lather.backend;

/**
 * Dense linear algebra on arrays of the host. Factors may be transposed views; what is written, and symmetric and
 * triangular matrices in place, are stored row by row ({@link Matrix#transposed} false). Results do not depend on the
 * number of threads.
 */
public interface DenseAlgebra {
    /** C := alpha A B + beta C with A [m][k], B [k][n] and C [m][n]. With beta 0 the values of C are not read. */
    void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c);

    /**
     * Lower triangle of C := alpha A Aᵀ + beta C with A [n][k] and C [n][n]. What is above the diagonal is undefined
     * afterwards.
     */
    void syrk(double alpha, Matrix a, double beta, Matrix c);

    /**
     * A = L Lᵀ in place: reads and writes the lower triangle of A [n][n]. What is above the diagonal is undefined
     * afterwards.
     *
     * @throws NotPositiveDefiniteException naming the pivot
     * @throws IllegalArgumentException for numbers that are not finite
     */
    void potrf(Matrix a);

    /**
     * B := L⁻¹ B in place, or L⁻ᵀ B for a transposed view of L.
     *
     * @param l lower triangular [m][m]; what is above its diagonal is not read
     * @param b [m][n]
     */
    void solveLeft(Matrix l, Matrix b);

    /**
     * B := B L⁻¹ in place, or B L⁻ᵀ for a transposed view of L.
     *
     * @param l lower triangular [n][n]; what is above its diagonal is not read
     * @param b [m][n]
     */
    void solveRight(Matrix l, Matrix b);
}
