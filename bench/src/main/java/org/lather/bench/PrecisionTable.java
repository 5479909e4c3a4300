package org.lather.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;
import org.lather.uncertainty.Uncertainties;

/**
 * Writes a table of the differences between predictions in single and in double precision: models of the examples, with
 * fewer representatives and structures, are trained in double precision and predict structures that they were not
 * trained on in both.
 *
 * <p>Usage: PrecisionTable FILE.md EXAMPLES DATA, where EXAMPLES is src/examples and DATA holds the folders md-forces,
 * metals-mlearn, qm7 and tensors-tensoap with the data sets of the examples
 */
public final class PrecisionTable {
    private PrecisionTable() {}

    /**
     * @param options file of the example
     * @param train specification of the training structures
     * @param test specification of the test structures
     * @param representatives their number
     */
    private record Example(String name, Path options, String train, String test, int representatives) {}

    /** Values of one quantity in both precisions. */
    private static final class Series {
        private double squares;
        private double largest;
        private double sum;
        private double sumOfSquares;
        private int count;

        void add(double[] twice, double[] once) {
            for (int i = 0; i < twice.length; i++) {
                double d = Math.abs(once[i] - twice[i]);
                largest = Math.max(largest, d);
                squares += d * d;
                sum += twice[i];
                sumOfSquares += twice[i] * twice[i];
                count++;
            }
        }

        String row() {
            double mean = sum / count;
            double spread = Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean));
            double rms = Math.sqrt(squares / count);
            return String.format(
                    Locale.ROOT, "%d | %.2g | %.1e | %.1e | %.1e", count, spread, rms, largest, rms / spread);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("expected FILE.md EXAMPLES DATA, got " + args.length + " arguments");
        }
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "Predictions in single precision beside those in double precision, backend cpu, Java %s, %s.%nWritten by"
                        + " `org.lather.bench.PrecisionTable`.%n%n| example | representatives | quantity | numbers |"
                        + " standard deviation | RMS difference | largest | RMS over deviation |%n"
                        + "|---|---:|---|---:|---:|---:|---:|---:|%n",
                System.getProperty("java.version"),
                StageTable.processor()));
        for (Example e : examples(Path.of(args[1]), Path.of(args[2]))) {
            measure(e)
                    .forEach((quantity, series) -> out.append(String.format(
                            Locale.ROOT,
                            "| %s | %d | %s | %s |%n",
                            e.name,
                            e.representatives,
                            quantity,
                            series.row())));
            System.out.println(e.name);
        }
        Files.writeString(Path.of(args[0]), out);
    }

    private static List<Example> examples(Path examples, Path data) {
        Path chno = examples.resolve("chno");
        Path ethanol = data.resolve("md-forces");
        Path silicon = data.resolve("metals-mlearn");
        Path qm7 = data.resolve("qm7/qm7.xyz.xz");
        Path zundel = data.resolve("tensors-tensoap/zundel.xyz.xz");
        return List.of(
                new Example(
                        "chno",
                        chno.resolve("options.yaml"),
                        chno.resolve("molecules.xyz") + "@0:442",
                        chno.resolve("molecules.xyz") + "@442:492",
                        500),
                new Example(
                        "ethanol",
                        examples.resolve("ethanol/options.yaml"),
                        ethanol.resolve("ethanol-train.xyz.xz") + "@0:100",
                        ethanol.resolve("ethanol-test.xyz.xz") + "@0:50",
                        500),
                new Example(
                        "silicon",
                        examples.resolve("silicon/options.yaml"),
                        silicon.resolve("Si-train.xyz.xz") + "@0:60",
                        silicon.resolve("Si-test.xyz.xz") + "@0:20",
                        500),
                new Example("qm7", examples.resolve("qm7/options.yaml"), qm7 + "@0:1000", qm7 + "@5000:5050", 500),
                new Example(
                        "zundel",
                        examples.resolve("zundel/options.yaml"),
                        zundel + "@0:200",
                        zundel + "@500:550",
                        200));
    }

    private static Map<String, Series> measure(Example e) throws IOException {
        Options options = Options.read(
                e.options,
                List.of(
                        "data.train=" + Path.of(e.train).toAbsolutePath(),
                        "data.test=" + Path.of(e.test).toAbsolutePath(),
                        "model.representatives.count=" + e.representatives));
        Structures train = Structures.read(List.of(e.train), Path.of(""));
        ModelParameters parameters;
        try (Backend backend = open(Precision.DOUBLE);
                Model model = Trainer.of(options, backend, Execution.defaults()).fit(train)) {
            parameters = model.parameters();
        }
        List<Structure> test = new ArrayList<>();
        try (var frames = Structures.read(List.of(e.test), Path.of("")).frames()) {
            frames.forEachRemaining(test::add);
        }
        List<Prediction> twice = predict(parameters, test, Precision.DOUBLE);
        List<Prediction> once = predict(parameters, test, Precision.SINGLE);
        Map<String, Series> out = new LinkedHashMap<>();
        for (int i = 0; i < test.size(); i++) {
            add(parameters.targets().get(0), twice.get(i), once.get(i), out);
        }
        return out;
    }

    private static Backend open(Precision precision) {
        return Backends.open(
                "cpu", new BackendRequest(precision, Runtime.getRuntime().availableProcessors(), 0, null));
    }

    private static List<Prediction> predict(ModelParameters parameters, List<Structure> test, Precision precision) {
        Request request = Request.trained(parameters).with(Uncertainties.ALL);
        List<Prediction> out = new ArrayList<>();
        try (Backend backend = open(precision);
                Model model = Model.of(parameters, backend)) {
            model.predict(test.iterator(), request, Execution.defaults(), out::add);
        }
        return out;
    }

    private static void add(FittedTarget f, Prediction twice, Prediction once, Map<String, Series> out) {
        String name = f.name();
        String unit = f.target().unit().toString();
        put(out, name + ", " + unit, twice.values(name), once.values(name));
        if (!f.target().derivatives().isEmpty()) {
            put(out, "forces, " + unit + "/Å", twice.forces(name), once.forces(name));
            put(out, "virial, " + unit, twice.virial(name), once.virial(name));
            if (f.hasUncertainty()) {
                put(
                        out,
                        "uncertainty of forces, " + unit + "/Å",
                        twice.forcesUncertainty(name),
                        once.forcesUncertainty(name));
            }
        }
        if (twice.hasUncertainty(name)) {
            put(out, "uncertainty of " + name + ", " + unit, new double[] {twice.uncertainty(name)}, new double[] {
                once.uncertainty(name)
            });
        }
    }

    private static void put(Map<String, Series> out, String quantity, double[] twice, double[] once) {
        out.computeIfAbsent(quantity, k -> new Series()).add(twice, once);
    }
}
