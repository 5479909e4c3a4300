package org.lather.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads changed inputs and looks for exceptions that are not documented, for more than a second of CPU time and for
 * more than 64 MB and twenty times the input in memory. {@code Fuzzing SECONDS [SEED] [FOLDER]} runs all targets for
 * that time, and keeps what it finds in the folder.
 */
public final class Fuzzing {
    private static final long MOST_BYTES = 64_000_000;
    private static final int MOST_FACTOR = 20;
    private static final double MOST_SECONDS = 1;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzzing() {}

    /** Runs one input; returns what is wrong, or nothing. */
    static String run(Target target, byte[] input) {
        long thread = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long time = THREADS.getCurrentThreadCpuTime();
        String fault = "";
        try {
            target.parser().read(input.clone());
        } catch (Throwable e) {
            if (!target.expects(e)) {
                StackTraceElement[] trace = e.getStackTrace();
                fault = e + " at " + (trace.length == 0 ? "?" : trace[0]);
            }
        }
        double seconds = (THREADS.getCurrentThreadCpuTime() - time) * 1e-9;
        long allocated = THREADS.getThreadAllocatedBytes(thread) - bytes;
        if (fault.isEmpty() && seconds > MOST_SECONDS) {
            fault = String.format(Locale.ROOT, "%.1f s of CPU time", seconds);
        }
        if (fault.isEmpty() && allocated > MOST_BYTES + (long) MOST_FACTOR * input.length) {
            fault = allocated / 1_000_000 + " MB for " + input.length + " bytes";
        }
        return fault;
    }

    public static void main(String[] args) throws IOException {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 60;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        Path found = Files.createDirectories(Path.of(args.length > 2 ? args[2] : "fuzz-found"));
        Path work = Files.createTempDirectory("lather-fuzz");
        List<Target> targets = new Targets(work).all();
        long begin = System.nanoTime();
        long inputs = 0;
        int faults = 0;
        System.out.println("seed " + seed);
        while ((System.nanoTime() - begin) * 1e-9 < seconds) {
            Mutator mutator = new Mutator(seed);
            for (Target t : targets) {
                for (int k = 0; k < 200; k++, inputs++) {
                    byte[] input = mutator.next(t.inputs());
                    String fault = run(t, input);
                    if (!fault.isEmpty()) {
                        Path kept = found.resolve(t.name().replaceAll("\\W", "") + "-" + seed + "-" + k);
                        Files.write(kept, input);
                        System.out.println(kept + ": " + fault);
                        faults++;
                    }
                }
            }
            seed++;
        }
        System.out.printf(Locale.ROOT, "%,d inputs, %d faults%n", inputs, faults);
        System.exit(faults == 0 ? 0 : 1);
    }
}
