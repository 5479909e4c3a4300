package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.arrayfile.NpzReader;

class KernelCommandTest {
    private static final String OPTIONS = """
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 3}
                basis: {max_angular: 2, radial: {max_radial: 2}}
            model: {kernel: {zeta: 2, structure: rematch, gamma: 0.5}}
            targets: {energy: {key: energy}}
            """;

    @TempDir
    private Path folder;

    private Path options = Path.of("");
    private String data = "";

    @BeforeEach
    void write() throws IOException {
        options = Files.writeString(folder.resolve("o.yaml"), OPTIONS);
        data = CommandRun.root().resolve("src/examples/chno/molecules.xyz").toString();
    }

    private double[] kernel(Path file) throws IOException {
        try (NpzReader in = NpzReader.open(file)) {
            return in.array("kernel").doubles();
        }
    }

    @Test
    void writesASymmetricMatrixWithItsOptions() throws IOException {
        Path out = folder.resolve("K.npz");
        CommandRun run =
                CommandRun.of("kernel", data + "@0:7", "--options", options, "--normalise", "-o", out, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode printed = new ObjectMapper().readTree(run.out());
        assertThat(printed.get("rows").asInt()).isEqualTo(7);
        assertThat(printed.get("columns").asInt()).isEqualTo(7);
        double[] k = kernel(out);
        for (int i = 0; i < 7; i++) {
            assertThat(k[8 * i]).isCloseTo(1, within(1e-12));
            for (int j = 0; j < i; j++) {
                assertThat(k[7 * i + j]).isEqualTo(k[7 * j + i]).isBetween(0.0, 1.0);
            }
        }
        Path part = folder.resolve("part.npz");
        run = CommandRun.of(
                "kernel", data + "@2:4", "--with", data + "@0:7", "--options", options, "--normalise", "-o", part);
        assertThat(run.code()).as(run.err()).isZero();
        double[] rows = kernel(part);
        for (int i = 0; i < 14; i++) {
            assertThat(rows[i]).isCloseTo(k[14 + i], within(1e-9));
        }
    }

    /** With a scratch folder the matrix is the same, and the folder is empty afterwards. */
    @Test
    void storesTheMatrixInAScratchFolder() throws IOException {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Path memory = folder.resolve("memory.npy");
        Path out = folder.resolve("K.npy");
        CommandRun run = CommandRun.of("kernel", data + "@0:9", "--options", options, "--normalise", "-o", memory);
        assertThat(run.code()).as(run.err()).isZero();
        run = CommandRun.of(
                "kernel",
                data + "@0:9",
                "--options",
                options,
                "--normalise",
                "-o",
                out,
                "--scratch",
                scratch,
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).get("rows").asInt()).isEqualTo(9);
        assertThat(run.err()).contains("memory ", "scratch   ");
        assertThat(out).hasSameBinaryContentAs(memory);
        assertThat(scratch).isEmptyDirectory();
        run = CommandRun.of(
                "kernel", data + "@0:9", "--with", data, "--options", options, "-o", out, "--scratch", scratch);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--scratch: expected kernels of structures with each other, got --with");
    }

    @Test
    void refusesWhatItCannotDo() throws IOException {
        CommandRun run = CommandRun.of("kernel", data, "--options", options, "-o", folder.resolve("K.txt"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("-o", ".npz or .npy", "K.txt");
        run = CommandRun.of(
                "kernel", data, "--options", options, "-r", "model.kernel.gamma=1e-4", "-o", folder.resolve("K.npz"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("model.kernel", "gamma of 0.002 or more", "best_match");
        run = CommandRun.of(
                "kernel",
                data,
                "--options",
                options,
                "-r",
                "model.kernel.structure=best",
                "-o",
                folder.resolve("K.npz"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("model.kernel.structure", "sum, mean, rematch, best_match");
    }

    /** Sparse models of matches have structures as representatives; a sum has no use for gamma, and says so. */
    @Test
    void trainsSparseModelsOfMatches() {
        CommandRun run = CommandRun.of(
                "train",
                options,
                "-r",
                "data.train=" + data + "@0:20",
                "-r",
                "model.representatives.count=12",
                "-o",
                folder.resolve("m.safetensors"));
        assertThat(run.code()).as(run.err()).isZero();
        run = CommandRun.of(
                "eval",
                folder.resolve("m.safetensors"),
                data + "@20:25",
                "--uncertainty",
                "-o",
                folder.resolve("p.xyz"));
        assertThat(run.code()).as(run.err()).isZero();
        run = CommandRun.of(
                "train",
                options,
                "-r",
                "data.train=" + data + "@0:20",
                "-r",
                "model.kernel.structure=mean",
                "-o",
                folder.resolve("m.safetensors"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("gamma");
    }

    /** A model that compares whole structures is trained, shown, evaluated and cross-validated like others. */
    @Test
    void trainsModelsOfMatches() throws IOException {
        Path model = folder.resolve("m.safetensors");
        CommandRun run = CommandRun.of(
                "train", options, "-r", "data.train=" + data + "@0:40", "-r", "model.type=gpr", "-o", model, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        run = CommandRun.of("model", "show", model, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("uncertainty_scale").contains("rematch");
        Path predicted = folder.resolve("p.xyz");
        run = CommandRun.of("eval", model, data + "@40:60", "--uncertainty", "-o", predicted, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(predicted)).contains("predicted_energy", "uncertainty_energy");
        run = CommandRun.of(
                "crossval",
                options,
                "-r",
                "data.train=" + data + "@0:30",
                "-r",
                "model.type=gpr",
                "-r",
                "model.noise=0.1",
                "--folds",
                "3",
                "--uncertainty",
                "-o",
                folder.resolve("cv"),
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode metrics = new ObjectMapper().readTree(run.out());
        assertThat(metrics.get("structures").asInt()).isEqualTo(30);
    }

    /** A learning curve of models that compare structures, on all structures and on some of them. */
    @ParameterizedTest
    @ValueSource(strings = {"gpr", "sparse_gpr"})
    void hasALearningCurve(String type) throws IOException {
        Path curve = folder.resolve("curve");
        CommandRun run = CommandRun.of(
                "curve",
                options,
                "--sizes",
                "10,20",
                "-o",
                curve,
                "-r",
                "data.train=" + data + "@0:20",
                "-r",
                "data.test=" + data + "@20:30",
                "-r",
                "model.type=" + type,
                "-r",
                "model.representatives.count=15",
                "--precision",
                "single");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(curve.resolve("curve.csv"))).hasSize(3);
    }
}
