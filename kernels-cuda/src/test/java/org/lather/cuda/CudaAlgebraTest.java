package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DenseAlgebraContract;
import org.lather.backend.Precision;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.offload.OffloadedAlgebra;
import org.lather.backend.reference.ReferenceBackend;

/** cuBLAS and cuSOLVER on arrays of every size, also those that a backend leaves to the host. */
@ExtendWith(Here.class)
class CudaAlgebraTest extends DenseAlgebraContract {
    private final CudaDevice device = Here.device();
    private final Backend host = new ReferenceBackend(Precision.DOUBLE);
    private final DenseAlgebra all =
            OffloadedAlgebra.everything(device, host.algebra().dense());

    @Override
    protected DenseAlgebra algebra() {
        return all;
    }

    @AfterEach
    void close() {
        host.close();
        device.close();
        assertThat(device.allocatedBytes()).isZero();
    }

    private Buffer buffer(double... values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.nativeOrder());
        bytes.asDoubleBuffer().put(values);
        Buffer out = device.allocate(8L * values.length);
        device.upload(bytes, out, 0);
        return out;
    }

    private double[] values(Buffer from) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) from.bytes()).order(ByteOrder.nativeOrder());
        device.download(from, 0, bytes);
        double[] out = new double[(int) from.bytes() / 8];
        bytes.asDoubleBuffer().get(out);
        return out;
    }

    /** Asymmetric on purpose: the other triangle, or columns for rows, would give other numbers. */
    @Test
    void solvesRowsWithTheLowerTriangle() {
        DeviceAlgebra algebra = device.algebra().orElseThrow();
        // L = [2 0; 1 3], A = L Lᵀ = [4 2; 2 10], above its diagonal something else
        Buffer a = buffer(4, Double.NaN, 2, 10);
        DeviceMatrix matrix = new DeviceMatrix(a, 0, 2);
        assertThat(algebra.potrf(2, matrix)).isZero();
        double[] l = values(a);
        assertThat(new double[] {l[0], l[2], l[3]}).containsExactly(2, 1, 3);
        // rows of the right sides are A [1, 2] and A [-3, 1]
        Buffer x = buffer(8, 22, -10, 4);
        algebra.potrs(2, 2, matrix, new DeviceMatrix(x, 0, 2));
        assertThat(values(x)).usingComparatorWithPrecision(1e-14).containsExactly(1, 2, -3, 1);
    }

    @Test
    void countsThePivotFromOne() {
        Buffer a = buffer(1, 0, 0, 0, -1, 0, 0, 0, 1);
        assertThat(device.algebra().orElseThrow().potrf(3, new DeviceMatrix(a, 0, 3)))
                .isEqualTo(2);
    }

    /** NVIDIA promises the same bits for the same call. */
    @Test
    void repeatsItself() {
        DeviceAlgebra algebra = device.algebra().orElseThrow();
        int n = 300;
        double[] numbers = new java.util.Random(5).doubles((long) n * n, -1, 1).toArray();
        Buffer a = buffer(numbers);
        double[][] out = new double[2][];
        for (int i = 0; i < 2; i++) {
            Buffer c = buffer(new double[n * n]);
            algebra.syrk(new SymmetricProduct(false, n, n), 1, new DeviceMatrix(a, 0, n), 0, new DeviceMatrix(c, 0, n));
            algebra.gemm(
                    new Product(false, true, n, n, n),
                    1,
                    new DeviceMatrix(a, 0, n),
                    new DeviceMatrix(a, 0, n),
                    0.5,
                    new DeviceMatrix(c, 0, n));
            out[i] = values(c);
        }
        assertThat(out[1]).isEqualTo(out[0]);
    }
}
