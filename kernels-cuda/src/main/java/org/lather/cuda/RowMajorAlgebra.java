package org.lather.cuda;

import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;

/**
 * Row-major linear algebra by column-major functions: the same memory is the transposed matrix in the other order, a
 * lower triangle is an upper one, and C = A B becomes Cᵀ = Bᵀ Aᵀ.
 */
final class RowMajorAlgebra implements DeviceAlgebra {
    private final ColumnMajor vendor;

    RowMajorAlgebra(ColumnMajor vendor) {
        this.vendor = vendor;
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
        boolean transposeA = product.transposeA();
        boolean transposeB = product.transposeB();
        int m = product.m();
        int n = product.n();
        int k = product.k();
        if (m > 0 && n > 0) {
            vendor.gemm(new Product(transposeB, transposeA, n, m, k), alpha, b, a, beta, c);
        }
    }

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
        boolean transpose = product.transpose();
        int n = product.n();
        int k = product.k();
        if (n > 0) {
            vendor.syrk(new SymmetricProduct(!transpose, n, k), alpha, a, beta, c);
        }
    }

    @Override
    public int potrf(int n, DeviceMatrix a) {
        return n == 0 ? 0 : vendor.potrf(n, a);
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix l, DeviceMatrix x) {
        if (n > 0 && count > 0) {
            vendor.potrs(n, count, l, x);
        }
    }

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix l, DeviceMatrix b) {
        if (m > 0 && n > 0) {
            vendor.trsm(!left, transpose, n, m, l, b);
        }
    }
}
