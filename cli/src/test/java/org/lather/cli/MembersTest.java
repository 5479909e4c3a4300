package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Committees in options, predictions, metrics and messages of the commands. */
class MembersTest {
    private static final String OPTIONS = """
            data: {train: "DATA@0:60"}
            representations:
              - calculator: power_spectrum
                basis: {max_angular: 3, radial: {max_radial: 3}}
            model: {representatives: {count: 40}, folds: 3, uncertainty: UNCERTAINTY}
            targets:
              energy: {baseline: composition}
              charge: {key: mulliken_charge, unit: e, quantity: atom}
            """;

    @TempDir
    private Path folder;

    private Path train(String uncertainty, String data) throws IOException {
        String options = OPTIONS.replace("DATA", data).replace("UNCERTAINTY", uncertainty);
        Path file = Files.writeString(folder.resolve("options.yaml"), options);
        Path model = folder.resolve("model.safetensors");
        CommandRun run = CommandRun.of("train", file, "-o", model);
        assertThat(run.code()).as(run.err()).isZero();
        return model;
    }

    @Test
    void areKeysAndColumnsWithTheScatterThatIsWritten() throws IOException {
        String data =
                CommandRun.molecules().resolveSibling("dynamics-train.xyz").toString();
        Path model = train("{type: label_noise, members: 4}", data);
        Path out = folder.resolve("predicted.xyz");
        Path metrics = folder.resolve("metrics.json");
        CommandRun run = CommandRun.of("eval", model, data + "@60:66", "--members", "-o", out, "--metrics", metrics);
        assertThat(run.code()).as(run.err()).isZero();
        for (Structure s : Structures.read(out)) {
            double[] members = s.numbers("ensemble_energy");
            assertThat(members).hasSize(4);
            double mean = s.numbers("predicted_energy")[0];
            double sum = 0;
            for (double y : members) {
                sum += (y - mean) * (y - mean);
            }
            assertThat(s.numbers("uncertainty_energy")[0]).isCloseTo(Math.sqrt(sum / 3), within(1e-6));
            assertThat(s.column("uncertainty_charge")).hasSize(s.size());
            assertThat(s.column("ensemble_charge")).hasSize(4 * s.size());
        }
        JsonNode charge = new ObjectMapper()
                .readTree(metrics.toFile())
                .get("targets")
                .get("charge")
                .get("uncertainty");
        assertThat(charge.get("rms_z").asDouble()).isPositive();
        assertThat(charge.get("coverage_1").asDouble()).isBetween(0.0, 1.0);
        JsonNode shown = new ObjectMapper()
                .readTree(CommandRun.of("model", "show", "--json", model).out());
        assertThat(shown.get("targets").get(0).get("members").asInt()).isEqualTo(4);
    }

    @Test
    void aModelWithoutMembersSaysHowToTrainOne() throws IOException {
        Path model = train(
                "posterior",
                CommandRun.molecules().resolveSibling("dynamics-train.xyz").toString());
        CommandRun run = CommandRun.of("eval", model, CommandRun.molecules(), "--members");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("--members: expected a model with a committee", "model.uncertainty: label_noise");
    }
}
