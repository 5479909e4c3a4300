package org.lather.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/** A device whose algebra is done on the host, where the vendor's would be done on the device. */
record HostAlgebra(Device device) implements Device, ColumnMajor {
    @Override
    public Optional<DeviceAlgebra> algebra() {
        return Optional.of(new RowMajorAlgebra(this));
    }

    private DeviceMatrix download(DeviceMatrix a) {
        int numbers = Math.toIntExact(a.buffer().bytes() / 8);
        ByteBuffer bytes = ByteBuffer.allocateDirect(8 * numbers).order(ByteOrder.nativeOrder());
        device.download(a.buffer(), 0, bytes);
        double[] values = new double[numbers];
        bytes.asDoubleBuffer().get(values);
        return new DeviceMatrix(new Heap(values), a.offset(), a.stride());
    }

    private void upload(DeviceMatrix from, DeviceMatrix to) {
        double[] values = ((Heap) from.buffer()).values();
        ByteBuffer bytes = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.nativeOrder());
        bytes.asDoubleBuffer().put(values);
        device.upload(bytes, to.buffer(), 0);
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
        boolean transposeA = product.transposeA();
        boolean transposeB = product.transposeB();
        int m = product.m();
        int n = product.n();
        int k = product.k();
        DeviceMatrix out = download(c);
        new Definitions()
                .gemm(new Product(transposeA, transposeB, m, n, k), alpha, download(a), download(b), beta, out);
        upload(out, c);
    }

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
        boolean transpose = product.transpose();
        int n = product.n();
        int k = product.k();
        DeviceMatrix out = download(c);
        new Definitions().syrk(new SymmetricProduct(transpose, n, k), alpha, download(a), beta, out);
        upload(out, c);
    }

    @Override
    public int potrf(int n, DeviceMatrix a) {
        DeviceMatrix out = download(a);
        int result = new Definitions().potrf(n, out);
        upload(out, a);
        return result;
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix u, DeviceMatrix b) {
        DeviceMatrix out = download(b);
        new Definitions().potrs(n, count, download(u), out);
        upload(out, b);
    }

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix u, DeviceMatrix b) {
        DeviceMatrix out = download(b);
        new Definitions().trsm(left, transpose, m, n, download(u), out);
        upload(out, b);
    }

    @Override
    public DeviceInfo info() {
        return device.info();
    }

    @Override
    public Buffer allocate(long bytes) {
        return device.allocate(bytes);
    }

    @Override
    public ByteBuffer hostBuffer(int bytes) {
        return device.hostBuffer(bytes);
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {
        device.upload(from, to, offset);
    }

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        device.download(from, offset, to);
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        device.fill(buffer, offset, bytes);
    }

    @Override
    public Program compile(ProgramSource source) {
        return device.compile(source);
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        device.launch(program, function, grid, arguments);
    }

    @Override
    public void await() {
        device.await();
    }

    @Override
    public Map<String, Double> seconds() {
        return device.seconds();
    }

    @Override
    public void close() {
        device.close();
    }
}
