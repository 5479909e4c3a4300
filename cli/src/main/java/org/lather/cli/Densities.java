package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.electrons.DensityFile;
import org.lather.electrons.DensityMetrics;
import org.lather.electrons.DensityModel;
import org.lather.electrons.DensityPrediction;
import org.lather.electrons.DensityReport;
import org.lather.electrons.DensityStatistics;
import org.lather.electrons.DensityTraining;
import org.lather.electrons.FittedDensity;
import org.lather.electrons.Moments;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.evaluation.KnownStructures;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** What commands do with the electron density, a target of {@code quantity: density}. */
final class Densities {
    private final Console console;
    private final boolean json;

    /** @param json whether results are printed as JSON */
    Densities(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** Trains, writes the model and its options, and tests it. */
    void train(
            Options options,
            Structures train,
            @Nullable Structures testing,
            Path output,
            Session session,
            ScratchOption scratch)
            throws IOException {
        DensityTraining.Result result =
                new DensityTraining(options, session.backend(), session.execution(null, scratch)).fit(train);
        session.progress().end();
        FittedDensity density = result.density();
        Path resolved = OutputFiles.beside(output, ".options.yaml");
        DensityFile.write(output, density);
        OutputFiles.text(resolved, density.options().withAbsolutePaths().toYaml());
        report(result.report());
        console.warn(result.report().warnings());
        DensityStatistics test = testing == null ? null : test(density, testing, session);
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("model", output.toString());
            out.putAll(result.report().toMap());
            out.put("options", density.options().toMap());
            if (test != null && test.count() > 0) {
                out.put("test", Map.of(density.name(), test.metrics().toMap()));
            }
            console.printJson(out);
            return;
        }
        console.print("written: " + output + ", " + resolved);
        if (test != null) {
            print(density.name(), test);
        }
    }

    private static DensityStatistics test(FittedDensity density, Structures testing, Session session) {
        DensityStatistics test = new DensityStatistics(density, testing);
        session.progress().stage("testing", 0);
        try (Frames frames = testing.frames();
                DensityModel model = new DensityModel(density, session.backend(), session.execution(null))) {
            model.predict(frames, test::add);
        }
        session.progress().end();
        return test;
    }

