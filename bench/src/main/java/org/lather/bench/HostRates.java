package org.lather.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.backend.device.DeviceBackend;
import org.lather.model.Execution;
import org.lather.model.Model;
import org.lather.model.Trainer;
import org.lather.modelfile.ModelFile;
import org.lather.options.Options;
import org.lather.structure.Frames;
import org.lather.structure.Structures;
import org.tukaani.xz.XZInputStream;

/**
 * The host's share of a training on a device, in seconds of processor time: {@code HostRates FILE.xyz.xz COUNT [REPRESENTATIVES]}
 * trains on the first structures of a file with a device that computes nothing, and prints a row of a table for each stage. Each
 * of the calling thread and of the two that read ahead is serial; the time of the others, compilers and the garbage collector among
 * them, shares the cores.
 */
public final class HostRates {
    /** Structures of the training that the numbers are scaled to. */
    private static final int TRAINED = 95_000;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /**
     * @param own seconds of the calling thread
     * @param reading seconds of the threads that read ahead: decompression and parsing
     * @param all seconds of all threads
     */
    private record Row(String part, double own, double reading, double all, long launches) {}

    private final List<Row> rows = new ArrayList<>();
    private String part = "";
    private long own;
    private long reading;
    private long all;
    private long launches;

    private void begin(String name, long launchesSoFar) {
        long ownNow = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long readingNow = readingTime();
        long allNow = PROCESS.getProcessCpuTime();
        if (!part.isEmpty()) {
            rows.add(new Row(
                    part,
                    1e-9 * (ownNow - own),
                    1e-9 * (readingNow - reading),
                    1e-9 * (allNow - all),
                    launchesSoFar - launches));
        }
        part = name;
        own = ownNow;
        reading = readingNow;
        all = allNow;
        launches = launchesSoFar;
    }

    private HostRates() {}

    /** Threads that have ended are missing: they live for some seconds after their work. */
    private static long readingTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo t : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (t != null && t.getThreadName().equals("lather-reading")) {
                sum += Math.max(0, threads.getThreadCpuTime(t.getThreadId()));
            }
        }
        return sum;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("expected FILE.xyz.xz COUNT [REPRESENTATIVES], got " + String.join(" ", args));
            System.exit(2);
        }
        Path file = Path.of(args[0]).toAbsolutePath();
        int count = Integer.parseInt(args[1]);
        int representatives = args.length > 2 ? Integer.parseInt(args[2]) : 2000;
        // one small run compiles the code
        new HostRates().run(file, Math.min(count, 4000), Math.min(representatives, 500));
        HostRates measured = new HostRates();
        measured.run(file, count, representatives);
        measured.print(count, representatives);
    }

    private void run(Path file, int count, int representatives) throws IOException {
        begin("decompression of the file alone, all of it", 0);
        try (InputStream in = new XZInputStream(Files.newInputStream(file))) {
            byte[] bytes = new byte[1 << 16];
            while (in.read(bytes) >= 0) {}
        }
        Path folder = java.util.Objects.requireNonNull(file.getParent(), "a file is in a folder");
        Structures train = Structures.read(List.of(file.getFileName() + "@0:" + count), folder);
        begin("frames alone, decompressed and read", 0);
        try (Frames frames = train.frames()) {
            frames.forEachRemaining(s -> {});
        }
        Options options =
                Options.parse(TrainingRates.options(file.getFileName() + "@0:" + count, representatives), folder);
        IdleDevice device = new IdleDevice(representatives);
        Progress stages = new Progress() {
            @Override
            public void stage(String name, long total) {
                begin("training: " + name, device.launches());
            }

            @Override
            public void advance(long done) {}
        };
        Path written = Files.createTempFile("lather", ".safetensors");
        Execution execution = new Execution(16L << 30, stages, null, () -> false);
        try (DeviceBackend backend =
                new DeviceBackend(device, Precision.DOUBLE, Runtime.getRuntime().availableProcessors())) {
            try (Model model = Trainer.of(options, backend, execution).fit(train)) {
                begin("writing the model", device.launches());
                ModelFile.write(written, model.parameters());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(written);
        }
        begin("", device.launches());
    }

    private void print(int count, int representatives) {
        double scale = (double) TRAINED / count;
        System.out.printf(
                Locale.ROOT,
                "%d structures, %d representatives, Java %s, %s, %d processors; seconds of processor time, and scaled to %d"
                        + " structures where they grow with them%n%n",
                count,
                representatives,
                System.getProperty("java.version"),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                TRAINED);
        System.out.println("| part | launches | calling thread | decompressing and parsing ahead | all threads |"
                + " calling thread, scaled | ahead, scaled | all, scaled |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        for (Row r : rows) {
            double factor = r.part.contains("read") || r.part.contains("covariances") ? scale : 1;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                    r.part,
                    r.launches,
                    r.own,
                    r.reading,
                    r.all,
                    factor * r.own,
                    factor * r.reading,
                    factor * r.all);
        }
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(l -> l.startsWith("model name"))
                    .findFirst()
                    .map(l -> l.substring(l.indexOf(':') + 2))
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }
}
