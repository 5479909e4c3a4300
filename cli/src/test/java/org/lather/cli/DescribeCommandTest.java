package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
