package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

class ExtendCommandTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void train() throws IOException {
        Path options = Files.writeString(folder.resolve("options.yaml"), """
                data: {train: "%s@0:40"}
                representations:
                  - cutoff: {radius: 3.0}
                    density: {width: 0.4}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                model: {representatives: {count: 30}, folds: 3}
                targets: {energy: {key: energy, unit: eV, baseline: composition}}
                """.formatted(CommandRun.molecules()));
        model = folder.resolve("model.safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", model, "-q");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void writesTheChosenFramesInOrder() throws IOException {
        Path chosen = folder.resolve("chosen.xyz");
        String pool = CommandRun.molecules() + "@30:80";
        CommandRun run = CommandRun.of("extend", model, pool, "-n", "5", "-o", chosen, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("memory    ", "50 structures; skipped: 10 that the model was trained on, 0 copies");
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("chosen")).hasSize(5);
        assertThat(json.path("skipped")).hasSize(10);
        assertThat(json.path("skipped").path(0).path("frame").asInt()).isEqualTo(30);
        List<Structure> written = new ArrayList<>();
        Structures.read(chosen).forEach(written::add);
        assertThat(written).hasSize(5);
        for (int i = 0; i < 5; i++) {
            JsonNode c = json.path("chosen").path(i);
            Structure s = written.get(i);
            assertThat(c.path("file").textValue())
                    .isEqualTo(CommandRun.molecules().toString());
            assertThat(s.numbers("extend_rank")).containsExactly(i + 1);
            assertThat(s.numbers("extend_score"))
                    .containsExactly(c.path("score").doubleValue());
            assertThat(s.annotations().text("extend_reason"))
                    .contains(c.path("reason").textValue());
            Structure original = Structures.read(
                            List.of(CommandRun.molecules() + "@"
                                    + c.path("frame").asInt()),
                            Path.of(""))
                    .first();
            assertThat(s.positions()).isEqualTo(original.positions());
            assertThat(s.numbers("energy")).isEqualTo(original.numbers("energy"));
        }
        CommandRun table = CommandRun.of("extend", model, pool, "-n", "5", "-o", chosen);
        assertThat(table.out()).contains("rank", "eV per atom^1/2", "written: " + chosen);
    }

    @Test
    void refusesWrongArguments() {
        Path chosen = folder.resolve("chosen.xyz");
        CommandRun many = CommandRun.of("extend", model, CommandRun.molecules() + "@38:50", "-n", "11", "-o", chosen);
        assertThat(many.code()).isEqualTo(3);
        assertThat(many.err()).contains("expected at least 11 structures", "Ask for at most 10");
        assertThat(CommandRun.of("extend", model, CommandRun.molecules(), "-n", "0", "-o", chosen)
                        .code())
                .isEqualTo(2);
        assertThat(CommandRun.of("extend", model, CommandRun.molecules(), "-n", "1")
                        .err())
                .contains("expected -o CHOSEN.xyz or --json");
        CommandRun forces =
                CommandRun.of("extend", model, CommandRun.molecules(), "-n", "1", "-o", chosen, "--by", "forces");
        assertThat(forces.code()).isEqualTo(2);
        assertThat(forces.err()).contains("trained on forces");
        assertThat(chosen).doesNotExist();
    }
}
