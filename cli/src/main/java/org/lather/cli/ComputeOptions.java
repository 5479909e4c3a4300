package org.lather.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.options.OptionsException;
import picocli.CommandLine.Option;

/** The options that all commands that compute have in common. */
final class ComputeOptions {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "What computes: ${COMPLETION-CANDIDATES}. Default: auto.",
            completionCandidates = BackendNames.class)
    private String backend = "auto";

    @Option(
            names = "--device",
            paramLabel = "N[,N...]",
            split = ",",
            hideParamSyntax = true,
            description = "Index of the device, from 0, or of several that share the work, like 0,1. Default: 0.")
    private List<Integer> devices = List.of(0);

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "Storage of features: double or single. Default: double.")
    private Precision precision = Precision.DOUBLE;

    @Option(names = "--cuda-libraries", paramLabel = "DIR", description = "Folder with CUDA's libraries.")
    private @Nullable Path cudaLibraries;

    @Option(names = "--threads", paramLabel = "N", description = "Threads. Default: one for each core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Budget of the whole process, like 3GiB. Default: half of the machine's memory.",
            converter = MemorySize.Converter.class)
    private @Nullable MemorySize memory;

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            description = "auto (one redrawn line on a terminal, else some lines for a long stage), plain or none.")
    private ProgressLine.Style progress = ProgressLine.Style.AUTO;

    /** The values of {@code --backend}. */
    static final class BackendNames extends java.util.ArrayList<String> {
        private static final long serialVersionUID = 1;

        BackendNames() {
            add("auto");
            addAll(Backends.ORDER);
        }
    }

    BackendRequest request() {
        if (threads < 1) {
            throw new OptionsException("--threads: expected at least 1, got " + threads);
        }
        for (int d : devices) {
            if (d < 0) {
                throw new OptionsException("--device: expected an index from 0, got " + d);
            }
            if (Collections.frequency(devices, d) > 1) {
                throw new OptionsException("--device: expected each device once, got " + d + " again");
            }
        }
        return new BackendRequest(precision, threads, devices, cudaLibraries, Math.max(1, memory().workBytes()));
    }

    /** Opens the requested backend. */
    Backend open() {
        BackendNames names = new BackendNames();
        if (!names.contains(backend)) {
            throw new OptionsException("--backend: expected one of " + String.join(", ", names) + ", got " + backend);
        }
        return Backends.open(backend, request());
    }

    /** The memory budget of the process. */
    MemorySize memory() {
        MemorySize m = memory == null ? MemorySize.automatic() : memory;
        if (memory != null && m.bytes() < MemorySize.SMALLEST) {
            throw new OptionsException("memory: the program alone needs " + MemorySize.show(MemorySize.SMALLEST)
                    + ", --memory allows " + MemorySize.show(m.bytes()) + ". Use --memory "
                    + MemorySize.show(MemorySize.SMALLEST) + " or more");
        }
        return m;
    }

    ShownProgress progress(Console console) {
        return ProgressLine.of(console, console.verbosity() < 0 ? ProgressLine.Style.NONE : progress);
    }

    static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
