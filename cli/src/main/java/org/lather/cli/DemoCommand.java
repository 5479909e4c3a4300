package org.lather.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.Metrics;
import org.lather.evaluation.ParityPoints;
import org.lather.evaluation.PredictionAnnotations;
import org.lather.model.ModelFile;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Structures;
import org.lather.target.Unit;
import org.lather.training.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lather demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  lather demo", "  lather demo -o elsewhere --backend cpu"},
        description =
                "Trains on molecules that come with the program and predicts others, in about ten seconds on two cores.")
final class DemoCommand implements Callable<Integer> {
    private static final Unit SHOWN = Unit.of("kcal/mol");
    private static final String TARGET = "energy";
    private static final String HELD_OUT = "held-out molecules";
    private static final String LARGER = "larger molecules";
    private static final List<String> RESULTS = List.of(
            "model.safetensors",
            "model-delta.safetensors",
            "predictions.xyz",
            "predictions-larger.xyz",
            "predictions-delta.xyz",
            "predictions-delta-larger.xyz",
            "metrics.json",
            "metrics-larger.json",
            "metrics-delta.json",
            "metrics-delta-larger.json",
            "parity.png");

    private final Console console;
    private final List<String> written = new ArrayList<>();
    private final ErrorTable table = new ErrorTable();
    private final List<Object> metrics = new ArrayList<>();

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Folder for model, predictions, metrics and plot. Default: lather-demo.")
    private Path output = Path.of("lather-demo");

    @Option(names = "--json", description = "Print the metrics as JSON.")
    private boolean json;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        expectOwnFolder();
        OutputFiles.folder(output);
        for (String name : DemoFiles.NAMES) {
            DemoFiles.unpack(name, output);
        }
        table.title("");
        try (Session session = Session.open(compute, console)) {
            console.info("data      chno: molecules of 4-6 heavy atoms, PBE0/def2-SVP energies at GFN2-xTB geometries");
            console.info("1 of 2    learn the energies");
            train(session, "", List.of());
            console.info("2 of 2    learn the corrections to the energies of GFN2-xTB, a cheaper method");
            table.heading("as a correction to GFN2-xTB");
            train(session, "-delta", List.of("targets." + TARGET + ".baseline=[{key: gfn2_energy}, composition]"));
        }
        if (json) {
            console.printJson(metrics);
        } else {
            console.print("");
            table.print(console);
            console.print("");
            console.print("written to " + output + ": " + String.join(", ", written));
            printNextSteps();
        }
        return ExitCodes.OK;
    }

    /** Prints commands that work as they are printed, but for the name of the user's file. */
    private void printNextSteps() {
        String lather = System.getProperty("lather.command", "lather");
        String options = quoted(output.resolve("options.yaml"));
        if (Desktop.isHere()) {
            console.print("the plot of predictions against references: " + output.resolve("parity.png"));
        }
        console.print("next, predict some of the larger molecules one by one:");
        console.print("  " + lather + " eval " + quoted(output.resolve("model.safetensors")) + " "
                + quoted(output.resolve("larger.xyz")) + "@0:5 --uncertainty");
        console.print(
                "and learn your own, in extended XYZ with a key `energy` in eV in each comment line (here MINE.xyz):");
        console.print(
                "  " + lather + " train " + options + " -o mine.safetensors -r data.train=MINE.xyz -r data.test=[]");
    }

    private static String quoted(Path file) {
        String name = file.toString();
        return name.matches("[\\w./@:+-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    private void train(Session session, String suffix, List<String> overrides) throws IOException {
        Options options = Options.read(output.resolve("options.yaml"), overrides);
        Structures train = DataFiles.training(options);
        try (Model model =
                Trainer.of(options, session.backend(), session.execution(null)).fit(train)) {
            session.progress().end();
            TrainingReport report = model.report().orElseThrow();
            TrainingSummary.report(report, options, console);
            Path file = output.resolve("model" + suffix + ".safetensors");
            ModelFile.write(file, model.parameters());
            written.add(String.valueOf(file.getFileName()));
            Structures test = DataFiles.testing(options);
            ParityPoints heldOut = predict(session, model, test, suffix, HELD_OUT);
            ParityPoints larger =
                    predict(session, model, Structures.read(output.resolve("larger.xyz")), suffix + "-larger", LARGER);
            if (suffix.isEmpty() && Desktop.isHere()) {
                Plots.parity(
                        List.of(
                                Plots.Cloud.of(HELD_OUT, heldOut.series().get(0), SHOWN),
                                Plots.Cloud.of(LARGER, larger.series().get(0), SHOWN)),
                        "energy less its composition baseline (" + SHOWN + ")",
                        output.resolve("parity.png"));
                written.add("parity.png");
            }
        }
    }

    private ParityPoints predict(Session session, Model model, Structures data, String suffix, String title)
            throws IOException {
        ParityPoints points = new ParityPoints(model.parameters());
        Path file = output.resolve("predictions" + suffix + ".xyz");
        Evaluation evaluation;
        session.progress().stage("predicting", 0);
        try (AtomicFile atomic = AtomicFile.create(file)) {
            ExtendedXyzWriter writer = new ExtendedXyzWriter(atomic.stream());
            evaluation = Evaluation.of(model, data.iterator(), session.execution(null), p -> {
                points.accept(p);
                try {
                    writer.write(
                            PredictionAnnotations.annotate(p, model.parameters().targets(), false));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.flush();
            atomic.commit();
            session.progress().end();
        }
        Metrics values =
                evaluation.metrics("model" + suffix.replace("-larger", "") + ".safetensors", data.description());
        metrics.add(values.toMap());
        Path metricsFile = output.resolve("metrics" + suffix + ".json");
        values.write(metricsFile);
        written.add(String.valueOf(file.getFileName()));
        written.add(String.valueOf(metricsFile.getFileName()));
        table.row(title, values.targets().get(0), SHOWN);
        return points;
    }

    /** Refuses a folder that is not from an earlier demo, so that nothing else is overwritten. */
    private void expectOwnFolder() throws IOException {
        boolean earlier = Files.exists(output.resolve("options.yaml"));
        for (String name : DemoFiles.NAMES) {
            Path file = output.resolve(name);
            if (Files.exists(file) && !(Files.isRegularFile(file) && DemoFiles.isIn(file, name))) {
                throw new OptionsException(file + " is there and is not the demo's; choose another name for -o");
            }
        }
        for (String name : RESULTS) {
            if (!earlier && Files.exists(output.resolve(name))) {
                throw new OptionsException(
                        output.resolve(name) + " is there and not from an earlier demo; choose another name for -o");
            }
        }
        if (Files.isDirectory(output)) {
            new FilesInUse()
                    .writesInto(output, DemoFiles.NAMES)
                    .writesInto(output, RESULTS)
                    .expectWritable();
        }
    }
}
