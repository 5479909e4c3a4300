package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.arrayfile.NpyReader;
import org.lather.arrayfile.NpzReader;
import org.lather.golden.Golden;
import org.lather.golden.GoldenStructures;
import org.lather.golden.Npz;

class DescribeCommandTest {
    private static final String HYPERS = """
            {"cutoff": {"radius": 3.0, "smoothing": {"type": "ShiftedCosine", "width": 0.5}},
             "density": {"type": "Gaussian", "width": 0.4},
             "basis": {"type": "TensorProduct", "max_angular": 2, "radial": {"type": "Gto", "max_radial": 1}}}
            """;

    @TempDir
    private Path folder;

    private CommandRun describe(Object... arguments) throws IOException {
        Path hypers = Files.writeString(folder.resolve("hypers.json"), HYPERS);
        Object[] all = new Object[arguments.length + 4];
        all[0] = "describe";
        all[1] = "--options";
        all[2] = hypers;
        all[3] = "-q";
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void choosesAtomsByElement() throws IOException {
        Path all = folder.resolve("all.npz");
        Path some = folder.resolve("some.npz");
        String[] calculator = {"--calculator", "radial_spectrum"};
        describe(CommandRun.molecules() + "@0:3", "-o", all, calculator[0], calculator[1]);
        describe(CommandRun.molecules() + "@0:3", "-o", some, calculator[0], calculator[1], "--centers", "C,N");
        try (NpzReader every = NpzReader.open(all);
                NpzReader chosen = NpzReader.open(some)) {
            int[] expected = IntStream.of(every.array("center_type").ints())
                    .filter(z -> z == 6 || z == 7)
                    .toArray();
            assertThat(chosen.array("center_type").ints()).isEqualTo(expected).contains(6);
            assertThat(chosen.array("neighbor_type").ints())
                    .isEqualTo(every.array("neighbor_type").ints())
                    .contains(1);
        }
        CommandRun unknown = CommandRun.of(
                "describe",
                CommandRun.molecules(),
                "--options",
                folder.resolve("hypers.json"),
                "--centers",
                "Q",
                calculator[0],
                calculator[1]);
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("--centers: expected symbols of elements, got `Q`");
    }

    /** Tensors: a row for each atom and o3_mu, featomic's values. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "2, -1"})
    void writesTensors(int lambda, int sigma) throws IOException {
        Path structures = Files.writeString(folder.resolve("golden.xyz"), Golden.text("structures.xyz"));
        int frame = GoldenStructures.names().indexOf("triclinic-small");
        JsonNode golden = new ObjectMapper().readTree(Golden.text("lambda-soap-crystal.json"));
        Path hypers = Files.writeString(
                folder.resolve("tensor.json"), golden.get("hypers").toString());
        Path out = folder.resolve("tensor.npz");
        CommandRun run = CommandRun.of(
                "describe",
                structures + "@" + frame + ":" + (frame + 1),
                "--options",
                hypers,
                "--calculator",
                "lambda_soap",
                "-r",
                "lambda=" + lambda,
                "-r",
                "sigma=" + sigma,
                "-q",
                "-o",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        String key = "lambda" + lambda + (sigma > 0 ? "_plus" : "_minus");
        Npz expected = Golden.load("lambda-soap-crystal");
        int[] shape = expected.shape(key);
        try (NpzReader npz = NpzReader.open(out)) {
            assertThat(npz.array("values").shape()).containsExactly((long) shape[0] * shape[1], shape[2]);
            for (String label : List.of("l_1", "l_2", "neighbor_1_type", "n_1", "neighbor_2_type", "n_2")) {
                assertThat(npz.array(label).ints()).isEqualTo(expected.ints(key + "_" + label));
            }
            double[] values = npz.array("values").doubles();
            double[] theirs = expected.doubles(key);
            for (int k = 0; k < theirs.length; k++) {
                assertThat(values[k]).isCloseTo(theirs[k], within(1e-11));
            }
            assertThat(npz.array("o3_mu").ints()).startsWith(-lambda, -lambda + 1);
            assertThat(npz.array("hypers").text()).contains("\"lambda\":" + lambda, "\"sigma\":" + sigma);
        }
    }

    /** featomic's arrays, by name and shape, and the golden values in them, in few rows at a time. */
    @Test
    void writesGradients() throws IOException {
        String golden = "gradients-power-spectrum-crystal";
        Path out = describeGolden(golden, "positions,strain", "--calculator", "power_spectrum");
        Npz expected = Golden.load(golden);
        int features = expected.shape("strain_gradient")[3];
        int rows = expected.shape("strain_gradient")[0];
        try (NpzReader npz = NpzReader.open(out)) {
            assertThat(npz.array("values").shape()).containsExactly(rows, features);
            int[] sample = expected.ints("positions_gradient_sample");
            assertThat(npz.array("positions_gradient_sample").ints()).isEqualTo(sample);
            assertThat(npz.array("positions_gradient_system").ints()).containsOnly(0);
            assertThat(npz.array("positions_gradient_atom").ints()).isEqualTo(expected.ints("positions_gradient_atom"));
            assertThat(npz.array("positions_gradient").shape()).containsExactly(sample.length, 3, features);
            assertThat(npz.array("strain_gradient").shape()).containsExactly(rows, 3, 3, features);
            near(npz.array("positions_gradient").doubles(), expected.doubles("positions_gradient"));
            near(npz.array("strain_gradient").doubles(), expected.doubles("strain_gradient"));
            near(npz.array("values").doubles(), expected.doubles("values"));
            assertThat(npz.names()).doesNotContain("cell_gradient");
        }
    }

    /** With the axis o3_mu before the features. */
    @Test
    void writesGradientsOfTensors() throws IOException {
        Path out = describeGolden(
                "gradients-lambda-soap-crystal", "strain,positions", "--calculator", "lambda_soap", "-r", "lambda=2");
        Npz expected = Golden.load("gradients-lambda-soap-crystal");
        int[] shape = expected.shape("lambda2_plus_positions_gradient");
        try (NpzReader npz = NpzReader.open(out)) {
            // all atoms of the cell are neighbours of all
            assertThat(npz.array("positions_gradient").shape())
                    .containsExactly((long) shape[0] * shape[1], shape[2], shape[3], shape[4]);
            assertThat(npz.array("strain_gradient").shape()).containsExactly(shape[0], 3, 3, shape[3], shape[4]);
            near(npz.array("positions_gradient").doubles(), expected.doubles("lambda2_plus_positions_gradient"));
            near(npz.array("strain_gradient").doubles(), expected.doubles("lambda2_plus_strain_gradient"));
        }
    }

    private Path describeGolden(String golden, String gradients, String... more) throws IOException {
        Path structures = Files.writeString(folder.resolve("golden.xyz"), Golden.text("structures.xyz"));
        int frame = GoldenStructures.names().indexOf("triclinic-small");
        JsonNode json = new ObjectMapper().readTree(Golden.text(golden + ".json"));
        Path hypers = Files.writeString(
                folder.resolve("golden.json"), json.get("hypers").toString());
        Path out = folder.resolve("gradients.npz");
        List<Object> all = new ArrayList<>(List.of("describe", structures + "@" + frame + ":" + (frame + 1)));
        all.addAll(List.of("--options", hypers, "-q", "--gradients", gradients, "-o", out));
        all.addAll(List.of(more));
        CommandRun run = CommandRun.of(all.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(p -> p.toString().endsWith(".part"))).isEmpty();
        }
        return out;
    }

