package org.lather.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lather.error.Warning;
import org.lather.evaluation.CrossValidation;
import org.lather.evaluation.OutOfFoldFile;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather crossval}. */
@Command(
        name = "crossval",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather crossval options.yaml -o cv",
            "  lather crossval options.yaml --folds 10 --group mol_id -o cv --uncertainty"
        },
        description =
                "Predicts every training structure by a model that was not trained on it: of each fold by a model of"
                        + " the others. An interrupted run goes on with the folds that are left.")
final class CrossvalCommand implements Callable<Integer> {
    static final String METRICS = "metrics.json";

    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final ScratchOption scratch = new ScratchOption();

    @Parameters(paramLabel = "OPTIONS.yaml", description = "The options file.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for predictions.xyz and metrics.json.")
    private Path output = Path.of("");

    @Option(names = "--folds", paramLabel = "N", description = "Number of folds. Default: ${DEFAULT-VALUE}.")
    private int folds = 5;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Number of times that the structures are divided anew; predictions of further repeats are in"
                    + " predictions-2.xyz and so on. Default: ${DEFAULT-VALUE}.")
    private int repeats = 1;

    @Option(
            names = "--group",
            paramLabel = "KEY",
            description =
                    "Key whose equal values make structures a group, which no fold divides. Default: data.group of"
                            + " the options.")
    private String group = "";

    @Option(
            names = "--uncertainty",
            description = "Also predictive standard deviations, as uncertainty_NAME, as of lather eval.")
    private boolean uncertainty;

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--json", description = "Print the metrics as JSON.")
    private boolean json;

    CrossvalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Options read = Options.read(file, overrides);
        Options options = group.isEmpty() ? read : read.with(Map.of("data.group", group));
        expectNumbers(options);
        Structures all = TrainCommand.training(options, file);
        List<String> names = new ArrayList<>(List.of(METRICS));
        for (int repeat = 0; repeat < repeats; repeat++) {
            names.add(predictions(repeat));
        }
        FilesInUse files =
                TrainCommand.inputs(file, all, null).writesInto(output, names).expectDistinct();
        boolean existed = Files.exists(output);
        OutputFiles.folder(output);
        try {
            files.expectWritable();
            return run(options, all);
        } finally {
            if (!existed) {
                OutputFiles.removeEmpty(output);
            }
        }
    }

    private int run(Options options, Structures all) throws IOException {
        if (options.model().type().isClassification()) {
            try (Session session = Session.open(compute, console)) {
                new ClassificationFolds(folds, repeats, file, output, console, json)
                        .run(options, all, session, session.execution(null, scratch));
            }
            return ExitCodes.OK;
        }
        CrossValidation.Request request = new CrossValidation.Request(folds, repeats, uncertainty, output);
        try (Session session = Session.open(compute, console);
                Predictions predictions = new Predictions(all)) {
            CrossValidation.Result result = new CrossValidation(
                            options, session.backend(), session.execution(null, scratch))
                    .compute(all, request, predictions);
            session.progress().end();
            predictions.finish();
            report(result, all);
        }
        return ExitCodes.OK;
    }

    private void expectNumbers(Options options) {
        if (folds < 2) {
            throw new OptionsException("--folds: expected at least 2, got " + folds);
        }
        if (repeats < 1) {
            throw new OptionsException("--repeats: expected at least 1, got " + repeats);
        }
        if (uncertainty && !options.model().hasUncertainties()) {
            throw new OptionsException("--uncertainty: expected a model that has uncertainties, got model.type "
                    + options.model().type().word() + ". Use sparse_gpr");
        }
    }

    static String predictions(int repeat) {
        return repeat == 0 ? "predictions.xyz" : "predictions-" + (repeat + 1) + ".xyz";
    }

    /** The files of predictions, one for each repeat. */
    private final class Predictions implements CrossValidation.Sink, AutoCloseable {
        private final Structures all;
        private final List<OutOfFoldFile> files = new ArrayList<>();

        Predictions(Structures all) {
            this.all = all;
        }

        @Override
        public void accept(CrossValidation.OutOfFold p) {
            while (files.size() <= p.repeat()) {
                files.add(new OutOfFoldFile(output.resolve(predictions(files.size()))));
            }
            files.get(p.repeat()).add(p);
        }

        void finish() throws IOException {
            for (OutOfFoldFile f : files) {
                f.finish(all);
            }
        }

        @Override
        public void close() throws IOException {
            for (OutOfFoldFile f : files) {
                f.close();
            }
        }
    }

    private void report(CrossValidation.Result result, Structures all) throws IOException {
        if (result.targets().isEmpty()) {
            throw new DataException(
                    all.description()
                            + ": expected at least one frame with a target in a fold, whose elements other folds have, got none");
        }
        Map<String, Object> metrics = result.toMap(String.valueOf(file), all.description());
        OutputFiles.json(output.resolve(METRICS), metrics);
        if (result.unpredicted() > 0) {
            console.info(result.unpredicted() + " frames have elements that no other fold has, and were not predicted");
        }
        console.warn(result.warnings());
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>(metrics);
            out.put("warnings", Warning.toList(result.warnings()));
            console.printJson(out);
            return;
        }
        ErrorTable.of(result.targets()).print(console);
        console.print("written: " + output.resolve(predictions(0)) + (repeats > 1 ? " and others, " : ", ") + METRICS);
    }
}
