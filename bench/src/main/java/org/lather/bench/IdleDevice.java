package org.lather.bench;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
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

/**
 * A device that computes nothing and is always done, so that only the host's part of a training remains. Downloads are
 * zero, except for matrices of M columns: their rows are those of the unit matrix in order, so that the covariances of
 * M representatives can be factored.
 */
final class IdleDevice implements Device, DeviceAlgebra {
    private static final long MEMORY = 64L << 30;

    private final int representatives;
    private long unitRow;
    private long firstRow;
    private long launches;

    /** @param representatives M */
    IdleDevice(int representatives) {
        this.representatives = representatives;
    }

    /** Launches of programs and calls of the algebra so far. */
    long launches() {
        return launches;
    }

    private record Nothing(long bytes) implements Buffer {
        @Override
        public void close() {}
    }

    private record Compiled(ProgramSource source) implements Program {}

    @Override
    public DeviceInfo info() {
        return new DeviceInfo("idle", "computes nothing", MEMORY, MEMORY, 1024, 48 << 10);
    }

    @Override
    public Buffer allocate(long bytes) {
        return new Nothing(bytes);
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {}

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        DoubleBuffer numbers =
                to.duplicate().order(to.order()).clear().limit(to.limit()).asDoubleBuffer();
        for (int i = 0; i < numbers.limit(); i++) {
            numbers.put(i, 0);
        }
        long row = 8L * representatives;
        if (from.bytes() % row != 0) {
            return;
        }
        if (offset == 0) {
            firstRow = unitRow;
            unitRow += from.bytes() / row;
        }
        long begin = offset / 8;
        long end = begin + numbers.limit();
        for (long r = begin / representatives; r * representatives < end; r++) {
            long at = r * representatives + (firstRow + r) % representatives;
            if (at >= begin && at < end) {
                numbers.put((int) (at - begin), 1);
            }
        }
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {}

    @Override
    public Program compile(ProgramSource source) {
        return new Compiled(source);
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        launches++;
    }

    @Override
    public void await() {}

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return Optional.of(this);
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
        launches++;
    }

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
        launches++;
    }

    @Override
    public int potrf(int n, DeviceMatrix a) {
        launches++;
        return 0;
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix l, DeviceMatrix x) {
        launches++;
    }

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix l, DeviceMatrix b) {
        launches++;
    }

    @Override
    public void close() {}
}
