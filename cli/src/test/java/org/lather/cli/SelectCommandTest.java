package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.arrayfile.NpyWriter;
import org.lather.arrayfile.NpzReader;
import org.lather.golden.Golden;
import org.lather.golden.Npz;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

class SelectCommandTest {
    private static final String HYPERS = """
            {"cutoff": {"radius": 3.0, "smoothing": {"type": "ShiftedCosine", "width": 0.5}},
             "density": {"type": "Gaussian", "width": 0.4}, "calculator": "power_spectrum",
             "basis": {"type": "TensorProduct", "max_angular": 2, "radial": {"type": "Gto", "max_radial": 1}}}
            """;

    @TempDir
    private Path folder;

    private final Npz golden = Golden.load("selection");

    private Path matrix(String name) throws IOException {
        int[] shape = golden.shape(name);
        return matrix(name, golden.doubles(name), shape[0], shape[1]);
    }

    private Path matrix(String name, double[] values, int rows, int columns) throws IOException {
        Path file = folder.resolve(name + ".npy");
        try (NpyWriter writer = NpyWriter.create(file, columns)) {
            writer.append(values, 0, rows);
            writer.commit();
        }
        return file;
    }

    private JsonNode select(Object... arguments) throws IOException {
        Path out = folder.resolve("selected.json");
        CommandRun run = run(out, arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(out.toFile());
    }

    private static CommandRun run(Path out, Object... arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 3);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[0] = "select";
        all[all.length - 2] = "-o";
        all[all.length - 1] = out;
        return CommandRun.of(all);
    }