    private void report(DensityReport report) {
        console.info(String.format(
                Locale.ROOT,
                "density   %,d structures with %,d functions; representatives %s; %,d weights",
                report.structures(),
                report.functions(),
                report.representatives().entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", ")),
                report.weights()));
        double least =
                report.heldOut().values().stream().mapToDouble(x -> x).min().orElse(Double.NaN);
        console.info(String.format(
                Locale.ROOT,
                "fitted    noise %.3g bohr^(-3/2)%s; error of the training structures %.4f %% of the density in the loss",
                report.noise(),
                Double.isNaN(least) ? "" : String.format(Locale.ROOT, ", held-out error %.4f %%", 100 * least),
                100 * report.trainingError()));
    }

    /**
     * What {@code lather eval} is asked for.
     *
     * @param output file of structures or of coefficients, by its ending
     * @param cubes folder of cube files
     * @param grid distance of grid points in Å
     * @param compare whether coefficients of the structures are read
     * @param skipUnknown whether structures with unknown elements are left out
     */
    record Evaluated(
            Path model,
            boolean verify,
            @Nullable Path output,
            @Nullable Path metrics,
            @Nullable Path cubes,
            double grid,
            boolean compare,
            boolean skipUnknown) {}

    /** Whether a file name is that of coefficients rather than of structures. */
    static boolean isCoefficients(@Nullable Path file) {
        String name = String.valueOf(file).toLowerCase(Locale.ROOT);
        return name.endsWith(".npz") || name.endsWith(".mts");
    }

    /** Predicts structures, writes what is asked for, and compares with reference coefficients. */
    void evaluate(Evaluated asked, Structures structures, Session session) throws IOException {
        if (asked.skipUnknown()
                && (asked.cubes() != null || (asked.output() != null && isCoefficients(asked.output())))) {
            throw new OptionsException(
                    "expected all frames for coefficients or cubes, whose numbers are those of the frames, got"
                            + " --skip-unknown",
                    Cure.text("Leave frames with unknown elements out of the file"));
        }
        long begin = System.nanoTime();
        FittedDensity density = DensityFile.read(asked.model(), asked.verify());
        DensityStatistics statistics = new DensityStatistics(density, structures);
        List<String> lines = new ArrayList<>();
        long[] counts = new long[2];
        try (DensityModel model = new DensityModel(density, session.backend(), session.execution(null))) {
            session.progress().stage("predicting", 0);
            int functions = asked.output() != null && isCoefficients(asked.output())
                    ? DensityOutput.functions(model, structures, asked.skipUnknown())
                    : 0;
            CubeFolder cubes = asked.cubes() == null
                    ? null
                    : new CubeFolder(
                            asked.cubes(),
                            asked.grid(),
                            session.backend().info().threads());
            Consumer<DensityPrediction> taken = p -> {
                if (asked.compare()) {
                    statistics.add(p, cubes == null ? null : cubes.grid());
                }
                if (cubes != null) {
                    cubes.write(counts[0], density, p);
                }
                if (asked.output() == null && !json) {
                    lines.add(line(counts[0], p, density));
                }
                counts[0]++;
            };
            try (Frames frames = structures.frames()) {
                KnownStructures known = new KnownStructures(frames, model::knows, asked.skipUnknown());
                DensityOutput.predict(asked.output(), model, known, taken, functions);
                counts[1] = known.skipped();
            } finally {
                if (cubes != null) {
                    cubes.close();
                }
            }
        }
        session.progress().end();
        if (counts[0] == 0) {
            throw new DataException(
                    counts[1] > 0
                            ? structures.description() + ": expected at least one frame that the model knows, got "
                                    + counts[1] + " others"
                            : "expected at least one frame, got none: " + structures.emptiness());
        }
        finish(
                asked,
                structures,
                statistics,
                density,
                lines,
                new Counts(counts[0], counts[1], (System.nanoTime() - begin) * 1e-9));
    }

    /** Numbers of predicted and omitted frames, and the wall time in seconds. */
    private record Counts(long frames, long skipped, double seconds) {}

    private void finish(
            Evaluated asked,
            Structures structures,
            DensityStatistics statistics,
            FittedDensity density,
            List<String> lines,
            Counts counts)
            throws IOException {
        boolean compared = statistics.count() > 0;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model", asked.model().toString());
        values.put("data", structures.description());
        values.put(
                "targets",
                compared ? Map.of(density.name(), statistics.metrics().toMap()) : Map.of());
        if (asked.metrics() != null) {
            OutputFiles.json(asked.metrics(), values);
        }
        if (counts.skipped() > 0) {
            console.info(counts.skipped() + " frames with elements that the model never saw omitted");
        }
        if (json) {
            values.put("frames", counts.frames());
            values.put("skipped", counts.skipped());
            values.put("seconds", counts.seconds());
            values.put("warnings", Warning.toList(List.of()));
            console.printJson(values);
            return;
        }
        lines.forEach(console::print);
        if (compared) {
            print(density.name(), statistics);
        } else {
            console.print(counts.frames() + " frames predicted"
                    + (asked.compare() ? "; they have no coefficients to compare with" : ""));
        }
        String written = Stream.of(asked.output(), asked.metrics(), asked.cubes())
                .filter(Objects::nonNull)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
        if (!written.isEmpty()) {
            console.print("written: " + written);
        }
    }

    private static String line(long frame, DensityPrediction p, FittedDensity density) {
        Moments m = Moments.of(density.basis(), p.structure(), p.coefficients());
        return String.format(
                Locale.ROOT,
                "frame %d: %.4f electrons, dipole %.4f %.4f %.4f e*bohr",
                frame,
                m.electrons(),
                m.dipole()[0],
                m.dipole()[1],
                m.dipole()[2]);
    }

    private void print(String name, DensityStatistics statistics) {
        if (statistics.count() == 0) {
            console.print("no coefficients to compare with");
            return;
        }
        DensityMetrics m = statistics.metrics();
        console.print(String.format(
                Locale.ROOT,
                "%s: %,d structures compared%s",
                name,
                m.count(),
                statistics.missing() > 0
                        ? String.format(Locale.ROOT, ", %,d without coefficients", statistics.missing())
                        : ""));
        console.print(String.format(
                Locale.ROOT,
                "  error of the density    %.4f %% (averages of the elements %.4f %%)",
                100 * m.epsRho(),
                100 * m.averages()));
        if (Double.isFinite(m.onGrid())) {
            console.print(
                    String.format(Locale.ROOT, "  ∫ |error| on the grid   %.4f %% of the electrons", 100 * m.onGrid()));
        }
        console.print(String.format(
                Locale.ROOT,
                "  number of electrons     largest error %.4f, mean %+.4f",
                m.electrons(),
                m.meanElectrons()));
        console.print(String.format(Locale.ROOT, "  dipole                  RMSE %.4f e*bohr", m.dipole()));
    }

    /** Prints what is inside a model. */
    void show(Path file, boolean verify) {
        FittedDensity d = DensityFile.read(file, verify);
        List<String> elements =
                Arrays.stream(d.elements()).mapToObj(Element::symbol).toList();
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("model", file.toString());
            out.put("elements", elements);
            out.put("target", d.name());
            out.put("noise", d.noise());
            out.put("representatives", d.representatives());
            out.put("provenance", d.provenance());
            out.put("options", d.options().toMap());
            console.printJson(out);
            return;
        }
        console.print("elements         " + String.join(", ", elements));
        console.print(String.format(Locale.ROOT, "representatives  %,d", d.representatives()));
        console.print(String.format(
                Locale.ROOT,
                "target           %s: electron density, functions %s; noise %.4g",
                d.name(),
                Arrays.stream(d.elements())
                        .mapToObj(z -> Element.symbol(z) + " " + d.basis().of(z).size())
                        .collect(Collectors.joining(", ")),
                d.noise()));
        d.provenance().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> console.print(String.format(Locale.ROOT, "%-16s %s", e.getKey(), e.getValue())));
        console.print("options");
        d.options().toYaml().lines().forEach(l -> console.print("  " + l));
    }
}
