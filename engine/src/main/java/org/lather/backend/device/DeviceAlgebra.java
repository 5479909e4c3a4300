package org.lather.backend.device;

/**
 * A vendor's dense linear algebra on buffers of its device, enqueued in the order of the device's queue. The operations
 * are those of {@link org.lather.backend.DenseAlgebra}, in double precision and row-major.
 */
public interface DeviceAlgebra {
    /** The shape of a product: op(A) [m][k] op(B) [k][n], where op transposes if requested. */
    record Product(boolean transposeA, boolean transposeB, int m, int n, int k) {}

    /** The shape of a product with its transpose: A Aᵀ for A [n][k], or AᵀA for A [k][n] if {@code transpose}. */
    record SymmetricProduct(boolean transpose, int n, int k) {}

    /**
     * C [m][n] := alpha op(A) op(B) + beta C with op(A) [m][k], op(B) [k][n]; op transposes if requested. With beta 0,
     * C is not read.
     */
    void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c);

    /**
     * Lower triangle of C [n][n] := alpha S + beta C; S = A Aᵀ for A [n][k], or AᵀA for A [k][n] if {@code transpose}.
     * Elements above the diagonal are unchanged.
     */
    void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c);

    /**
     * A = L Lᵀ in place, lower triangle of A [n][n]. Waits for the result.
     *
     * @return 0, or one more than the row of the pivot that is not positive; then A is undefined
     */
    int potrf(int n, DeviceMatrix a);

    /**
     * X [count][n]: each row x := (L Lᵀ)⁻¹ x, with L [n][n] of {@link #potrf}; elements above its diagonal are not
     * read.
     */
    void potrs(int n, int count, DeviceMatrix l, DeviceMatrix x);

    /**
     * B [m][n] := op(L)⁻¹ B with L [m][m] where {@code left}, else B := B op(L)⁻¹ with L [n][n]; L lower triangular,
     * elements above its diagonal are not read.
     */
    void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix l, DeviceMatrix b);
}
