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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** Commands with a model of {@code model.type: svc}: which molecules contain oxygen. */
class ClassificationTest {
    private static final String OPTIONS = """
            data: {train: "all.xyz@0:40", test: "all.xyz@40:", group: smiles}
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 3}
                basis: {max_angular: 2, radial: {max_radial: 2}}
            model: {type: svc, folds: 3, kernel: {zeta: 2}}
            targets: {oxygen: {quantity: class}}
            """;

    @TempDir
    private Path folder;

    private Path options = Path.of("");
    private Path model = Path.of("");
    private String data = "";

    @BeforeEach
    void write() throws IOException {
        options = Files.writeString(folder.resolve("o.yaml"), OPTIONS);
        model = folder.resolve("m.safetensors");
        List<String> lines = Files.readAllLines(CommandRun.molecules());
        List<String> out = new ArrayList<>();
        for (int at = 0, frame = 0; frame < 60; frame++) {
            int atoms = Integer.parseInt(lines.get(at).strip());
            List<String> all = new ArrayList<>(lines.subList(at, at + atoms + 2));
            boolean oxygen = all.stream().skip(2).anyMatch(l -> l.startsWith("O "));
            all.set(1, all.get(1) + " oxygen=" + (oxygen ? 1 : 0));
            out.addAll(all);
            at += atoms + 2;
        }
        data = Files.write(folder.resolve("all.xyz"), out).toString();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private void train() {
        CommandRun run = CommandRun.of("train", options, "-o", model);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("of 0,", "of 1", "C = ", "support vectors");
        assertThat(run.out()).contains("written: " + model, "balanced accuracy", "ROC AUC");
    }

    @Test
    void trainsEvaluatesAndShows() throws IOException {
        train();
        assertThat(folder.resolve("m.options.yaml")).content().contains("type: svc", "class_weight: balanced");
        Path predicted = folder.resolve("p.xyz");
        Path metrics = folder.resolve("metrics.json");
        CommandRun run =
                CommandRun.of("eval", model, data + "@40:", "-o", predicted, "--metrics", metrics, "--atoms", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode target = json(Files.readString(metrics)).at("/targets/oxygen");
        assertThat(target.get("count").asInt()).isEqualTo(20);
        assertThat(target.get("balanced_accuracy").asDouble()).isGreaterThan(0.8);
        assertThat(target.get("roc_auc").asDouble()).isGreaterThan(0.9);
        assertThat(target.get("bedroc_80_5").asDouble()).isBetween(0.0, 1.0);
        assertThat(target.get("enrichment_1_percent").isNumber()).isTrue();
        assertThat(json(run.out()).get("targets"))
                .isEqualTo(json(Files.readString(metrics)).get("targets"));
        int right = 0;
        try (Frames frames = Structures.read(predicted).frames()) {
            while (frames.hasNext()) {
                Structure s = frames.next();
                right += s.numbers("predicted_oxygen")[0] == s.numbers("oxygen")[0] ? 1 : 0;
                assertThat(s.numbers("probability_oxygen")[0]).isBetween(0.0, 1.0);
                double sum = 0;
                for (double v : s.column("predicted_oxygen_atoms")) {
                    sum += v;
                }
                assertThat(sum).isCloseTo(s.numbers("decision_oxygen")[0], within(1e-9));
            }
        }
        assertThat(right / 20.0).isEqualTo(target.get("accuracy").asDouble());

        run = CommandRun.of("eval", model, data + "@0:2");
        assertThat(run.out()).contains("frame 0: oxygen ", "frame 1: oxygen ", "probability");
        assertThat(run.err()).contains("2 of 2 test structures are among those that the model was trained on");
        run = CommandRun.of("eval", model, CommandRun.molecules() + "@0:2");
        assertThat(run.out()).contains("2 frames predicted; they carry no classes to compare with");
        run = CommandRun.of("model", "show", model);
        assertThat(run.out()).contains("classes 0, 1", "support vectors", "type: svc");
        assertThat(json(CommandRun.of("model", "show", model, "--json").out())
                        .at("/classes/1")
                        .asText())
                .isEqualTo("1");
        run = CommandRun.of("model", "verify", model);
        assertThat(run.out()).contains("intact");
    }

    @Test
    void crossvalWritesOutOfFoldPredictionsOfEachRepeat() throws IOException {
        Path cv = folder.resolve("cv");
        CommandRun run = CommandRun.of("crossval", options, "-o", cv, "--folds", "3", "--repeats", "2", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode metrics = json(Files.readString(cv.resolve("metrics.json")));
        assertThat(metrics.at("/targets/oxygen/count").asInt()).isEqualTo(80);
        assertThat(metrics.get("folds")).hasSize(6);
        assertThat(metrics.at("/folds/5/seconds").asDouble()).isPositive();
        assertThat(metrics.get("unpredicted").asInt()).isZero();
        assertThat(metrics.get("repeats")).hasSize(2);
        assertThat(metrics.at("/targets/oxygen/balanced_accuracy").asDouble()).isGreaterThan(0.8);
        int wrong = 0;
        for (String name : List.of("predictions.xyz", "predictions-2.xyz")) {
            int frame = 0;
            try (Frames frames = Structures.read(cv.resolve(name)).frames();
                    Frames read = Structures.read(Path.of(data)).frames()) {
                for (; frames.hasNext(); frame++) {
                    Structure s = frames.next();
                    assertThat(s.annotations().text("smiles"))
                            .isEqualTo(read.next().annotations().text("smiles"));
                    wrong += s.numbers("predicted_oxygen")[0] == s.numbers("oxygen")[0] ? 0 : 1;
                }
            }
            assertThat(frame).isEqualTo(40);
        }
        assertThat(1 - wrong / 80.0)
                .isEqualTo(metrics.at("/targets/oxygen/accuracy").asDouble());
    }

    @Test
    void anOutputThatWouldHaveNoFramesReplacesNothing() throws IOException {
        train();
        Path unknown = Files.writeString(folder.resolve("salt.xyz"), "2\n\nNa 0 0 0\nCl 0 0 2.4\n");
        Path old = Files.writeString(folder.resolve("old.xyz"), "kept");
        CommandRun run = CommandRun.of("eval", model, unknown, "--skip-unknown", "-o", old);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("expected at least one frame that the model knows");
        assertThat(old).hasContent("kept");
    }

    @Test
    void anUnknownClassNamesTheOptionToPredictWithoutClasses() throws IOException {
        train();
        Path other = Files.writeString(folder.resolve("other.xyz"), "3\noxygen=2\nO 0 0 0\nH 0.96 0 0\nH 0 0.96 0\n");
        CommandRun run = CommandRun.of("eval", model, other);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains(
                        "expected one of the classes 0, 1, found 2. To predict without comparing, use --no-reference");
        assertThat(CommandRun.of("eval", model, other, "--no-reference").code()).isZero();
    }

    @Test
    void aRefusedCrossValidationLeavesNoFolder() {
        Path cv = folder.resolve("cv");
        CommandRun run = CommandRun.of("crossval", options, "-o", cv, "--folds", "3", "--group", "molecule");
        assertThat(run.code()).isEqualTo(3);
        assertThat(cv).doesNotExist();
    }

    @Test
    void refusesWhatAClassificationHasNot() throws IOException {
        train();
        CommandRun run = CommandRun.of("eval", model, data, "--uncertainty");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--uncertainty: expected a regression", "a classification");
        run = CommandRun.of("train", options, "-o", model, "--plot", folder.resolve("p.png"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("expected a regression", "svc");
        run = CommandRun.of("relax", model, data + "@0", "-o", folder.resolve("r.xyz"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("expected a regression, found a classification");
        run = CommandRun.of("curve", options, "--sizes", "10", "-o", folder.resolve("c"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("`model.type`: expected a regression");
        run = CommandRun.of("tune", options, "--trials", "2", "-o", folder.resolve("best.yaml"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("`model.type`: expected a regression");
        run = CommandRun.of("train", options, "-o", model, "-r", "model.type=sparse_gpr");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("expected svc for the class `oxygen`");
        run = CommandRun.of("train", options, "-o", model, "-r", "targets.oxygen.key=energi");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("no frame has the key `energi`", "targets.oxygen.key");
    }
}
