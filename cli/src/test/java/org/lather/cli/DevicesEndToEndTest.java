package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/**
 * A model from atoms to weights and predictions through OpenCL, beside the cpu backend: with the same weights, trained
 * anew, and trained in single precision. The example qm7 where its data are, else the example chno, which is always
 * there.
 */
class DevicesEndToEndTest {
    /** eV per square root of the number of atoms. */
    private static final double NOISE = 0.003;

    /** A whole model of the same molecules on both backends. */
    private record Case(Options options, Structures train, Structures test) {
        static Case here() {
            Path examples = Path.of("..", "src", "examples");
            String data = System.getenv("LATHER_DATA");
            if (data != null && Files.exists(Path.of(data, "qm7"))) {
                String file = Path.of(data, "qm7", "qm7.xyz.xz").toString();
                return of(examples.resolve("qm7"), file, "@0:500", "@5000:5100", 300);
            }
            String file = examples.resolve("chno/molecules.xyz").toString();
            return of(examples.resolve("chno"), file, "@0:200", "@442:", 150);
        }

        private static Case of(Path example, String file, String train, String test, int representatives) {
            List<String> settings = List.of(
                    "data.train=" + file + train,
                    "data.test=" + file + test,
                    "model.representatives.count=" + representatives,
                    "model.representatives.pool=1500",
                    // near the mean error of so few molecules
                    "model.noise=" + NOISE);
            return new Case(
                    Options.read(example.resolve("options.yaml"), settings),
                    Structures.read(List.of(file + train), Path.of("")),
                    Structures.read(List.of(file + test), Path.of("")));
        }

        Model fit(Backend backend) {
            return Trainer.of(options, backend).fit(train);
        }

        List<Double> predict(Model model) {
            List<Double> out = new ArrayList<>();
            model.predict(test.iterator(), Request.VALUES, Execution.defaults(), p -> out.add(p.value("energy")));
            return out;
        }

        /** Mean absolute error, eV. */
        double error(List<Double> predicted) {
            double sum = 0;
            Iterator<Double> p = predicted.iterator();
            for (Structure s : test) {
                sum += Math.abs(p.next() - s.numbers("energy")[0]);
            }
            return sum / predicted.size();
        }
    }

    private static Backend open(String name, Precision precision) {
        return Backends.open(name, new BackendRequest(precision, 2, 0, null));
    }

    @Test
    void learnsAndPredictsAsTheProcessorDoes() {
        boolean available = Backends.report(BackendRequest.defaults()).stream()
                .anyMatch(r -> r.name().equals("opencl") && r.available());
        if (!"opencl".equals(System.getProperty("require.backend"))) {
            assumeTrue(available, "no OpenCL here");
        }
        Case c = Case.here();
        try (Backend cpu = open("cpu", Precision.DOUBLE);
                Model model = c.fit(cpu)) {
            List<Double> expected = c.predict(model);
            try (Backend device = open("opencl", Precision.DOUBLE)) {
                double same;
                try (Model carried = Model.of(model.parameters(), device)) {
                    same = largest(c.predict(carried), expected);
                }
                double anew;
                try (Model trained = c.fit(device)) {
                    anew = largest(c.predict(trained), expected);
                }
                assertThat(device.resources().ledger().heldBytes())
                        .as("bytes held at the end")
                        .isLessThan(1L << 30);
                report("double: same weights %.1e eV, trained anew %.1e eV", same, anew);
                assertThat(same).isLessThan(1e-9);
                assertThat(anew).isLessThan(1e-6);
            }
            try (Backend device = open("opencl", Precision.SINGLE);
                    Model single = c.fit(device)) {
                List<Double> predicted = c.predict(single);
                double change = c.error(predicted) / c.error(expected) - 1;
                report(
                        "single: mean absolute error %.5f eV, changed by %.1e of it, largest difference %.1e eV",
                        c.error(predicted), change, largest(predicted, expected));
                assertThat(Math.abs(change)).isLessThan(0.01);
            }
        }
    }

    @SuppressWarnings("SystemOut") // the figures belong into the log of the build
    private static void report(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private static double largest(List<Double> a, List<Double> b) {
        assertThat(a).hasSameSizeAs(b);
        double most = 0;
        for (int i = 0; i < a.size(); i++) {
            most = Math.max(most, Math.abs(a.get(i) - b.get(i)));
        }
        return most;
    }
}