    private static void near(double[] got, double[] expected) {
        assertThat(got).hasSameSizeAs(expected);
        for (int k = 0; k < got.length; k++) {
            assertThat(got[k]).isCloseTo(expected[k], within(1e-11));
        }
    }

    /**
     * The same bits whatever the threads, and whether rows come all at once or few at a time; side by side with zeros
     * beyond a cutoff.
     */
    @Test
    void gradientsDoNotDependOnThreads() throws IOException {
        String blocks = HYPERS.strip().substring(1);
        Path options = Files.writeString(
                folder.resolve("options.json"),
                "{\"representations\": [{\"calculator\": \"power_spectrum\", " + blocks
                        + ", {\"calculator\": \"radial_spectrum\", " + blocks.replace("3.0", "2.0") + "]}");
        double[][] found = new double[2][];
        for (int threads = 1; threads <= 2; threads++) {
            Path out = folder.resolve("threads" + threads + ".npz");
            CommandRun run = CommandRun.of(
                    "describe",
                    CommandRun.molecules() + "@0:9",
                    "--options",
                    options,
                    "--gradients",
                    "positions,strain,cell",
                    "--threads",
                    threads,
                    "-o",
                    out);
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.err()).contains("gradients, ", " rows, ");
            try (NpzReader in = NpzReader.open(out)) {
                found[threads - 1] = in.array("positions_gradient").doubles();
                assertThat(in.array("cell_gradient").doubles()).containsOnly(0);
                int[] representation = in.array("representation").ints();
                int last = representation.length - 1;
                assertThat(representation[last]).isEqualTo(1);
                // some atom is within the longer cutoff alone
                double[] g = in.array("positions_gradient").doubles();
                long still = IntStream.range(0, g.length / representation.length)
                        .filter(row ->
                                g[row * representation.length] != 0 && g[row * representation.length + last] == 0)
                        .count();
                assertThat(still).isPositive();
            }
        }
        assertThat(found[1]).isEqualTo(found[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "forces, a.npz, '`--gradients`: expected one of positions, strain, cell, got `forces`'",
        "positions, a.npy, '--gradients: expected -o with a file name that ends in .npz or .mts'"
    })
    void refusesGradientsThatAreNone(String gradients, String name, String message) throws IOException {
        Path hypers = Files.writeString(folder.resolve("hypers.json"), HYPERS);
        Path out = folder.resolve(name);
        CommandRun run = CommandRun.of(
                "describe",
                CommandRun.molecules() + "@0:1",
                "--options",
                hypers,
                "--calculator",
                "power_spectrum",
                "--gradients",
                gradients,
                "-o",
                out);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesGradientsThatMemoryDoesNotAllow() throws IOException {
        Path hypers = Files.writeString(folder.resolve("hypers.json"), HYPERS);
        CommandRun run = CommandRun.of(
                "describe",
                CommandRun.molecules() + "@0:1",
                "--options",
                hypers,
                "--calculator",
                "bispectrum",
                "-r",
                "basis.max_angular=4",
                "-r",
                "basis.radial.max_radial=9",
                "--species",
                "H,C,N,O",
                "--gradients",
                "strain",
                "--memory",
                "320MiB");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("the fewest rows of their gradients take", "Use --memory");
    }

    @Test
    void refusesAnOrderThatIsNone() throws IOException {
        Path hypers = Files.writeString(folder.resolve("hypers.json"), HYPERS);
        CommandRun run = CommandRun.of(
                "describe",
                CommandRun.molecules() + "@0:1",
                "--options",
                hypers,
                "--calculator",
                "lambda_soap",
                "-r",
                "lambda=7");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("lambda from 0 to 4");
    }

    @Test
    void writesLabelledFeatures() throws IOException {
        Path out = folder.resolve("out.npz");
        JsonNode json = new ObjectMapper()
                .readTree(describe(
                                CommandRun.molecules() + "@0:7",
                                "--calculator",
                                "power_spectrum",
                                "--species",
                                "H,C,N,O",
                                "--json",
                                "-o",
                                out)
                        .out());
        assertThat(json.get("backend").asText()).isEqualTo("cpu");
        try (NpzReader npz = NpzReader.open(out)) {
            // 10 pairs of 4 elements, l = 0..2, 2 x 2 radial functions
            int columns = 10 * 3 * 4;
            long[] shape = npz.array("values").shape();
            assertThat(shape[1]).isEqualTo(columns);
            assertThat(json.get("features").asInt()).isEqualTo(columns);
            assertThat(json.get("environments").asLong()).isEqualTo(shape[0]);
            for (String stage : List.of("read", "neighbours", "expand", "couple", "write", "total")) {
                assertThat(json.get("seconds").get(stage).asDouble()).isNotNegative();
            }
            int[] system = npz.array("system").ints();
            int[] atom = npz.array("atom").ints();
            int[] center = npz.array("center_type").ints();
            assertThat(system).hasSize((int) shape[0]).startsWith(0, 0).endsWith(6);
            assertThat(atom).startsWith(0, 1, 2);
            assertThat(center).containsAnyOf(6, 7, 8);
            for (String label : List.of("neighbor_1_type", "neighbor_2_type", "l", "n_1", "n_2")) {
                assertThat(npz.array(label).ints()).hasSize(columns);
            }
            assertThat(npz.array("hypers").text()).contains("\"calculator\":\"power_spectrum\"", "spline_accuracy");
        }
    }

    @Test
    void theMatrixAloneIsTheSame() throws IOException {
        Path npz = folder.resolve("a.npz");
        Path npy = folder.resolve("a.npy");
        String data = CommandRun.molecules() + "@5:9";
        describe(data, "--calculator", "soap_power_spectrum", "-o", npz);
        describe(data, "--calculator", "power_spectrum", "-o", npy, "--backend", "reference");
        double[] streamed = NpyReader.read(npy).doubles();
        try (NpzReader in = NpzReader.open(npz)) {
            double[] values = in.array("values").doubles();
            assertThat(values).hasSameSizeAs(streamed);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).isCloseTo(streamed[i], within(1e-11 * Math.max(1, Math.abs(streamed[i]))));
            }
        }
    }

    /** Spherical expansion and radial spectrum agree where they must: c_a,n00. */
    @Test
    void representationsStandSideBySide() throws IOException {
        String blocks = HYPERS.strip().substring(1);
        Path options = Files.writeString(
                folder.resolve("options.json"),
                "{\"representations\": [{\"calculator\": \"radial_spectrum\", " + blocks
                        + ", {\"calculator\": \"spherical_expansion\", " + blocks + "]}");
        Path out = folder.resolve("both.npz");
        CommandRun run = CommandRun.of("describe", CommandRun.molecules() + "@0:3", "--options", options, "-o", out);
        assertThat(run.code()).as(run.err()).isZero();
        try (NpzReader in = NpzReader.open(out)) {
            int[] representation = in.array("representation").ints();
            int[] lambda = in.array("o3_lambda").ints();
            int radial = (int)
                    java.util.Arrays.stream(representation).filter(r -> r == 0).count();
            int columns = representation.length;
            assertThat(columns).isEqualTo(radial + 9 * radial);
            double[] values = in.array("values").doubles();
            for (int k = 0; k < radial; k++) {
                assertThat(lambda[k]).isEqualTo(-1);
                assertThat(lambda[radial + k]).isZero();
                for (int row = 0; row < values.length / columns; row++) {
                    assertThat(values[row * columns + radial + k])
                            .isCloseTo(values[row * columns + k], within(1e-9)); // two tables, 1e-10 each
                }
            }
        }
    }
}
