package org.lather.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.classification.ClassifierFile;
import org.lather.electrons.DensityFile;
import org.lather.error.Warning;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.KnownStructures;
import org.lather.evaluation.Metrics;
import org.lather.evaluation.ParityPoints;
import org.lather.evaluation.PredictionAnnotations;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.model.WithoutUncertainty;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.report.ReportData;
import org.lather.structure.DataException;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.uncertainty.Uncertainties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lather eval}. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather eval model.safetensors new.xyz@0:5",
            "  lather eval model.safetensors test.xyz -o predicted.xyz --metrics metrics.json --plot parity.png",
            "  lather eval model.safetensors test.xyz --report report.html --uncertainty"
        },
        description = "Predicts structures, and compares with the targets that they carry.")
final class EvalCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final FoldingOption folding = new FoldingOption();

    @Mixin
    private final ModelAndData input = new ModelAndData();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PRED.xyz",
            description = "The structures as they were read, with predicted_NAME added. Of densities also OUT.npz or"
                    + " OUT.mts, the coefficients.")
    private @Nullable Path output;

    @Mixin
    private final CubeOptions cubes = new CubeOptions();

    @Option(names = "--metrics", paramLabel = "METRICS.json", description = "Errors of each target, as JSON.")
    private @Nullable Path metrics;

    @Mixin
    private final PlotOption plot = new PlotOption();

    @Mixin
    private final ReportOption page = new ReportOption();

    @Option(
            names = "--atoms",
            description = "With -o: also what each atom contributes to targets of whole structures, as columns"
                    + " predicted_NAME_atoms.")
    private boolean shares;

    @Option(
            names = "--uncertainty",
            description = "Also predictive standard deviations of targets, and of forces and stress where these are"
                    + " predicted, as uncertainty_NAME. Those of the forces of N atoms cost some N times the prediction,"
                    + " those of a committee as much for each member.")
    private boolean uncertainty;

    @Option(
            names = "--members",
            description = "With -o: also what each member of a committee predicts, as ensemble_NAME. Includes"
                    + " --uncertainty.")
    private boolean members;

    @Option(
            names = "--no-reference",
            description = "Predict alone: targets that the structures carry are neither read nor compared.")
    private boolean noReference;

    @Option(names = "--skip-unknown", description = "Leave out frames with elements that the model never saw.")
    private boolean skipUnknown;

    @Option(names = "--no-verify", description = "Do not check the model's checksums.")
    private boolean noVerify;

    @Option(names = "--json", description = "Print the metrics as JSON.")
    private boolean json;

    EvalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (noReference && metrics != null) {
            throw new OptionsException("--metrics: expected a comparison with references, got --no-reference");
        }
        if (noReference && plot.isGiven()) {
            throw new OptionsException("--plot: expected a comparison with references, got --no-reference");
        }
        if (noReference && page.isGiven()) {
            throw new OptionsException("--report: expected a comparison with references, got --no-reference");
        }
        Structures structures = input.structures();
        page.addTo(input.files(structures))
                .writes("-o", output)
                .writes("--metrics", metrics)
                .writes("--plot", plot.file())
                .expectDistinct()
                .expectWritable();
        boolean density = DensityFile.is(input.model());
        if (!density || !Densities.isCoefficients(output)) {
            OutputFiles.expectStructures(output);
        }
        cubes.expectDensity(density);
        plot.check();
        page.check();
        if (density) {
            return densities(structures);
        }
        if (ClassifierFile.is(input.model())) {
            return classify(structures);
        }
        ModelParameters parameters = ModelFile.read(input.model(), !noVerify);
        expectUncertainty(parameters);
        try (Session session = Session.open(compute, console);
                Model model = Model.of(parameters, session.backend(), folding.folding());
                Frames frames = structures.frames()) {
            KnownStructures known = new KnownStructures(frames, model::knows, skipUnknown);
            session.progress().stage("predicting", 0);
            long begin = System.nanoTime();
            ParityPoints points = new ParityPoints(parameters);
            ReportData data = new ReportData(parameters);
            session.backend().resources().ledger().resetPeak();
            PredictionTable table = new PredictionTable(parameters, !noReference);
            Consumer<Prediction> shown = p -> {
                if (plot.isGiven()) {
                    points.accept(p);
                }
                if (page.isGiven()) {
                    data.accept(p);
                }
                if (output == null) {
                    table.add(p);
                }
            };
            Evaluation evaluation = evaluate(model, known, shown, session);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            session.progress().end();
            if (evaluation.structures() == 0) {
                throw new DataException(
                        known.skipped() > 0
                                ? structures.description() + ": expected at least one frame that the model knows, got "
                                        + known.skipped() + " others"
                                : "expected at least one frame, got none: " + structures.emptiness());
            }
            plot.draw(points);
            page.write(
                    model,
                    evaluation,
                    data,
                    new ReportOption.Facts(input.model().toString(), structures.description(), seconds),
                    session);
            if (!json) {
                table.print(console);
            }
            report(evaluation, structures.description(), known.skipped(), seconds);
        }
        return ExitCodes.OK;
    }

    /** Refuses options of regressions for another model. */
    private void expectPlain(String other) {
        for (Map.Entry<String, Boolean> option : Map.of(
                        "--plot",
                        plot.isGiven(),
                        "--report",
                        page.isGiven(),
                        "--uncertainty",
                        uncertainty,
                        "--members",
                        members)
                .entrySet()) {
            if (option.getValue()) {
                throw new OptionsException(
                        option.getKey() + ": expected a regression, got " + input.model() + ", " + other);
            }
        }
    }

    /** Predicts densities. */
    private int densities(Structures structures) throws IOException {
        expectPlain("a density");
        if (shares) {
            throw new OptionsException("--atoms: expected a regression, got " + input.model() + ", a density");
        }
        try (Session session = Session.open(compute, console)) {
            new Densities(console, json)
                    .evaluate(
                            new Densities.Evaluated(
                                    input.model(),
                                    !noVerify,
                                    output,
                                    metrics,
                                    cubes.folder(),
                                    cubes.spacing(),
                                    !noReference,
                                    skipUnknown),
                            structures,
                            session);
        }
        return ExitCodes.OK;
    }

    /** Predicts with a classification. */
    private int classify(Structures structures) throws IOException {
        expectPlain("a classification");
        try (Session session = Session.open(compute, console)) {
            new Classification(console, json)
                    .evaluate(
                            new Classification.Evaluated(
                                    input.model(), !noVerify, output, metrics, shares, !noReference, skipUnknown),
                            structures,
                            session);
        }
        return ExitCodes.OK;
    }

    private Uncertainties uncertainties() {
        return uncertainty || members ? Uncertainties.ALL : Uncertainties.NONE;
    }

    private void expectUncertainty(ModelParameters parameters) {
        if (members && parameters.targets().stream().noneMatch(t -> t.members() > 0)) {
            throw new OptionsException("--members: expected a model with a committee, got " + input.model()
                    + ". Train one with model.uncertainty: label_noise");
        }
        if (!uncertainty || parameters.targets().stream().anyMatch(FittedTarget::hasUncertainty)) {
            return;
        }
        WithoutUncertainty reason = WithoutUncertainty.of(parameters, parameters.targets());
        throw new OptionsException("--uncertainty: the targets of " + input.model() + " have no uncertainties: "
                + reason.fact() + ". " + reason.cure());
    }

    private Evaluation evaluate(Model model, KnownStructures known, Consumer<Prediction> shown, Session session)
            throws IOException {
        if (output == null) {
            return evaluate(model, known, session, shown);
        }
        try (AtomicFile target = AtomicFile.create(output)) {
            ExtendedXyzWriter writer = ExtendedXyzWriter.of(target, output);
            Evaluation evaluation = evaluate(model, known, session, p -> {
                shown.accept(p);
                try {
                    writer.write(
                            PredictionAnnotations.annotate(p, model.parameters().targets(), shares, members));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.close();
            if (evaluation.structures() > 0) {
                target.commit();
            }
            return evaluation;
        }
    }

    private Evaluation evaluate(Model model, KnownStructures known, Session session, Consumer<Prediction> consumer) {
        Execution execution = session.execution(null);
        if (!noReference) {
            return Evaluation.of(model, known, shares, uncertainties(), execution, consumer);
        }
        Request request =
                Request.trained(model.parameters()).withContributions(shares).with(uncertainties());
        return Evaluation.withoutReferences(model, known, request, execution, consumer);
    }

    private void report(Evaluation evaluation, String description, long skipped, double seconds) throws IOException {
        Metrics values = evaluation.metrics(input.model().toString(), description);
        if (metrics != null) {
            values.write(metrics);
        }
        if (skipped > 0) {
            console.info(skipped + " frames with elements that the model never saw omitted");
        }
        EvaluationSummary.reportMissing(evaluation, console);
        console.warn(evaluation.warnings());
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>(values.toMap());
            out.put("frames", evaluation.structures());
            out.put("skipped", skipped);
            out.put("seconds", seconds);
            out.put("warnings", Warning.toList(evaluation.warnings()));
            console.printJson(out);
            return;
        }
        if (values.targets().isEmpty()) {
            console.print(evaluation.structures() + " frames predicted"
                    + (noReference ? "" : "; they carry no targets to compare with"));
        } else {
            ErrorTable.of(values.targets()).print(console);
        }
        String written = Stream.of(output, metrics, plot.file(), page.file())
                .filter(Objects::nonNull)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
        if (!written.isEmpty()) {
            console.print("written: " + written);
        }
    }
}
