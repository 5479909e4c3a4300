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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

class CrossvalCommandTest {
    private static final String REPRESENTATION = """
            representations:
              - calculator: %s
                cutoff: {radius: 3}
                basis: {max_angular: 2, radial: {max_radial: 2}}
            model: {kernel: {zeta: 2}, representatives: {count: 40}, folds: 2}
            """;

    @TempDir
    private Path folder;

    private Path options(String file, String calculator, String targets) throws IOException {
        return Files.writeString(
                folder.resolve("o.yaml"),
                "data: {train: \"" + CommandRun.root().resolve("src/examples/chno/" + file) + "@0:18\"}\n"
                        + REPRESENTATION.formatted(calculator) + "targets: {" + targets + "}\n");
    }

    private static List<Structure> read(Path file) {
        List<Structure> out = new ArrayList<>();
        try (Frames frames = Structures.read(file).frames()) {
            frames.forEachRemaining(out::add);
        }
        return out;
    }

    @Test
    void writesEveryFrameWithForcesAndUncertainties() throws IOException {
        Path out = folder.resolve("cv");
        Path options = options("dynamics-train.xyz", "power_spectrum", "energy: {unit: eV, forces: {}}");
        CommandRun run = CommandRun.of(
                "crossval", options, "--folds", 3, "-o", out, "--uncertainty", "--group", "smiles", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode metrics =
                new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
        assertThat(metrics.get("folds")).hasSize(3);
        assertThat(metrics.get("folds").get(0).get("targets").has("energy_forces"))
                .isTrue();
        JsonNode printed = new ObjectMapper().readTree(run.out());
        assertThat(printed.get("targets")).isEqualTo(metrics.get("targets"));
        assertThat(printed.has("warnings")).isTrue();
        List<Structure> frames = read(out.resolve("predictions.xyz"));
        assertThat(frames).hasSize(18);
        double squares = 0;
        for (Structure s : frames) {
            assertThat(s.column("predicted_energy_forces")).hasSize(3 * s.size());
            assertThat(s.numbers("uncertainty_energy")[0]).isPositive();
            squares += Math.pow(s.numbers("predicted_energy")[0] - s.numbers("energy")[0], 2);
        }
        assertThat(metrics.get("targets").get("energy").get("rmse").asDouble())
                .isCloseTo(Math.sqrt(squares / 18), within(1e-9));
        // in the order of the data, and nothing is left beside the results
        List<Structure> data = read(CommandRun.root().resolve("src/examples/chno/dynamics-train.xyz"));
        for (int i = 0; i < 18; i++) {
            assertThat(frames.get(i).positions()).isEqualTo(data.get(i).positions());
            assertThat(frames.get(i).annotations().text("smiles"))
                    .isEqualTo(data.get(i).annotations().text("smiles"));
        }
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("predictions.xyz", "metrics.json");
        }
    }

    @Test
    void predictsTensorsAndRepeats() throws IOException {
        Path out = folder.resolve("cv");
        Path options = options("molecules.xyz", "lambda_soap", "dipole: {unit: e*bohr, rank: 1}");
        CommandRun run = CommandRun.of("crossval", options, "--folds", 2, "--repeats", 2, "-o", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("dipole", "written: " + out.resolve("predictions.xyz") + " and others");
        assertThat(read(out.resolve("predictions.xyz")))
                .hasSize(18)
                .allMatch(s -> s.numbers("predicted_dipole").length == 3);
        assertThat(read(out.resolve("predictions-2.xyz"))).hasSize(18);
        JsonNode metrics =
                new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
        assertThat(metrics.get("targets").get("dipole").get("count").asInt()).isEqualTo(2 * 18 * 3);
        assertThat(metrics.get("targets").get("dipole").get("by_lambda").has("1"))
                .isTrue();
    }

    @Test
    void wrongNumbersAreNamed() throws IOException {
        Path options = options("molecules.xyz", "power_spectrum", "energy: {unit: eV}");
        CommandRun one = CommandRun.of("crossval", options, "--folds", 1, "-o", folder.resolve("cv"));
        assertThat(one.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(one.err()).contains("--folds: expected at least 2, got 1");
        CommandRun many = CommandRun.of("crossval", options, "--folds", 19, "-o", folder.resolve("cv"));
        assertThat(many.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(many.err()).contains("expected at least as many structures as the 19 folds, got 18");
        CommandRun group = CommandRun.of("crossval", options, "--group", "mol", "-o", folder.resolve("cv"));
        assertThat(group.code()).isEqualTo(ExitCodes.DATA);
        assertThat(group.err()).contains("under `mol`, which `data.group` names, found none");
    }
}
