package org.lather.cuda;

import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;

/** BLAS and LAPACK as they define themselves, on the host. */
final class Definitions implements ColumnMajor {
    private static double get(DeviceMatrix a, boolean transpose, int i, int j) {
        int row = transpose ? j : i;
        int column = transpose ? i : j;
        return ((Heap) a.buffer()).values()[(int) (a.offset() + row + (long) column * a.stride())];
    }

    private static void set(DeviceMatrix a, int i, int j, double value) {
        ((Heap) a.buffer()).values()[(int) (a.offset() + i + (long) j * a.stride())] = value;
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
        boolean transposeA = product.transposeA();
        boolean transposeB = product.transposeB();
        int m = product.m();
        int n = product.n();
        int k = product.k();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += get(a, transposeA, i, p) * get(b, transposeB, p, j);
                }
                set(c, i, j, alpha * sum + (beta == 0 ? 0 : beta * get(c, false, i, j)));
            }
        }
    }

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
        boolean transpose = product.transpose();
        int n = product.n();
        int k = product.k();
        for (int j = 0; j < n; j++) {
            for (int i = 0; i <= j; i++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += get(a, transpose, i, p) * get(a, transpose, j, p);
                }
                set(c, i, j, alpha * sum + (beta == 0 ? 0 : beta * get(c, false, i, j)));
            }
        }
    }

    @Override
    public int potrf(int n, DeviceMatrix a) {
        for (int j = 0; j < n; j++) {
            for (int i = 0; i <= j; i++) {
                double sum = get(a, false, i, j);
                for (int p = 0; p < i; p++) {
                    sum -= get(a, false, p, i) * get(a, false, p, j);
                }
                if (i == j && !(sum > 0)) {
                    return j + 1;
                }
                set(a, i, j, i == j ? Math.sqrt(sum) : sum / get(a, false, i, i));
            }
        }
        return 0;
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix u, DeviceMatrix b) {
        trsm(true, true, n, count, u, b);
        trsm(true, false, n, count, u, b);
    }

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix u, DeviceMatrix b) {
        int size = left ? m : n;
        // op(U) is lower where it is transposed; X op(U) = B is op(U)ᵀ Xᵀ = Bᵀ
        boolean lower = left == transpose;
        for (int other = 0; other < (left ? n : m); other++) {
            for (int step = 0; step < size; step++) {
                int i = lower ? step : size - 1 - step;
                double sum = left ? get(b, false, i, other) : get(b, false, other, i);
                for (int p = lower ? 0 : i + 1; p < (lower ? i : size); p++) {
                    double factor = left ? get(u, transpose, i, p) : get(u, transpose, p, i);
                    sum -= factor * (left ? get(b, false, p, other) : get(b, false, other, p));
                }
                sum /= get(u, false, i, i);
                if (left) {
                    set(b, i, other, sum);
                } else {
                    set(b, other, i, sum);
                }
            }
        }
    }
}
