package org.lather.bench;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
 * zero, except for covariances: their rows are those of the unit matrix in order, so that the covariances of
 * representatives, which are computed some rows at a time, can be factored.
 */
final class IdleDevice implements Device, DeviceAlgebra {
    private static final long MEMORY = 64L << 30;

    private long launches;

    /**
     * The array to which covariances were added last, its columns, and the row of the unit matrix that it begins with.
     */
    private @Nullable Buffer covariances;

    private int columns = 1;
    private long firstRow;

    /** Launches of programs and calls of the algebra so far. */
    long launches() {
        return launches;
    }

    /** Each is itself alone, whatever its size. */
    private static final class Nothing implements Buffer {
        private final long bytes;

        Nothing(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public long bytes() {
            return bytes;
        }

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
        if (from != covariances) {
            return;
        }
        long begin = offset / 8;
        long end = begin + numbers.limit();
        for (long r = begin / columns; r * columns < end; r++) {
            long at = r * columns + (firstRow + r) % columns;
            if (at >= begin && at < end) {
                numbers.put((int) (at - begin), 1);
            }
        }
        if (8 * end == from.bytes()) {
            firstRow = (firstRow + end / columns) % columns;
            covariances = null;
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
        if (function.equals("covariance")) {
            int width = ((Argument.Int32) arguments[arguments.length - 1]).value();
            if (width != columns) {
                columns = width;
                firstRow = 0;
            }
            covariances = (Buffer) arguments[arguments.length - 2];
        }
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