    private static int[] indices(JsonNode json) {
        return StreamSupport.stream(json.get("indices").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    @Test
    void selectsSamplesAndFeaturesOfAMatrix() throws IOException {
        Path x = matrix("X");
        JsonNode json = select(x, "--what", "features", "--method", "fps", "--count", 10, "--start", 5);
        assertThat(json.get("what").asText()).isEqualTo("features");
        assertThat(json.get("method").asText()).isEqualTo("fps");
        assertThat(json.get("count").asInt()).isEqualTo(10);
        assertThat(indices(json)).isEqualTo(golden.ints("fps_features_from5"));
        assertThat(json.get("scores").get(0).isNull()).isTrue();
        assertThat(json.get("scores").get(1).asDouble()).isPositive();
        assertThat(indices(select(x, "--what", "samples", "--method", "cur", "--count", 10)))
                .isEqualTo(golden.ints("cur_samples_k1"));
        assertThat(indices(select(
                        x,
                        "--what",
                        "samples",
                        "--method",
                        "pcov_cur",
                        "--count",
                        8,
                        "--mixing",
                        0.3,
                        "--target",
                        matrix("Y"))))
                .isEqualTo(golden.ints("pcovcur_samples"));
    }

    private Path hypers() throws IOException {
        return Files.writeString(folder.resolve("hypers.json"), HYPERS);
    }

    /** Selections of structures are those of the features that `describe` writes. */
    @ParameterizedTest
    @CsvSource({"environments, samples, none", "structures, samples, mean", "features, features, none"})
    void selectsByTheFeaturesOfDescribe(String what, String ofMatrix, String reduce) throws IOException {
        String data = CommandRun.molecules() + "@0:12";
        Path features = folder.resolve("features.npz");
        assertThat(CommandRun.of("describe", data, "--options", hypers(), "--reduce", reduce, "-o", features)
                        .code())
                .isZero();
        JsonNode json = select(data, "--options", hypers(), "--what", what, "--method", "fps", "--count", 9);
        assertThat(indices(json))
                .isEqualTo(indices(select(features, "--what", ofMatrix, "--method", "fps", "--count", 9)));
        JsonNode labels = json.get(what.equals("features") ? "n_2" : "system");
        assertThat(labels).hasSize(9);
    }

    @Test
    void writesStructuresInTheOrderOfChoice() throws IOException {
        String data = CommandRun.molecules() + "@0:12";
        Object[] arguments = {data, "--options", hypers(), "--what", "structures", "--method", "fps", "--count", 5};
        int[] chosen = indices(select(arguments));
        Path out = folder.resolve("chosen.xyz");
        assertThat(run(out, arguments).code()).isZero();
        Structure[] all = read(CommandRun.molecules());
        Structure[] written = read(out);
        assertThat(written).hasSize(5);
        assertThat(chosen).isNotEqualTo(IntStream.range(0, 5).toArray());
        for (int i = 0; i < 5; i++) {
            assertThat(written[i].positions()).isEqualTo(all[chosen[i]].positions());
        }
    }

    private static Structure[] read(Path file) {
        return StreamSupport.stream(Structures.read(file).spliterator(), false).toArray(Structure[]::new);
    }

    @Test
    void weighsTargetsOfStructures() throws IOException {
        String data = CommandRun.molecules() + "@0:12";
        JsonNode json = select(
                data,
                "--options",
                hypers(),
                "--what",
                "features",
                "--method",
                "pcov_fps",
                "--count",
                4,
                "--target",
                "energy");
        assertThat(indices(json)).hasSize(4);
        CommandRun missing = run(
                folder.resolve("a.json"),
                data,
                "--options",
                hypers(),
                "--what",
                "structures",
                "--method",
                "pcov_cur",
                "--count",
                4,
                "--target",
                "enthalpy");
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("named `enthalpy`", "energy", "--target NAME");
    }

    /** Options of selected features, and a file that names them, compute the columns of the indices. */
    @Test
    void writesOptionsThatComputeTheSelectedFeatures() throws IOException {
        String data = CommandRun.molecules() + "@0:8";
        Object[] arguments = {data, "--options", hypers(), "--what", "features", "--method", "cur", "--count", 12};
        JsonNode json = select(arguments);
        Path options = folder.resolve("selected.yaml");
        CommandRun written = run(options, arguments);
        assertThat(written.code()).as(written.err()).isZero();
        Path named = Files.writeString(
                folder.resolve("named.yaml"),
                Files.readString(options).replaceFirst("(?s)features:.*", "features: {file: selected.json}\n"));
        double[][] all = columns(describe(data, hypers()));
        double[][] some = columns(describe(data, options));
        assertThat(columns(describe(data, named))).isDeepEqualTo(some);
        assertThat(some).hasNumberOfRows(12);
        for (int index : indices(json)) {
            double[] expected = all[index];
            assertThat(Arrays.stream(some))
                    .anyMatch(column -> IntStream.range(0, column.length)
                            .allMatch(row -> Math.abs(column[row] - expected[row]) < 1e-12));
        }
        CommandRun refused = run(options, matrix("X"), "--what", "features", "--method", "cur", "--count", 2);
        expect(2, "expected a name that ends in .json", refused);
    }

    private Path describe(String data, Path options) {
        Path out = folder.resolve("described.npz");
        CommandRun run = CommandRun.of("describe", data, "--options", options, "-o", out, "--backend", "cpu");
        assertThat(run.code()).as(run.err()).isZero();
        return out;
    }

    /** [column][row]. */
    private static double[][] columns(Path file) {
        try (NpzReader npz = NpzReader.open(file)) {
            double[] values = npz.array("values").doubles();
            int columns = (int) npz.array("values").shape()[1];
            double[][] out = new double[columns][values.length / columns];
            for (int i = 0; i < values.length; i++) {
                out[i % columns][i / columns] = values[i];
            }
            return out;
        }
    }

    @Test
    void warnsOfCopiesAndConstantColumns() throws IOException {
        Path x = matrix("copies", new double[] {1, 5, 2, 5, 1, 5}, 3, 2);
        Path out = folder.resolve("copies.json");
        CommandRun run = run(out, x, "--what", "samples", "--method", "fps", "--count", 3);
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains("2 of 3 samples were selected, as all others are copies")
                .contains("1 of 2 columns are constant, the first of them 1");
        assertThat(new ObjectMapper().readTree(out.toFile()).get("count").asInt())
                .isEqualTo(2);
    }

    @Test
    void refusesWithACure() throws IOException {
        Path x = matrix("X");
        Path nan = matrix("nan", new double[] {1, 2, Double.NaN, 4}, 2, 2);
        Path equal = matrix("equal", new double[] {1, 2, 1, 2}, 2, 2);
        Path out = folder.resolve("out.json");
        Object[] fps = {"--what", "samples", "--method", "fps", "--count", 2};
        expect(3, "got NaN in row 1, column 0", run(out, with(nan, fps)));
        expect(3, "expected rows that differ, got 2 equal ones", run(out, with(equal, fps)));
        expect(
                2,
                "--count: expected from 1 to 24, the number of samples, got 25",
                run(out, x, "--what", "samples", "--method", "fps", "--count", 25));
        expect(
                2,
                "--start: expected an index from 0 to 15",
                run(out, x, "--what", "features", "--method", "fps", "--count", 2, "--start", 16));
        expect(2, "Use --target Y.npy", run(out, x, "--what", "samples", "--method", "pcov_cur", "--count", 2));
        expect(
                3,
                "expected 24 rows, one for each sample",
                run(out, x, "--what", "samples", "--method", "pcov_cur", "--count", 2, "--target", equal));
        expect(2, "Leave out --options", run(out, with(x, fps, "--options", hypers())));
        expect(
                2,
                "expected one of samples, features, got `structures`",
                run(out, x, "--what", "structures", "--method", "fps", "--count", 2));
        expect(
                2,
                "--options: expected an options file",
                run(out, CommandRun.molecules(), "--what", "structures", "--method", "fps", "--count", 2));
        expect(2, "Did you mean `fps`", run(out, x, "--what", "samples", "--method", "fsp", "--count", 2));
        expect(
                2,
                "--seed: expected --method random with it, got fps. Leave it out",
                run(out, with(x, fps, "--seed", 1)));
        expect(2, "expected a name that ends in .json", run(folder.resolve("out.xyz"), with(x, fps)));
    }

    private static Object[] with(Path data, Object[] arguments, Object... more) {
        return java.util.stream.Stream.of(new Object[] {data}, arguments, more)
                .flatMap(Arrays::stream)
                .toArray();
    }

    private static void expect(int code, String message, CommandRun run) {
        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(code);
    }
}
