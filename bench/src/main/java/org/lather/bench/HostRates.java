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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.execution.Execution;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;
import org.tukaani.xz.XZInputStream;

/**
 * Measures the host's part of a training on a device, in seconds of processor time: {@code HostRates FILE COUNT
 * [REPRESENTATIVES]} trains on the first structures of a file with a device that computes nothing, and prints a row of
 * a table for each stage. The calling thread and the two threads that read ahead are serial; all others, including
 * compilers and the garbage collector, share the cores.
 */
public final class HostRates {
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
    /** Processor time of the threads that read ahead. */
    private final Map<Long, Long> readers = new HashMap<>();

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

    /**
     * The processor time of the threads that read ahead. Threads live for a minute after their work, so none is missed.
     */
    private long readingTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo t : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (t != null && t.getThreadName().equals("lather-reading")) {
                readers.merge(t.getThreadId(), threads.getThreadCpuTime(t.getThreadId()), Math::max);
            }
        }
        return readers.values().stream().mapToLong(Long::longValue).sum();
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("expected FILE COUNT [REPRESENTATIVES], got " + String.join(" ", args));
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
        begin("bytes of the file alone, all of them, decompressed where they are xz", 0);
        try (InputStream stored = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".xz") ? new XZInputStream(stored) : stored) {
            byte[] bytes = new byte[1 << 16];
            while (in.read(bytes) >= 0) {}
        }
        Path folder = java.util.Objects.requireNonNull(file.getParent(), "a file is in a folder");
        Structures train = Structures.read(List.of(file.getFileName() + "@0:" + count), folder);
        begin("frames alone", 0);
        try (Frames frames = train.frames()) {
            frames.forEachRemaining(s -> {});
        }
        Options options =
                Options.parse(TrainingRates.options(file.getFileName() + "@0:" + count, representatives), folder);
        IdleDevice device = new IdleDevice();
        Progress stages = new Progress() {
            @Override
            public void stage(String name, long total) {
                begin("training: " + name, device.launches());
            }

            @Override
            public void advance(long done) {}
        };
        Path written = Files.createTempFile("lather", ".safetensors");
        Path checkpoint = written.resolveSibling(written.getFileName() + ".checkpoint");
        Execution execution = new Execution(16L << 30, stages, checkpoint, () -> false);
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
            Files.deleteIfExists(checkpoint);
        }
        begin("", device.launches());
    }

    private void print(int count, int representatives) {
        System.out.printf(
                Locale.ROOT,
                "%d structures, %d representatives, Java %s, %s, %d processors; seconds of processor time.%n%n",
                count,
                representatives,
                System.getProperty("java.version"),
                processor(),
                Runtime.getRuntime().availableProcessors());
        System.out.println(
                "| part | launches | calling thread, s | decompressing and parsing ahead, s | all threads, s |"
                        + "\n|---|---:|---:|---:|---:|");
        for (Row r : rows) {
            System.out.printf(
                    Locale.ROOT, "| %s | %d | %.2f | %.2f | %.2f |%n", r.part, r.launches, r.own, r.reading, r.all);
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
