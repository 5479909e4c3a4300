package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.match.KernelFile;
import org.lather.match.KernelMatrix;
import org.lather.match.StructureMatrix.Entries;
import org.lather.options.Domain;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather kernel}. */
@Command(
        name = "kernel",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather kernel mine.xyz --options options.yaml -o K.npz",
            "  lather kernel new.xyz --with mine.xyz --options options.yaml --normalise -o K.npy"
        },
        description = {
            "Computes a matrix of kernels between structures, without a model.",
            "Options: representations and model.kernel with zeta, centers, structure (sum, mean, rematch, best_match)"
                    + " and gamma."
        })
final class KernelCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final ScratchOption scratch = new ScratchOption();

    @Mixin
    private final TypesOption types = new TypesOption();

    @Parameters(
            paramLabel = "DATA",
            arity = "1..*",
            description = "Structures of the rows: files, or file@start:stop:step with the meaning of Python's slices.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = "--with",
            paramLabel = "DATA",
            arity = "1..*",
            description = "Structures of the columns. Default: those of the rows.")
    private List<String> others = new ArrayList<>();

    @Option(names = "--options", paramLabel = "FILE", required = true, description = "The options file.")
    private Path file = Path.of("");

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            description = "Rows and columns: structures or environments. Default: structures.")
    private Entries what = Entries.STRUCTURES;

    @Option(
            names = "--normalise",
            description = "Divide by the roots of the kernels of structures with themselves, so that these are 1.")
    private boolean normalise;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The matrix with the options (.npz), or alone (.npy).")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print sizes and seconds as JSON.")
    private boolean json;

    KernelCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        KernelFile.expectEnding(output);
        if (!others.isEmpty() && scratch.folder() != null) {
            throw new OptionsException("--scratch: expected kernels of structures with each other, got --with");
        }
        Structures rows = DataFiles.read(data, types);
        Structures columns = others.isEmpty() ? null : DataFiles.read(others, types);
        Options read = Options.read(file, overrides);
        Options options = read.open().isEmpty() ? read : read.decide(Domain.of(rows));
        new FilesInUse()
                .reads("the data", rows)
                .reads("the data of --with", columns)
                .reads("the options file", file)
                .writes("-o", output)
                .expectDistinct()
                .expectWritable();
        try (Session session = Session.open(compute, console)) {
            KernelMatrix.Request request = new KernelMatrix.Request(
                    options, what, normalise, compute.request().threads());
            Size size = write(session, request, rows, columns);
            report(size, session, (System.nanoTime() - begin) * 1e-9);
        }
        return ExitCodes.OK;
    }

    /** The numbers of rows and columns of a matrix. */
    private record Size(int rows, int columns) {}

    private Size write(Session session, KernelMatrix.Request request, Structures rows, @Nullable Structures columns)
            throws IOException {
        Execution execution = session.execution(null, scratch);
        if (columns == null && execution.scratch() != null) {
            int n = KernelFile.write(output, request, rows, session.backend(), execution);
            session.progress().end();
            return new Size(n, n);
        }
        KernelMatrix matrix = columns == null
                ? inMemory(request, rows, session.backend(), execution)
                : KernelMatrix.of(request, rows, columns, session.backend(), execution);
        session.progress().end();
        KernelFile.write(output, matrix);
        return new Size(matrix.rows(), matrix.columns());
    }

    private static KernelMatrix inMemory(
            KernelMatrix.Request request, Structures rows, Backend backend, Execution execution) {
        try {
            return KernelMatrix.of(request, rows, backend, execution);
        } catch (MemoryBudgetException e) {
            throw e.or(Cure.use(Setting.argument("scratch", "DIR"), ", a folder on a disk for the matrix"));
        }
    }

    private void report(Size size, Session session, double wall) {
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("rows", size.rows());
            out.put("columns", size.columns());
            out.put("backend", session.backend().info().name());
            out.put("threads", session.backend().info().threads());
            out.put("seconds", Map.of("total", wall));
            console.printJson(out);
        } else {
            console.info(String.format(
                    Locale.ROOT,
                    "kernel    %,d x %,d, %,.0f pairs/s, written to %s",
                    size.rows(),
                    size.columns(),
                    (double) size.rows() * size.columns() / wall,
                    output));
        }
    }
}
