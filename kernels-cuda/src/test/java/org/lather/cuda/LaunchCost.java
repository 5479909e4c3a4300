package org.lather.cuda;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.backend.Precision;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * The processor time of the calling thread for commands to a driver that does nothing: {@code LaunchCost} starts a
 * process with that driver and prints a table. On a device the driver's own time comes in addition.
 */
public final class LaunchCost {
    private static final PrintStream OUT = System.out;
    private static final int ROUNDS = 9;
    private static final int CALLS = 50_000;

    private LaunchCost() {}

    /** @param arguments none; the process that measures has one */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            measure();
            return;
        }
        Path folder = Files.createTempDirectory("idle-driver");
        Path driver = folder.resolve("libcuda.so.1");
        try {
            Files.copy(HostCompiler.library("idle", HostCompiler.source("idle.cpp"), List.of()), driver);
            OUT.println(FakeDriver.java(
                    Map.of("LD_LIBRARY_PATH", folder.toString()), LaunchCost.class.getName(), "measure"));
        } finally {
            Files.deleteIfExists(driver);
            Files.delete(folder);
        }
    }

    /** Any image, which the driver does not read. */
    private static final class NoCompiler implements Compiler {
        @Override
        public byte[] image(ProgramSource source) {
            return new byte[64];
        }

        @Override
        public byte[] anew(ProgramSource source) {
            return image(source);
        }
    }

    private static void measure() {
        try (CudaDevice device = new CudaDevice(Processor.of(0, CudaLoader.driver()), new NoCompiler(), false)) {
            Program spectrum =
                    device.compile(new ProgramSource("expansion+coupling+spectrum", Precision.DOUBLE, Map.of()));
            Program features = device.compile(new ProgramSource("features", Precision.DOUBLE, Map.of("GROUP", 64)));
            Buffer[] b = new Buffer[16];
            Arrays.setAll(b, i -> device.allocate(4096));
            Argument[] four = {Argument.of(17L), b[0], Argument.of(3L), b[1]};
            Argument[] all = new Argument[21];
            for (int i = 0; i < all.length; i++) {
                all[i] = switch (i % 4) {
                    case 0, 1 -> b[i % b.length];
                    case 2 -> Argument.of(i);
                    default -> Argument.of(0.5 * i);
                };
            }
            Grid grid = new Grid(100, 128);
            ByteBuffer bytes = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
            print("launch with 4 arguments", () -> device.launch(features, "store", grid, four));
            print("launch with 21 arguments", () -> device.launch(spectrum, "spectrum", grid, all));
            print("host-to-device copy of 4096 bytes", () -> device.upload(bytes, b[0], 0));
            print("device-to-host copy of 4096 bytes", () -> device.download(b[0], 0, bytes));
            print("fill", () -> device.fill(b[0], 0, 4096));
            print("allocation and release", () -> device.allocate(4096).close());
        }
    }

    /** Prints the median of some rounds after the first ones. */
    private static void print(String what, Runnable call) {
        double[] microseconds = new double[ROUNDS];
        for (int round = -3; round < ROUNDS; round++) {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (round >= 0) {
                microseconds[round] = 1e-3 * (end - begin) / CALLS;
            }
        }
        Arrays.sort(microseconds);
        OUT.printf(Locale.ROOT, "| %s | %.2f |%n", what, microseconds[ROUNDS / 2]);
    }
}
