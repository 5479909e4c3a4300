package org.lather.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.Precision;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.reference.ReferenceBackend;

/** Stands for a vendor's algebra: copies to the host, calls the reference, copies back. */
final class HostAlgebra implements DeviceAlgebra {
    private final Device device;
    private final DenseAlgebra reference =
            new ReferenceBackend(Precision.DOUBLE).algebra().dense();

    HostAlgebra(Device device) {
        this.device = device;
    }

    private double[] download(Buffer from) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) from.bytes()).order(ByteOrder.nativeOrder());
        device.download(from, 0, bytes);
        double[] out = new double[bytes.limit() / 8];
        bytes.asDoubleBuffer().get(out);
        return out;
    }

    private void upload(double[] values, Buffer to) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.nativeOrder());
        bytes.asDoubleBuffer().put(values);
        device.upload(bytes, to, 0);
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
        boolean transposeA = product.transposeA();
        boolean transposeB = product.transposeB();
        int m = product.m();
        int n = product.n();
        int k = product.k();
        double[] out = download(c.buffer());
        reference.gemm(
                alpha,
                new Matrix(download(a.buffer()), (int) a.offset(), a.stride(), m, k, transposeA),
                new Matrix(download(b.buffer()), (int) b.offset(), b.stride(), k, n, transposeB),
                beta,
                new Matrix(out, (int) c.offset(), c.stride(), m, n));
        upload(out, c.buffer());
    }

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
        boolean transpose = product.transpose();
        int n = product.n();
        int k = product.k();
        double[] out = download(c.buffer());
        reference.syrk(
                alpha,
                new Matrix(download(a.buffer()), (int) a.offset(), a.stride(), n, k, transpose),
                beta,
                new Matrix(out, (int) c.offset(), c.stride(), n, n));
        upload(out, c.buffer());
    }

    @Override
    public int potrf(int n, DeviceMatrix a) {
        double[] out = download(a.buffer());
        try {
            reference.potrf(new Matrix(out, (int) a.offset(), a.stride(), n, n));
        } catch (NotPositiveDefiniteException e) {
            return e.pivot() + 1;
        }
        upload(out, a.buffer());
        return 0;
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix l, DeviceMatrix x) {
        trsm(false, true, count, n, l, x);
        trsm(false, false, count, n, l, x);
    }

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix l, DeviceMatrix b) {
        double[] out = download(b.buffer());
        int size = left ? m : n;
        double[] factor = download(l.buffer());
        Matrix triangle = new Matrix(factor, (int) l.offset(), l.stride(), size, size, transpose);
        Matrix sides = new Matrix(out, (int) b.offset(), b.stride(), m, n);
        if (left) {
            reference.solveLeft(triangle, sides);
        } else {
            reference.solveRight(triangle, sides);
        }
        upload(out, b.buffer());
    }
}
