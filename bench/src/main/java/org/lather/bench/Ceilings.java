package org.lather.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.lather.backend.Precision;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * Measured upper bounds of a device: the bytes that a copy reads and writes per second, and the floating-point
 * operations per second of the vendor's product of large matrices of doubles.
 *
 * @param flopPerSecond NaN if the vendor has no linear algebra
 */
record Ceilings(double bytesPerSecond, double flopPerSecond) {
    static final Ceilings NONE = new Ceilings(Double.NaN, Double.NaN);

    private static final int ROUNDS = 7;

    /** Bytes of random numbers, which are repeated in larger arrays. */
    private static final long BLOCK = 8 << 20;

    /**
     * Measures both bounds.
     *
     * @param bytes size of the array that is copied, larger than any cache
     * @param size of the matrices
     */
    static Ceilings of(Device device, long bytes, int size) {
        return new Ceilings(copy(device, bytes), gemm(device, size));
    }

    private static double copy(Device device, long bytes) {
        try (Buffer from = device.allocate(bytes);
                Buffer to = device.allocate(bytes)) {
            random(device, from);
            Program program = device.compile(new ProgramSource("features", Precision.DOUBLE, Map.of("GROUP", 64)));
            long count = bytes / 8;
            Grid grid = new Grid((int) Math.min(count / 256, 1 << 14), 256);
            double seconds = least(
                    device, () -> device.launch(program, "store", grid, Argument.of(count), from, Argument.of(0L), to));
            return 2.0 * bytes / seconds;
        }
    }

    private static double gemm(Device device, int n) {
        Optional<DeviceAlgebra> vendor = device.algebra();
        if (vendor.isEmpty()) {
            return Double.NaN;
        }
        long bytes = 8L * n * n;
        try (Buffer a = device.allocate(bytes);
                Buffer b = device.allocate(bytes);
                Buffer c = device.allocate(bytes)) {
            random(device, a);
            random(device, b);
            double seconds = least(
                    device,
                    () -> vendor.get()
                            .gemm(
                                    new Product(false, true, n, n, n),
                                    1,
                                    new DeviceMatrix(a, 0, n),
                                    new DeviceMatrix(b, 0, n),
                                    0,
                                    new DeviceMatrix(c, 0, n)));
            return 2.0 * n * n * n / seconds;
        }
    }

    /** Fills an array with random numbers, because memory and arithmetic are faster with zeros than with other data. */
    static void random(Device device, Buffer to) {
        ByteBuffer block =
                ByteBuffer.allocateDirect((int) Math.min(BLOCK, to.bytes())).order(ByteOrder.nativeOrder());
        DoubleBuffer numbers = block.asDoubleBuffer();
        Random random = new Random(to.bytes());
        for (int i = 0; i < numbers.limit(); i++) {
            numbers.put(i, random.nextDouble() - 0.5);
        }
        for (long at = 0; at < to.bytes(); at += block.limit()) {
            block.limit((int) Math.min(block.capacity(), to.bytes() - at));
            device.upload(block, to, at);
        }
    }

    /** The shortest time of some rounds by the clock of the device. */
    private static double least(Device device, Runnable work) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            double before = sum(device);
            work.run();
            device.await();
            least = Math.min(least, sum(device) - before);
        }
        return least;
    }

    private static double sum(Device device) {
        return device.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
