package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.describe.FeatureRequest;
import org.lather.describe.StructureSelection;
import org.lather.execution.Execution;
import org.lather.options.Domain;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.options.SelectionMethod;
import org.lather.selection.MatrixFile;
import org.lather.selection.Points;
import org.lather.selection.Selection;
import org.lather.selection.SelectionFile;
import org.lather.selection.SelectionPlan;
import org.lather.selection.SelectionSettings;
import org.lather.selection.Selector;
import org.lather.selection.Targets;
import org.lather.structure.DataException;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather select}. */
@Command(
        name = "select",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather select mine.xyz --options soap.yaml --what structures --method fps --count 99 -o 99.xyz",
            "  lather select X.npy --what features --method cur --count 50 -o selected.json",
            "  lather select X.npy --what samples --method pcov_fps --target Y.npy --count 50 -o some.json"
        },
        description = {
            "Selects environments, structures or features by farthest point sampling, CUR, their forms that weigh a"
                    + " target beside the features, or at random.",
            "Rows are features as `lather describe` computes them, or those of a matrix."
        })
final class SelectCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final TypesOption types = new TypesOption();

    @Parameters(
            paramLabel = "DATA",
            arity = "1..*",
            description = "Structures: files, or file@start:stop:step with the meaning of Python's slices. Or one"
                    + " matrix: a .npy file, or `values` of a .npz file; its rows are samples.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = "--options",
            paramLabel = "FILE",
            description = "For structures: an options file, or a featomic hyper-parameter file.")
    private @Nullable Path options;

    @Option(
            names = "--calculator",
            paramLabel = "NAME",
            description = "What a featomic file without a calculator key is for: ${COMPLETION-CANDIDATES}.",
            completionCandidates = DescribeCommand.CalculatorNames.class)
    private @Nullable String calculator;

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            required = true,
            description = "environments, structures or features; of a matrix samples or features.")
    private String what = "";

    @Option(
            names = "--method",
            paramLabel = "NAME",
            required = true,
            description = "${COMPLETION-CANDIDATES}.",
            completionCandidates = MethodNames.class)
    private String method = "";

    @Option(names = "--count", paramLabel = "N", required = true, description = "How many are selected.")
    private int count;

    @Option(
            names = "--mixing",
            paramLabel = "A",
            description = "Of pcov_fps and pcov_cur: weight of the features, from 0 (target alone) to 1. Default: 0.5.")
    private @Nullable Double mixing;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Of pcov_fps and pcov_cur: a key or column of the structures; with a matrix a .npy file with"
                    + " a row for each sample.")
    private String target = "";

    @Option(
            names = "--start",
            paramLabel = "I",
            description = "Of fps, voronoi_fps and pcov_fps: index of the first choice, from 0. Default: 0.")
    private @Nullable Integer start;

    @Option(names = "--seed", paramLabel = "S", description = "Of random: seed of the draw. Default: 0.")
    private @Nullable Long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Indices and scores (.json), the selected structures in the order of choice (.xyz), or"
                    + " options that compute the selected features of structures alone (.yaml).")
    private Path output = Path.of("");

    private @Nullable RepresentationFile representations;

    SelectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        SelectionSettings settings = settings();
        boolean matrix = data.size() == 1 && MatrixFile.isNamed(data.get(0));
        SelectionOutput out = SelectionOutput.of(output, what, !matrix);
        SelectionFile selected = matrix ? ofMatrix(settings) : ofStructures(settings, out);
        Selection s = selected.selection();
        if (s.size() < count) {
            console.info("warning: " + s.size() + " of " + count + " " + selected.what() + " were selected, as all"
                    + " others are "
                    + (selected.method() == SelectionMethod.CUR || selected.method() == SelectionMethod.PCOV_CUR
                            ? "linear combinations"
                            : "copies")
                    + " of them");
        }
        switch (out.form()) {
            case INDICES -> selected.write(output);
            case STRUCTURES -> out.write(DataFiles.read(data, types), s.indices());
            case OPTIONS -> out.write(Objects.requireNonNull(representations), selected);
        }
        double last = s.scores()[s.size() - 1];
        console.info(String.format(
                Locale.ROOT,
                "selected  %,d %s by %s%s, written to %s",
                s.size(),
                selected.what(),
                selected.method().word(),
                Double.isFinite(last) ? String.format(Locale.ROOT, ", the last with a score of %.3g", last) : "",
                output));
        return ExitCodes.OK;
    }

    private SelectionSettings settings() {
        SelectionMethod m = SelectionMethod.ofPoints().stream()
                .filter(v -> v.word().equals(method))
                .findFirst()
                .orElseThrow(() -> OptionsException.notAmong(SelectionMethod.words(), "--method", method));
        expectUse("--mixing", mixing, m.takesTargets(), "pcov_fps or pcov_cur");
        expectUse("--start", start, m.takesStart(), "fps, voronoi_fps or pcov_fps");
        expectUse("--seed", seed, m == SelectionMethod.RANDOM, "random");
        return new SelectionSettings(
                m,
                mixing == null ? SelectionSettings.MIXING : mixing,
                start == null ? 0 : start,
                seed == null ? 0 : seed);
    }

    private void expectUse(String option, @Nullable Object value, boolean used, String methods) {
        if (value != null && !used) {
            throw new OptionsException(
                    option + ": expected --method " + methods + " with it, got " + method + ". Leave it out");
        }
    }

    private SelectionFile ofMatrix(SelectionSettings settings) throws IOException {
        if (options != null || calculator != null || !overrides.isEmpty()) {
            throw new OptionsException("--options: expected structures with it, got the matrix " + data.get(0)
                    + ", whose rows are features already. Leave out --options, --calculator and -r");
        }
        if (!what.equals("samples") && !what.equals("features")) {
            throw OptionsException.notAmong(List.of("samples", "features"), "--what", what);
        }
        boolean features = what.equals("features");
        Path file = Path.of(data.get(0));
        boolean takesTarget = settings.method().takesTargets();
        if (takesTarget == target.isEmpty()) {
            throw new OptionsException(
                    takesTarget
                            ? "--target: expected a .npy file with a row for each sample, which " + method
                                    + " weighs beside the features, got none. Use --target Y.npy"
                            : "--target: expected --method pcov_fps or pcov_cur with it, got " + method
                                    + ". Leave it out");
        }
        FilesInUse files = new FilesInUse().reads("the data", file).writes("-o", output);
        if (takesTarget) {
            files.reads("the target", Path.of(target));
        }
        files.expectDistinct().expectWritable();
        MatrixFile x = MatrixFile.read(file);
        settings.expectWithin(features ? x.columns() : x.rows(), count, what);
        Optional<Targets> targets = takesTarget ? Optional.of(targets(x, features)) : Optional.empty();
        warnOfConstants(x);
        try (Session session = Session.open(compute, console)) {
            Points points = x.points(features);
            Selector selector = settings.selector(targets);
            Selection s = SelectionPlan.run(
                    selector,
                    points,
                    features ? 2 : 1,
                    count,
                    session.backend().algebra().host(),
                    session.execution(null));
            return new SelectionFile(what, settings.method(), s, Map.of());
        }
    }

    private Targets targets(MatrixFile x, boolean features) {
        MatrixFile y = MatrixFile.read(Path.of(target));
        if (y.rows() != x.rows()) {
            throw new DataException(target + ": expected " + x.rows() + " rows, one for each sample of " + data.get(0)
                    + ", got " + y.rows());
        }
        if (y.constantColumns().length > 0) {
            throw new DataException(target + ": expected targets that vary, got equal values in column "
                    + y.constantColumns()[0] + " (from 0). Use --method "
                    + method.replace("pcov_", "") + " or another target");
        }
        return y.targets(features);
    }

    private void warnOfConstants(MatrixFile x) {
        int[] constant = x.constantColumns();
        if (constant.length == x.columns() && x.rows() > 1) {
            throw new DataException(x.file() + ": expected rows that differ, got " + x.rows() + " equal ones");
        }
        if (constant.length > 0 && x.rows() > 1) {
            console.info(String.format(
                    Locale.ROOT,
                    "warning: %,d of %,d columns are constant, the first of them %d (from 0)%s",
                    constant.length,
                    x.columns(),
                    constant[0],
                    what.equals("features") ? "; they can be selected, but tell no samples apart" : ""));
        }
    }

    private SelectionFile ofStructures(SelectionSettings settings, SelectionOutput out) throws IOException {
        StructureSelection.What kind = Arrays.stream(StructureSelection.What.values())
                .filter(w -> w.name().toLowerCase(Locale.ROOT).equals(what))
                .findFirst()
                .orElseThrow(() ->
                        OptionsException.notAmong(List.of("environments", "structures", "features"), "--what", what));
        Path file = options;
        if (file == null) {
            throw new OptionsException("--options: expected an options file, by which the features of structures are"
                    + " computed, or one matrix (.npy or .npz) instead of structures");
        }
        Structures structures = DataFiles.read(data, types);
        RepresentationFile all = RepresentationFile.read(file, overrides, calculator, () -> Domain.of(structures));
        if (out.form() == SelectionOutput.Form.OPTIONS) {
            all.selectedYaml(List.of()); // refuses others before the computation
        }
        representations = all;
        new FilesInUse()
                .reads("the data", structures)
                .reads("the options file", file)
                .writes("-o", output)
                .expectDistinct()
                .expectWritable();
        try (Session session = Session.open(compute, console)) {
            Backend backend = session.backend();
            Execution execution = session.execution(null);
            return new StructureSelection(backend, execution)
                    .select(
                            new StructureSelection.Request(kind, settings, count, new FeatureRequest(all), target),
                            structures);
        }
    }

    /** The values of {@code --method}. */
    static final class MethodNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        MethodNames() {
            addAll(SelectionMethod.words());
        }
    }
}
