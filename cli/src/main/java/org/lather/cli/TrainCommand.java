package org.lather.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Precision;
import org.lather.error.Warning;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.Metrics;
import org.lather.evaluation.ParityPoints;
import org.lather.model.ModelFile;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.report.ReportData;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;
import org.lather.uncertainty.Uncertainties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather train options.yaml -o model.safetensors",
            "  lather train options.yaml -o model.safetensors -r model.kernel.zeta=3 --plot parity.png"
        },
        description = "Trains a model; writes it and, beside it, the options with every default.")
final class TrainCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final ScratchOption scratch = new ScratchOption();

    @Parameters(paramLabel = "OPTIONS.yaml", description = "The options file.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "MODEL.safetensors",
            required = true,
            description = "The model. MODEL.options.yaml is written beside it.")
    private Path output = Path.of("");

    @Option(
            names = "--model-precision",
            paramLabel = "NAME",
            description = "single: the same as -r model.representatives.precision=single, for a model file of half the"
                    + " size; or double. Default: as in the options file.")
    private @Nullable Precision modelPrecision;

    @Mixin
    private final PlotOption plot = new PlotOption();

    @Mixin
    private final ReportOption page = new ReportOption();

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--json", description = "Print sizes, noise, times and memory as JSON.")
    private boolean json;

    TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Options options = Options.read(file, allOverrides());
        Structures train = training(options, file);
        Structures testing = testing(options);
        Path checkpoint = OutputFiles.beside(output, ".checkpoint.safetensors");
        Path resolved = OutputFiles.beside(output, ".options.yaml");
        checkFiles(train, testing, resolved, options, checkpoint);
        boolean classification = options.model().type().isClassification();
        if (classification && (plot.isGiven() || page.isGiven())) {
            throw new OptionsException("--plot, --report: expected a regression, got `model.type` svc");
        }
        if (options.hasDensity() && (plot.isGiven() || page.isGiven())) {
            throw new OptionsException("--plot, --report: expected numbers or tensors as targets, got a density");
        }
        try (Session session = Session.open(compute, console)) {
            if (classification) {
                new Classification(console, json)
                        .train(options, train, testing, output, session, session.execution(null, scratch));
                return ExitCodes.OK;
            }
            if (options.hasDensity()) {
                new Densities(console, json).train(options, train, testing, output, session, scratch);
                return ExitCodes.OK;
            }
            try (Model model = Trainer.of(options, session.backend(), session.execution(checkpoint, scratch))
                    .fit(train, Integer.MAX_VALUE, testing == null ? Structures.of(List.of()) : testing)) {
                session.progress().end();
                ModelFile.write(output, model.parameters());
                Options decided = model.parameters().options();
                OutputFiles.text(resolved, decided.withAbsolutePaths().toYaml());
                TrainingReport report = model.report().orElseThrow();
                TrainingSummary.report(report, decided, console);
                console.warn(report.warnings());
                if (!json) {
                    console.print("written: " + output + ", " + resolved);
                }
                Evaluation test = testing == null ? null : test(testing, model, session);
                if (test != null) {
                    EvaluationSummary.reportMissing(test, console);
                    console.warn(test.warnings());
                }
                if (json) {
                    print(report, decided, test);
                } else if (test != null) {
                    ErrorTable.of(test.targets()).print(console);
                }
            }
        }
        return ExitCodes.OK;
    }

    private List<String> allOverrides() {
        List<String> all = new ArrayList<>(overrides);
        if (modelPrecision != null) {
            all.add("model.representatives.precision=" + ComputeOptions.name(modelPrecision));
        }
        return all;
    }

    private void checkFiles(
            Structures train, @Nullable Structures testing, Path resolved, Options options, Path checkpoint)
            throws IOException {
        FilesInUse files = inputs(file, train, testing)
                .writes("-o", output)
                .writesAlso(checkpoint, output)
                .writes("--plot", plot.file());
        page.addTo(files);
        // a training that is repeated from the options that it wrote writes the same file
        if (!isRepeated(resolved, options)) {
            files.writesAlso(resolved, output);
        }
        files.expectDistinct();
        files.expectWritable();
        OutputFiles.expectModel(output);
        plot.check();
        page.check();
        expectTest("--plot", plot.isGiven(), testing);
        expectTest("--report", page.isGiven(), testing);
    }

    private void expectTest(String option, boolean given, @Nullable Structures testing) {
        if (given && testing == null) {
            throw new OptionsException(
                    option + ": expected a path for `data.test`, whose structures are compared, got none. Set it in "
                            + file.getFileName() + " or with -r data.test=PATH");
        }
    }

    private boolean isRepeated(Path resolved, Options options) throws IOException {
        return Files.isRegularFile(resolved)
                && Files.isSameFile(resolved, file)
                && Files.readString(resolved).equals(options.withAbsolutePaths().toYaml());
    }

    /** Returns the files that a training reads. */
    static FilesInUse inputs(Path options, Structures train, @Nullable Structures test) {
        return new FilesInUse()
                .reads("the options file", options)
                .reads("the training data", train)
                .reads("the test data", test);
    }

    /** Returns the structures that the options name for training. */
    static Structures training(Options options, Path file) {
        if (options.data().train().isEmpty()) {
            throw new OptionsException(file.getFileName()
                    + ": expected a path for `data.train`, got none. Set it there or with -r data.train=PATH");
        }
        return DataFiles.training(options);
    }

    /** The structures that the options name for testing. A wrong path is reported before the computation. */
    static @Nullable Structures testing(Options options) {
        if (options.data().test().isEmpty()) {
            return null;
        }
        return DataFiles.testing(options);
    }

    private Evaluation test(Structures structures, Model model, Session session) throws IOException {
        ParityPoints points = new ParityPoints(model.parameters());
        ReportData data = new ReportData(model.parameters());
        session.progress().stage("testing", 0);
        session.backend().resources().ledger().resetPeak();
        long begin = System.nanoTime();
        Evaluation test;
        // a report compares errors with uncertainties, where the model has them
        Uncertainties uncertainties = page.isGiven() ? Uncertainties.VALUES : Uncertainties.NONE;
        try (Frames frames = structures.frames()) {
            test = Evaluation.of(model, frames, false, uncertainties, session.execution(null), p -> {
                if (plot.isGiven()) {
                    points.accept(p);
                }
                if (page.isGiven()) {
                    data.accept(p);
                }
            });
        } finally {
            session.progress().end();
        }
        double seconds = (System.nanoTime() - begin) * 1e-9;
        plot.draw(points);
        page.write(
                model,
                test,
                data,
                new ReportOption.Facts(output.toString(), structures.description(), seconds),
                session);
        return test;
    }

    private void print(TrainingReport report, Options decided, @Nullable Evaluation test) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("model", output.toString());
        out.putAll(report.toMap());
        out.put("options", decided.toMap());
        if (test != null) {
            out.put("test", Metrics.byName(test.targets()));
            List<Warning> warnings = new ArrayList<>(report.warnings());
            warnings.addAll(test.warnings());
            out.put("warnings", Warning.toList(warnings));
        }
        console.printJson(out);
    }
}
