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
import org.lather.backend.Progress;
import org.lather.density.Channels;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
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
        description = {
            "Computes the features of every atom, without a model.",
            "Columns are in featomic's order, over the elements of the data."
        })
final class DescribeCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

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
            description = "What a featomic file without a calculator key is for: power_spectrum, radial_spectrum,"
                    + " spherical_expansion, lambda_soap or bispectrum.")
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
        FeatureFile.Kind kind = FeatureFile.Kind.of(output);
        Set<Variable> variables = variables(kind);
        RepresentationFile file = RepresentationFile.read(options, overrides, calculator);
        long budget = compute.memory().workBytes();
        Structures structures = DataFiles.read(data);
        new FilesInUse()
                .reads("the data", structures)
                .reads("the options file", options)
                .writes("-o", output)
                .expectDistinct()
                .expectWritable();
        try (Backend backend = compute.open()) {
            CpuClock clock = new CpuClock();
            Progress progress = compute.progress(console);
            SortedSet<Integer> elements = elements();
            long total = 0;
            if (elements.isEmpty()) {
                total = scan(structures, elements, clock);
            }
            Channels channels = Channels.oneHot(
                    elements.stream().mapToInt(Integer::intValue).toArray());
            FeatureTable table = new FeatureTable(file.representations(), channels);
            int threads = compute.request().threads();
            try (FeatureRun run = new FeatureRun(backend, table, variables, clock, progress, budget, threads)) {
                console.say("memory    " + run.estimate(total, kind));
                progress.stage("describing", total);
                write(run, structures, kind, table, variables, file.json(), clock);
                report(run, table, clock, backend, (System.nanoTime() - begin) * 1e-9);
            }
        }
        return ExitCodes.OK;
    }

    private void write(
            FeatureRun run,
            Structures structures,
            FeatureFile.Kind kind,
            FeatureTable table,
            Set<Variable> variables,
            String hypers,
            CpuClock clock)
            throws IOException {
        try (FeatureFile out = FeatureFile.create(kind, output, table, variables)) {
            try (Frames frames = structures.frames()) {
                run.compute(frames, out);
            }
            if (run.environments() == 0) {
                throw new DataException("expected at least one frame, got none: " + structures.emptiness());
            }
            long before = clock.now();
            out.commit(hypers);
            clock.add("write", before);
        }
    }

    private Set<Variable> variables(FeatureFile.Kind kind) {
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
        if (!out.isEmpty() && kind == FeatureFile.Kind.NPY) {
            throw new OptionsException("--gradients: expected -o with a file name that ends in .npz or .mts, got "
                    + output + ", which takes the values alone");
        }
        return out;
    }

    private SortedSet<Integer> elements() {
        SortedSet<Integer> out = new TreeSet<>();
        for (String s : species) {
            out.add(Element.of(s.strip())
                    .orElseThrow(() -> new OptionsException("--species: expected symbols of elements, got `" + s + "`"))
                    .atomicNumber());
        }
        return out;
    }

    /** Collects the elements of the data, and counts its atoms. */
    private static long scan(Structures structures, SortedSet<Integer> elements, CpuClock clock) {
        long before = clock.now();
        long atoms = 0;
        for (Structure s : structures) {
            atoms += s.size();
            for (int i = 0; i < s.size(); i++) {
                elements.add(s.atomicNumber(i));
            }
        }
        clock.add("read", before);
        if (atoms == 0) {
            throw new DataException("expected at least one frame, got none: " + structures.emptiness());
        }
        return atoms;
    }

    private void report(FeatureRun run, FeatureTable table, CpuClock clock, Backend backend, double wall) {
        Map<String, Double> seconds = clock.seconds(backend);
        seconds.put("total", wall);
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("environments", run.environments());
            out.put("features", table.columns());
            out.put("backend", backend.info().name());
            out.put("precision", ComputeOptions.name(backend.info().precision()));
            out.put("threads", backend.info().threads());
            out.put("seconds", seconds);
            console.printJson(out);
        } else {
            console.say(String.format(
                    Locale.ROOT,
                    "features  %,d environments x %,d columns, %,.0f environments/s%s",
                    run.environments(),
                    table.columns(),
                    run.environments() / wall,
                    output == null ? "; nothing written, as there is no -o" : ", written to " + output));
        }
    }
}
