package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.describe.Describer;
import org.lather.describe.FeatureCounts;
import org.lather.describe.FeatureFormat;
import org.lather.describe.FeatureRequest;
import org.lather.describe.FeatureRows;
import org.lather.describe.Reduction;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.execution.Execution;
import org.lather.options.Domain;
import org.lather.options.Hypers;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.structure.Element;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather describe}. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather describe mine.xyz --options options.yaml -o features.npz",
            "  lather describe mine.xyz --options soap.json --centers H,C --reduce mean -o means.npz"
        },
        description = {
            "Computes the features of every atom, without a model.",
            "Columns are in featomic's order, over the elements of the data."
        })
final class DescribeCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final TypesOption types = new TypesOption();

    @Parameters(
            paramLabel = "DATA",
            arity = "1..*",
            description = "Structures: files, or file@start:stop:step with the meaning of Python's slices.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = "--options",
            paramLabel = "FILE",
            required = true,
            description = "An options file, or a featomic hyper-parameter file.")
    private Path options = Path.of("");

    @Option(
            names = "--calculator",
            paramLabel = "NAME",
            description = "What a featomic file without a calculator key is for: ${COMPLETION-CANDIDATES}.",
            completionCandidates = CalculatorNames.class)
    private @Nullable String calculator;

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Features with labels (.npz), for metatensor (.mts), or the matrix alone (.npy). Without it,"
                    + " nothing is written.")
    private @Nullable Path output;

    @Option(
            names = "--species",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description = "Elements of the neighbours, like H,C,N,O. Default: those of the data.")
    private List<String> species = new ArrayList<>();

    @Option(
            names = "--centers",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description = "Elements of the atoms that have rows, like H,C. Default: all.")
    private List<String> centers = new ArrayList<>();

    @Option(
            names = "--atoms",
            paramLabel = "KEY",
            description = "Column that is T (or 1) for the atoms that have rows, F (or 0) for the others.")
    private String atoms = "";

    @Option(
            names = "--reduce",
            paramLabel = "HOW",
            description =
                    "A row for each structure, the sum or the mean over its atoms: sum, mean or none. Default: none.")
    private Reduction reduction = Reduction.NONE;

    @Option(
            names = "--gradients",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Derivatives of the features too, in featomic's form: positions, strain, cell. For .npz and .mts.")
    private List<String> gradients = new ArrayList<>();

    @Option(names = "--json", description = "Print counts and seconds for each stage as JSON.")
    private boolean json;

    DescribeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        if (output != null) {
            FeatureFormat.of(output);
        }
        Set<Variable> variables = variables();
        Structures structures = DataFiles.read(data, types);
        RepresentationFile file = RepresentationFile.read(options, overrides, calculator, () -> Domain.of(structures));
        long budget = compute.memory().workBytes();
        new FilesInUse()
                .reads("the data", structures)
                .reads("the options file", options)
                .writes("-o", output)
                .expectDistinct()
                .expectWritable();
        try (Backend backend = compute.open();
                ShownProgress progress = compute.progress(console)) {
            CpuClock clock = new CpuClock();
            FeatureRequest request = new FeatureRequest(
                    file,
                    elements("--species", species),
                    variables,
                    new FeatureRows(Set.copyOf(elements("--centers", centers)), atoms, reduction),
                    compute.request().precision());
            Execution execution = new Execution(budget, progress, null, console.interruption());
            Describer describer =
                    new Describer(backend, execution, compute.request().threads(), clock);
            FeatureCounts counts = output == null
                    ? describer.count(request, structures)
                    : describer.toFile(request, structures, output);
            progress.end();
            report(counts, clock, backend, (System.nanoTime() - begin) * 1e-9);
        }
        return ExitCodes.OK;
    }

    private Set<Variable> variables() {
        Set<Variable> out = EnumSet.noneOf(Variable.class);
        List<String> known = Arrays.stream(Variable.values())
                .map(v -> v.name().toLowerCase(Locale.ROOT))
                .toList();
        for (String name : gradients) {
            out.add(Arrays.stream(Variable.values())
                    .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> OptionsException.notAmong(known, "--gradients", name.strip())));
        }
        if (output != null) {
            Describer.expectGradients(out, output);
        }
        return out;
    }

    private static List<Integer> elements(String option, List<String> symbols) {
        SortedSet<Integer> out = new TreeSet<>();
        for (String s : symbols) {
            out.add(Element.of(s.strip())
                    .orElseThrow(() -> new OptionsException(option + ": expected symbols of elements, got `" + s + "`"))
                    .atomicNumber());
        }
        return List.copyOf(out);
    }

    private void report(FeatureCounts counts, CpuClock clock, Backend backend, double wall) {
        Map<String, Double> seconds = clock.seconds(backend);
        seconds.put("total", wall);
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("environments", counts.environments());
            out.put("features", counts.features());
            out.put("backend", backend.info().name());
            out.put("precision", ComputeOptions.name(backend.info().precision()));
            out.put("threads", backend.info().threads());
            out.put("seconds", seconds);
            console.printJson(out);
        } else {
            console.info(String.format(
                    Locale.ROOT,
                    "features  %,d environments x %,d columns, %,.0f environments/s%s",
                    counts.environments(),
                    counts.features(),
                    counts.environments() / wall,
                    output == null ? "; nothing written, as there is no -o" : ", written to " + output));
        }
    }

    /** The names that --calculator takes, for its help and for completion. */
    static final class CalculatorNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        CalculatorNames() {
            addAll(Hypers.calculators());
        }
    }
}
