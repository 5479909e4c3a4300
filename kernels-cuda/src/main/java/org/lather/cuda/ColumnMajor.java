package org.lather.cuda;

import org.lather.backend.device.DeviceMatrix;

/**
 * The operations of BLAS and LAPACK on column-major matrices, of which element (i, j) stands at offset + i + j ·
 * stride, with upper triangles: what {@link RowMajorAlgebra} needs of the vendor.
 */
interface ColumnMajor {
    /** C [m × n] := alpha op(A) op(B) + beta C. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DeviceMatrix a,
            DeviceMatrix b,
            double beta,
            DeviceMatrix c);

    /** Upper triangle of C [n × n] := alpha op(A) op(A)ᵀ + beta C with op(A) [n × k]. */
    void syrk(boolean transpose, int n, int k, double alpha, DeviceMatrix a, double beta, DeviceMatrix c);

    /** Upper triangle of A = UᵀU in place; 0, or the order of the leading minor that is not positive. */
    int potrf(int n, DeviceMatrix a);

    /** B [n × count] := (UᵀU)⁻¹ B with U of {@link #potrf}. */
    void potrs(int n, int count, DeviceMatrix u, DeviceMatrix b);

    /** B [m × n] := op(U)⁻¹ B where {@code left}, else B op(U)⁻¹. */
    void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix u, DeviceMatrix b);
}
