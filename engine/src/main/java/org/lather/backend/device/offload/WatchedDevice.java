package org.lather.backend.device.offload;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * What a backend and its handles refer to instead of their device, which can be closed when nothing refers to this any
 * more. Every call keeps it reachable until the call returns: the virtual machine may otherwise find that the last user
 * of a device no longer needs it while a call still runs on it.
 */
final class WatchedDevice implements Device {
    private final Device device;

    WatchedDevice(Device device) {
        this.device = device;
    }

    private void run(Runnable call) {
        try {
            call.run();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private <T> T get(Supplier<T> call) {
        try {
            return call.get();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public DeviceInfo info() {
        return get(device::info);
    }

    @Override
    public Buffer allocate(long bytes) {
        return get(() -> device.allocate(bytes));
    }

    @Override
    public long freeBytes() {
        return get(device::freeBytes);
    }

    @Override
    public ByteBuffer hostBuffer(int bytes) {
        return get(() -> device.hostBuffer(bytes));
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {
        run(() -> device.upload(from, to, offset));
    }

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        run(() -> device.download(from, offset, to));
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        run(() -> device.fill(buffer, offset, bytes));
    }

    @Override
    public Program compile(ProgramSource source) {
        return get(() -> device.compile(source));
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        run(() -> device.launch(program, function, grid, arguments));
    }

    @Override
    public void await() {
        run(device::await);
    }

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return get(device::algebra).map(Algebra::new);
    }

    @Override
    public Map<String, Double> seconds() {
        return get(device::seconds);
    }

    @Override
    public void close() {
        run(device::close);
    }

    /** The vendor's algebra of the device, which keeps the device reachable likewise. */
    private final class Algebra implements DeviceAlgebra {
        private final DeviceAlgebra algebra;

        Algebra(DeviceAlgebra algebra) {
            this.algebra = algebra;
        }

        @Override
        public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
            run(() -> algebra.gemm(product, alpha, a, b, beta, c));
        }

        @Override
        public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
            run(() -> algebra.syrk(product, alpha, a, beta, c));
        }

        @Override
        public int potrf(int n, DeviceMatrix a) {
            return get(() -> algebra.potrf(n, a));
        }

        @Override
        public void potrs(int n, int count, DeviceMatrix l, DeviceMatrix x) {
            run(() -> algebra.potrs(n, count, l, x));
        }

        @Override
        public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix l, DeviceMatrix b) {
            run(() -> algebra.trsm(left, transpose, m, n, l, b));
        }
    }
}
