package org.lather.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.Metrics;
import org.lather.evaluation.PredictionAnnotations;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Structures;
import org.lather.target.FittedBaseline;
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
        description =
                "Trains on molecules that come with the program and predicts others, in about ten seconds on two cores.")
final class DemoCommand implements Callable<Integer> {
    private static final Unit SHOWN = Unit.of("kcal/mol");
    private static final String TARGET = "energy";
    private static final List<String> FILES = List.of("molecules.xyz", "larger.xyz", "options.yaml");
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
        for (String name : FILES) {
            unpack(name);
        }
        table.title("");
        try (Session session = Session.open(compute, console)) {
            console.info("data      chno: molecules of 4-6 heavy atoms, PBE0/def2-SVP energies at GFN2-xTB geometries");
            train(session, "", List.of());
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
            console.print("next: " + (Desktop.isHere() ? "open " + output.resolve("parity.png") + " · " : "")
                    + "lather train " + output.resolve("options.yaml")
                    + " -o MODEL.safetensors -r data.train=YOUR.xyz");
        }
        return ExitCodes.OK;
    }

    private void train(Session session, String suffix, List<String> overrides) throws IOException {
        Options options = Options.read(output.resolve("options.yaml"), overrides);
        Structures train = DataFiles.read(options.data().train(), options.data().folder());
        try (Model model =
                Trainer.of(options, session.backend(), session.execution(null)).fit(train)) {
            TrainingReport report = model.report().orElseThrow();
            TrainingSummary.report(report, options, console);
            Path file = output.resolve("model" + suffix + ".safetensors");
            ModelFile.write(file, model.parameters());
            written.add(String.valueOf(file.getFileName()));
            Plots.Cloud heldOut = new Plots.Cloud("held-out molecules");
            Plots.Cloud larger = new Plots.Cloud("larger molecules");
            Structures test =
                    DataFiles.read(options.data().test(), options.data().folder());
            predict(session, model, test, suffix, heldOut);
            predict(session, model, Structures.read(output.resolve("larger.xyz")), suffix + "-larger", larger);
            if (suffix.isEmpty() && Desktop.isHere()) {
                Plots.parity(
                        List.of(heldOut, larger),
                        "energy less its composition baseline (" + SHOWN + ")",
                        output.resolve("parity.png"));
                written.add("parity.png");
            }
        }
    }

    private void predict(Session session, Model model, Structures data, String suffix, Plots.Cloud cloud)
            throws IOException {
        FittedTarget target = model.parameters().targets().get(0);
        double factor = target.target().unit().in(SHOWN);
        Path file = output.resolve("predictions" + suffix + ".xyz");
        Evaluation evaluation;
        session.progress().stage("predicting", 0);
        try (AtomicFile atomic = AtomicFile.create(file)) {
            ExtendedXyzWriter writer = new ExtendedXyzWriter(atomic.stream());
            evaluation = Evaluation.of(model, data.iterator(), session.execution(null), p -> {
                double baseline = 0;
                for (FittedBaseline b : target.baselines()) {
                    baseline += b.of(p.structure(), target.target())[0];
                }
                double reference = p.structure().numbers(target.target().key())[0];
                cloud.add(factor * (reference - baseline), factor * (p.value(TARGET) - baseline));
                try {
                    writer.write(
                            PredictionAnnotations.annotate(p, model.parameters().targets(), false));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.flush();
            atomic.commit();
        }
        Metrics values =
                evaluation.metrics("model" + suffix.replace("-larger", "") + ".safetensors", data.description());
        metrics.add(values.toMap());
        Path metricsFile = output.resolve("metrics" + suffix + ".json");
        values.write(metricsFile);
        written.add(String.valueOf(file.getFileName()));
        written.add(String.valueOf(metricsFile.getFileName()));
        table.row(cloud.name(), values.targets().get(0), SHOWN);
    }

    /** Refuses a folder that is not from an earlier demo, so that nothing else is overwritten. */
    private void expectOwnFolder() throws IOException {
        boolean earlier = Files.exists(output.resolve("options.yaml"));
        for (String name : FILES) {
            Path file = output.resolve(name);
            if (Files.exists(file) && !(Files.isRegularFile(file) && holds(file, name))) {
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
                    .writesInto(output, FILES)
                    .writesInto(output, RESULTS)
                    .expectWritable();
        }
    }

    private static boolean holds(Path file, String name) throws IOException {
        try (InputStream in = open(name)) {
            return Arrays.equals(in.readAllBytes(), Files.readAllBytes(file));
        }
    }

    private void unpack(String name) throws IOException {
        try (InputStream in = open(name)) {
            AtomicFile.write(output.resolve(name), in::transferTo);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = DemoCommand.class.getResourceAsStream("demo/" + name);
        if (in == null) {
            throw new FileNotFoundException("this build lacks the demo's file " + name);
        }
        return in;
    }
}
