package org.lather.opencl;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jocl.CLException;
import org.lather.backend.DeviceException;
import org.lather.backend.Precision;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Grid;
import org.lather.backend.device.ProgramSource;

/**
 * The program that queries the drivers in a separate process: which devices exist, and whether drivers replace the
 * virtual machine's signal handlers while they list devices, compile and run. It prints an {@link Answer}.
 */
final class DeviceProbe {
    private DeviceProbe() {}

    /** @param arguments time limit in seconds, after which it ends whatever drivers do */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        endAfter(Integer.parseInt(arguments[0]));
        out.print("\n" + Answer.begin() + "\n");
        Answer answer = ask();
        // a driver may have printed an incomplete line
        out.print("\n" + answer.text());
        out.flush();
        // halt, so that no driver can run code at the end of this process
        Runtime.getRuntime().halt(0);
    }

    /** Ends this process after a time limit, because the process that started it may be gone. */
    private static void endAfter(int seconds) {
        Thread watch = new Thread(
                () -> {
                    try {
                        Thread.sleep(1000L * seconds);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(1);
                },
                "limit");
        watch.setDaemon(true);
        watch.start();
    }

    private static Answer ask() {
        Handlers before = Handlers.now();
        try {
            NativeLibrary.load();
            List<Candidate> all = Candidate.all();
            String taken = before.changed(Handlers.now());
            if (taken.isEmpty()) {
                taken = tryOut(all) ? before.changed(Handlers.now()) : Answer.UNKNOWN;
            }
            return Answer.of(all, taken);
        } catch (LinkageError | UncheckedIOException | CLException e) {
            return failure(e);
        }
    }

    /** Compiles and runs a program on each device that can be used. @return whether all of them did */
    static boolean tryOut(List<Candidate> candidates) {
        boolean done = true;
        for (Candidate candidate : candidates) {
            if (candidate.hasDoubles()) {
                try (OpenClDevice device = new OpenClDevice(candidate)) {
                    ByteBuffer one = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
                    Buffer from = device.allocate(8);
                    Buffer to = device.allocate(8);
                    device.upload(one.putDouble(0, 1.0), from, 0);
                    device.fill(to, 0, 8);
                    device.launch(
                            device.compile(new ProgramSource("ridge", Precision.DOUBLE, Map.of("GROUP", 64))),
                            "add",
                            new Grid(1, 1),
                            Argument.of(1L),
                            from,
                            to);
                    device.download(to, 0, one.putDouble(0, 0.0));
                    done &= one.getDouble(0) == 1.0;
                } catch (DeviceException e) {
                    done = false;
                }
            }
        }
        return done;
    }

    /** The explanation for users why the drivers cannot be queried. */
    static Answer failure(Throwable e) {
        if (e instanceof UncheckedIOException) {
            return Answer.failure(firstLine(e), "Name a folder that can be written to with -Djava.io.tmpdir");
        }
        if (e instanceof CLException cl) {
            return Answer.failure(
                    "the OpenCL driver fails with error " + cl.getStatus() + ", " + firstLine(e),
                    "Reinstall the driver of the device");
        }
        return Answer.failure(
                firstLine(e),
                "Install the driver of the device and a loader (libOpenCL.so.1; Debian: ocl-icd-libopencl1)");
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
