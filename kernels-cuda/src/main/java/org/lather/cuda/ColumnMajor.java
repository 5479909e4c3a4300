package org.lather.cuda;

import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;

/**
 * The operations of BLAS and LAPACK that {@link RowMajorAlgebra} needs from the vendor. Matrices are column-major, with
 * element (i, j) at offset + i + j · stride and upper triangles.
 */
interface ColumnMajor {
    /** Matrix product: C [m × n] := alpha op(A) op(B) + beta C. */
    void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c);

    /** Symmetric product: upper triangle of C [n × n] := alpha op(A) op(A)ᵀ + beta C with op(A) [n × k]. */
    void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c);

    /**
     * Cholesky factorisation A = UᵀU in the upper triangle, in place. Returns 0, or the order of the leading minor that
     * is not positive.
     */
    int potrf(int n, DeviceMatrix a);

    /** Solution with a Cholesky factor: B [n × count] := (UᵀU)⁻¹ B with U of {@link #potrf}. */
    void potrs(int n, int count, DeviceMatrix u, DeviceMatrix b);

    /** Triangular solution: B [m × n] := op(U)⁻¹ B if {@code left}, otherwise B op(U)⁻¹. */
    void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix u, DeviceMatrix b);
}
