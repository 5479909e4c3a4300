package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneCommandTest {
    @TempDir
    Path folder;

    private Path options = Path.of("");
    private Path best = Path.of("");

    @BeforeEach
    void write() throws IOException {
        options = Files.writeString(folder.resolve("options.yaml"), """
                data: {train: "%s@0:40"}
                representations:
                  - cutoff: {radius: 3.0}
                    density: {width: 0.4}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                model: {representatives: {count: 30}, folds: 3}
                targets: {energy: {key: energy, unit: eV, baseline: composition}}
                tune:
                  representations.0.cutoff.radius: [2.5, 3.0, 3.5]
                  model.kernel.zeta: [1, 2]
                """.formatted(CommandRun.molecules()));
        best = folder.resolve("best.yaml");
    }

    private CommandRun tune(Object... more) {
        List<Object> words = new ArrayList<>(List.of("tune", options, "-o", best));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void printsTheTrialsAsJsonAndWritesOptionsThatTrain() throws IOException {
        Path plot = folder.resolve("trials.png");
        CommandRun run = tune("--json", "--plot", plot, "-q");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("trials")).hasSize(6);
        int index = json.path("best").asInt(-1);
        JsonNode first = json.path("trials").path(index);
        for (JsonNode t : json.path("trials")) {
            assertThat(t.path("options").has("representations.0.cutoff.radius")).isTrue();
            assertThat(t.path("options").has("model.kernel.zeta")).isTrue();
            assertThat(t.path("score").doubleValue())
                    .isGreaterThanOrEqualTo(first.path("score").doubleValue());
            assertThat(t.path("unit").asText()).isEqualTo("eV per atom^1/2");
            assertThat(t.path("seconds").isNumber()).isTrue();
            assertThat(t.path("structures").asInt()).isEqualTo(40);
            assertThat(t.path("errors").path("energy").doubleValue())
                    .isEqualTo(t.path("score").doubleValue());
        }
        assertThat(plot).isNotEmptyFile();
        String text = Files.readString(best);
        assertThat(text).startsWith("# Found by lather tune in 6 trials.\n").doesNotContain("tune:");
        Path model = folder.resolve("best.safetensors");
        CommandRun train = CommandRun.of("train", best, "-o", model, "--json", "-q");
        assertThat(train.code()).as(train.err()).isZero();
        JsonNode trained = new ObjectMapper().readTree(train.out());
        assertThat(trained.path("cross_validated_rmse").path("energy").doubleValue())
                .isCloseTo(first.path("score").doubleValue(), Percentage.withPercentage(1e-4));
        assertThat(trained.path("options")
                        .path("model")
                        .path("kernel")
                        .path("zeta")
                        .doubleValue())
                .isEqualTo(first.path("options").path("model.kernel.zeta").doubleValue());
    }

    @Test
    void resumesFromTheJournalBesideTheOptions() throws IOException {
        CommandRun few = tune("--trials", 3);
        assertThat(few.code()).as(few.err()).isZero();
        assertThat(few.out()).contains("the given options").contains("written: " + best);
        int lines = Files.readAllLines(folder.resolve("best.journal.jsonl")).size();
        CommandRun more = tune();
        assertThat(more.err()).contains("resumed   3 scores of an earlier run of this search");
        assertThat(Files.readAllLines(folder.resolve("best.journal.jsonl")))
                .hasSize(7)
                .hasSizeGreaterThan(lines);
        CommandRun other = tune("-r", "model.seed=2", "--trials", 2);
        assertThat(other.err()).contains("of other options or structures");
    }

    @Test
    void writesPathsThatAreValidInAnotherFolder() throws IOException {
        Path data = Files.copy(CommandRun.molecules(), folder.resolve("train.xyz"));
        assertThat(data).exists();
        Path other = Files.createDirectory(folder.resolve("other"));
        best = other.resolve("best.yaml");
        Files.writeString(
                options,
                Files.readString(options).replace(CommandRun.molecules().toString(), "train.xyz"));
        assertThat(tune("--trials", 1).code()).isZero();
        assertThat(Files.readString(best)).contains(data + "@0:40");
        best = folder.resolve("here.yaml");
        assertThat(tune("--trials", 1).code()).isZero();
        assertThat(Files.readString(best)).contains("train: 'train.xyz@0:40'");
    }

    @Test
    void comparesRanges() throws IOException {
        Path plot = folder.resolve("ranges.png");
        CommandRun run = tune("--ranges", "2.5,3.5", "--json", "--plot", plot, "-q");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode trials = new ObjectMapper().readTree(run.out()).path("trials");
        assertThat(trials).hasSize(3);
        List<Integer> counts = new ArrayList<>();
        trials.forEach(t -> counts.add(t.path("options").path("representations").size()));
        assertThat(counts).containsExactlyInAnyOrder(1, 1, 2);
        assertThat(plot).isNotEmptyFile();
        CommandRun table = tune("--ranges", "2.5,3.5");
        assertThat(table.out()).contains("cutoff 2.5 Å").contains("cutoff 2.5 + 3.5 Å");
    }

    @ParameterizedTest
    @CsvSource({
        "--budget, soon, 'expected a time like 90s, 10min or 2h, got soon'",
        "--trials, 0, '--trials: expected at least 1, got 0'",
        "--structures, 1, '--structures: expected at least 2, got 1'",
        "--ranges, -1, '--ranges: expected positive numbers in Å, got -1.0'",
        "--budget, 0.001s, 'Use a longer --budget'",
        "--plot, x.pdf, expected a file name that ends in .png"
    })
    void refusesWrongArguments(String option, String value, String message) {
        CommandRun run = tune(option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
        assertThat(best).doesNotExist();
    }

    @Test
    void refusesOutputsThatAreNoOptionsFile() {
        best = folder.resolve("best.xyz");
        assertThat(tune().err()).contains("expected a file name that ends in .yaml");
        best = options;
        assertThat(tune().code()).isEqualTo(2);
    }

    @Test
    void readsTimes() {
        assertThat(TimeSpan.parse("90").seconds()).isEqualTo(90);
        assertThat(TimeSpan.parse("10min").seconds()).isEqualTo(600);
        assertThat(TimeSpan.parse("1.5h").seconds()).isEqualTo(5400);
        assertThat(TimeSpan.parse("2 m").seconds()).isEqualTo(120);
        assertThatThrownBy(() -> TimeSpan.parse("0s")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TimeSpan.parse("-3s")).isInstanceOf(IllegalArgumentException.class);
    }
}
