package org.lather.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.lather.error.Warning;
import org.lather.evaluation.LearningCurve;
import org.lather.evaluation.LearningCurveTable;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather curve}. */
@Command(
        name = "curve",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather curve options.yaml --sizes 100,200,400 -o curve",
            "  lather curve options.yaml --representatives 500,1000,2000 -o curve"
        },
        description =
                "Errors against the number of training structures: the first ones of the file, so that each set contains"
                        + " the smaller ones. Or against the number of representatives, whose models come from one pass"
                        + " over the structures.")
final class CurveCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final ScratchOption scratch = new ScratchOption();

    @Parameters(paramLabel = "OPTIONS.yaml", description = "The options file; data.test is needed.")
    private Path file = Path.of("");

    @Option(
            names = "--sizes",
            paramLabel = "N[,N...]",
            split = ",",
            hideParamSyntax = true,
            description = "Numbers of training structures, like 100,200,400. Default with --representatives: all.")
    private List<Integer> sizes = new ArrayList<>();

    @Option(
            names = "--representatives",
            paramLabel = "N[,N...]",
            split = ",",
            hideParamSyntax = true,
            description = "Numbers of representatives, like 500,1000,2000. Default: that of the options file.")
    private List<Integer> representatives = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for curve.csv, curve.json and curve.png.")
    private Path output = Path.of("");

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--json", description = "Print the curve as JSON.")
    private boolean json;

    private final Set<Warning.Kind> warned = EnumSet.noneOf(Warning.Kind.class);

    CurveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Options options = Options.read(file, overrides);
        Structures train = TrainCommand.training(options, file);
        Structures test = TrainCommand.testing(options);
        if (test == null) {
            throw new OptionsException(file.getFileName()
                    + ": expected a path for `data.test`, got none. Set it there or with -r data.test=PATH");
        }
        if (sizes.isEmpty() && representatives.isEmpty()) {
            throw new OptionsException("expected --sizes or --representatives, got neither");
        }
        int[] structures = ascending("--sizes", sizes);
        int[] counts = ascending("--representatives", representatives);
        FilesInUse files = TrainCommand.inputs(file, train, test)
                .writesInto(output, CurveFiles.NAMES)
                .expectDistinct();
        boolean isNew = !Files.exists(output);
        OutputFiles.folder(output);
        files.expectWritable();
        try {
            return curve(options, train, test, structures, counts);
        } catch (IOException | RuntimeException | Error e) {
            if (isNew) {
                removeEmpty(output, e);
            }
            throw e;
        }
    }

    /**
     * Removes a folder in which nothing was written, because the curve was refused or interrupted.
     *
     * @param reason keeps what fails here as suppressed
     */
    static void removeEmpty(Path folder, Throwable reason) {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private int curve(Options options, Structures train, Structures test, int[] structures, int[] counts)
            throws IOException {
        LearningCurveTable curve = new LearningCurveTable();
        try (Session session = Session.open(compute, console)) {
            new LearningCurve(options, session.backend(), session.execution(null, scratch))
                    .compute(train, test, structures, counts, p -> {
                        say(curve.add(p));
                        warn(p.warnings());
                    });
        }
        if (curve.rows().isEmpty()) {
            throw new DataException(
                    test.description() + ": expected at least one frame with a target to test on, got none");
        }
        CurveFiles.write(curve, output);
        if (json) {
            console.print(curve.toJson());
        } else {
            console.print("written: " + output.resolve("curve.csv") + ", curve.json"
                    + (Desktop.isHere() ? ", curve.png" : ""));
        }
        return ExitCodes.OK;
    }

    private static int[] ascending(String option, List<Integer> numbers) {
        int[] out =
                numbers.stream().mapToInt(Integer::intValue).distinct().sorted().toArray();
        if (out.length > 0 && out[0] < 1) {
            throw new OptionsException(option + ": expected numbers of at least 1, got " + out[0]);
        }
        return out;
    }

    /** Prints a warning only for the smallest set that has one of its kind. */
    private void warn(List<Warning> warnings) {
        Set<Warning.Kind> before = Set.copyOf(warned);
        for (Warning w : warnings) {
            if (!before.contains(w.kind())) {
                console.warn(List.of(w));
                warned.add(w.kind());
            }
        }
    }

    private void say(List<LearningCurveTable.Row> rows) {
        for (LearningCurveTable.Row r : rows) {
            if (!json) {
                console.print(String.format(
                        Locale.ROOT,
                        "%,8d%s  %s: MAE %.4g, RMSE %.4g %s",
                        r.size(),
                        r.representatives().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        " %,8d representatives",
                                        r.representatives().getAsInt())
                                : "",
                        r.metrics().name(),
                        r.metrics().errors().mae(),
                        r.metrics().errors().rmse(),
                        r.metrics().unit()));
            }
        }
    }
}
