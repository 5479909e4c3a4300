package org.lather.backend;

/**
 * Dense linear algebra on arrays of the host, row-major: element (i, j) of a matrix stands at offset + i · stride + j.
 * Results do not depend on the number of threads.
 */
public interface DenseAlgebra {
    /**
     * C [m][n] := alpha op(A) op(B) + beta C with op(A) [m][k], op(B) [k][n]; op transposes where asked. beta 0 ignores
     * C.
     */
    void gemm(
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
            int cStride);

    /**
     * Lower triangle of C [n][n] := alpha S + beta C; S = A Aᵀ for A [n][k], or AᵀA for A [k][n] where
     * {@code transpose}. What stands above the diagonal is undefined afterwards.
     */
    void syrk(
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
            int cStride);

    /**
     * A = L Lᵀ in place: reads and writes the lower triangle of A [n][n]; what stands above the diagonal is undefined
     * afterwards.
     *
     * @throws NotPositiveDefiniteException naming the pivot
     * @throws IllegalArgumentException for numbers that are not finite
     */
    void potrf(int n, double[] a, int aOffset, int aStride);

    /**
     * Solves with a lower triangular L in place: B [m][n] := op(L)⁻¹ B with L [m][m] where {@code left}, else B := B
     * op(L)⁻¹ with L [n][n]; op transposes where asked. What stands above the diagonal of L is not read.
     */
    void trsm(
            boolean left,
            boolean transpose,
            int m,
            int n,
            double[] l,
            int lOffset,
            int lStride,
            double[] b,
            int bOffset,
            int bStride);
}
