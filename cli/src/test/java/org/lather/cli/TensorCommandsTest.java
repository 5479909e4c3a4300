package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** Training on tensors, predictions, metrics and messages of the commands. */
class TensorCommandsTest {
    private static final String OPTIONS = """
            data: {train: "DATA@0:60", test: "DATA@60:80"}
            representations:
              - calculator: lambda_soap
                cutoff: {radius: 3}
                basis: {max_angular: 3, radial: {max_radial: 3}}
                features: {count: 60}
            model: {kernel: {zeta: 2}, representatives: {count: 60}, folds: 3}
            targets:
              dipole: {unit: e*bohr, rank: 1}
              delta: {key: dipole, unit: e*bohr, rank: 1, baseline: {key: gfn2_dipole}}
            """;

    @TempDir
    private static Path folder;

    private static Path options = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        options = Files.writeString(
                folder.resolve("options.yaml"),
                OPTIONS.replace("DATA", CommandRun.molecules().toString()));
        model = folder.resolve("model.safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", model, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("noise").get("dipole_lambda_1").asDouble()).isPositive();
        assertThat(json.get("test").get("dipole").get("count").asInt()).isEqualTo(60);
    }

    @Test
    void predictsComponentsAndSharesOfAtoms() throws IOException {
        Path out = folder.resolve("predicted.xyz");
        Path metrics = folder.resolve("metrics.json");
        CommandRun run = CommandRun.of(
                "eval", model, CommandRun.molecules() + "@60:80", "-o", out, "--metrics", metrics, "--atoms");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("lambda 1");
        JsonNode targets = new ObjectMapper().readTree(metrics.toFile()).get("targets");
        JsonNode dipole = targets.get("dipole");
        double squares = 0;
        int count = 0;
        try (Frames frames = Structures.read(out).frames()) {
            while (frames.hasNext()) {
                Structure s = frames.next();
                double[] found = s.numbers("predicted_dipole");
                double[] atoms = s.column("predicted_dipole_atoms");
                assertThat(atoms).hasSize(3 * s.size());
                for (int a = 0; a < 3; a++) {
                    double sum = 0;
                    for (int i = 0; i < s.size(); i++) {
                        sum += atoms[3 * i + a];
                    }
                    assertThat(sum).isCloseTo(found[a], within(1e-6));
                    squares += Math.pow(found[a] - s.numbers("dipole")[a], 2);
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(60);
        assertThat(dipole.get("rmse").asDouble()).isCloseTo(Math.sqrt(squares / count), within(1e-9));
        // the map to spherical components is orthogonal
        JsonNode order = dipole.get("by_lambda").get("1");
        assertThat(order.get("rmse").asDouble()).isCloseTo(dipole.get("rmse").asDouble(), within(1e-12));
        assertThat(order.get("rmse_per_atom").asDouble())
                .isCloseTo(dipole.get("rmse_per_atom").asDouble(), within(1e-12));
        assertThat(order.get("count").asInt()).isEqualTo(60);
        // a cheaper method helps
        assertThat(targets.get("delta").get("rmse").asDouble())
                .isLessThan(dipole.get("rmse").asDouble());
        assertThat(targets.get("delta").get("std_baseline").asDouble())
                .isLessThan(targets.get("delta").get("std").asDouble());
    }

    @Test
    void showsTheParts() {
        CommandRun run = CommandRun.of("model", "show", model);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("dipole: tensor of rank 1, total, unit e*bohr", "lambda 1 sigma +1: noise");
        assertThat(CommandRun.of("model", "verify", model).code()).isZero();
    }

    @Test
    void refusesAnotherRankWithTheFrame() {
        CommandRun run = CommandRun.of(
                "train", options, "-o", folder.resolve("none.safetensors"), "-r", "targets.dipole.rank=2");
        assertThat(run.code()).isEqualTo(ExitCodes.DATA);
        assertThat(run.err())
                .contains(
                        "molecules.xyz",
                        "expected 9 numbers for the target `dipole`, a tensor of rank 2, found 3",
                        "If it is a vector, set `rank: 1`");
        assertThat(folder.resolve("none.safetensors")).doesNotExist();
    }

    @Test
    void describeSaysThatOrdersComeFromTargets() {
        CommandRun run = CommandRun.of("describe", CommandRun.molecules() + "@0:2", "--options", options);
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("--calculator lambda_soap");
    }
}
