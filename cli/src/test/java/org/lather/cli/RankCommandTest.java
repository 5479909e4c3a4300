package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidates of one composition against shifts of one of them, from shieldings that depend on the distances alone. */
class RankCommandTest {
    private static final String OPTIONS = """
            data: {train: train.xyz}
            representations:
              - {calculator: radial_spectrum, cutoff: {radius: 3.5}, basis: {radial: {max_radial: 5}}}
            model: {representatives: {count: 80}, folds: 3, uncertainty: label_noise}
            targets:
              shielding: {unit: ppm, quantity: atom, baseline: composition, centers: [CENTERS]}
            """;

    @TempDir
    private Path folder;

    private Path candidates = Path.of("");

    /** A bent row of a carbon, an oxygen and three hydrogen atoms, with a shielding of each. */
    static String frame(Random random) {
        int n = 5;
        double[][] r = new double[n][];
        for (int i = 0; i < n; i++) {
            r[i] = new double[] {1.4 * i + 0.3 * random.nextDouble(), random.nextDouble(), random.nextDouble()};
        }
        StringBuilder out = new StringBuilder(n + "\nProperties=species:S:1:pos:R:3:shielding:R:1\n");
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                double d = Math.hypot(Math.hypot(r[i][0] - r[j][0], r[i][1] - r[j][1]), r[i][2] - r[j][2]);
                sum += i == j ? 0 : Math.exp(-d * d / 4);
            }
            out.append(String.format(
                    Locale.ROOT,
                    "%s %.6f %.6f %.6f %.6f%n",
                    "CHOHH".charAt(i),
                    r[i][0],
                    r[i][1],
                    r[i][2],
                    (i == 0 ? 100 : 30) - 10 * sum));
        }
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(5);
        StringBuilder train = new StringBuilder();
        for (int k = 0; k < 80; k++) {
            train.append(frame(random));
        }
        Files.writeString(folder.resolve("train.xyz"), train);
        StringBuilder ten = new StringBuilder();
        for (int k = 0; k < 10; k++) {
            ten.append(frame(random));
        }
        candidates = Files.writeString(folder.resolve("candidates.xyz"), ten);
    }

    private Path train(String centers) throws IOException {
        Path options = Files.writeString(folder.resolve("options.yaml"), OPTIONS.replace("CENTERS", centers));
        Path model = folder.resolve(centers.replaceAll("\\W", "") + ".safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", model);
        assertThat(run.code()).as(run.err()).isZero();
        return model;
    }

    /** The shifts of a candidate, whose hydrogen atoms are the second and the last two. */
    private Path shifts(int right, boolean assigned) throws IOException {
        List<String> lines = Files.readAllLines(candidates).subList(7 * right + 2, 7 * right + 7);
        List<String> out = new ArrayList<>(List.of("element,shift" + (assigned ? ",atom" : "")));
        for (int i = 4; i >= 0; i--) {
            String[] words = lines.get(i).split(" ", -1);
            double reference = words[0].equals("H") ? 31 : 170;
            if (!words[0].equals("O")) {
                out.add(words[0] + "," + (reference - Double.parseDouble(words[4])) + (assigned ? "," + (i + 1) : ""));
            }
        }
        return Files.write(folder.resolve("m.csv"), out);
    }

    @Test
    void theRightOneIsFirst() throws IOException {
        Path model = train("C, H");
        Path output = folder.resolve("ranked.json");
        int first = 0;
        for (int right = 0; right < 10; right++) {
            for (boolean assigned : new boolean[] {true, false}) {
                CommandRun run = CommandRun.of(
                        "rank",
                        model,
                        candidates,
                        "--shifts",
                        shifts(right, assigned),
                        "-o",
                        output,
                        "--reference",
                        "H=31",
                        "--reference",
                        "C=170");
                assertThat(run.code()).as(run.err()).isZero();
                JsonNode ranked = new ObjectMapper().readTree(output.toFile());
                assertThat(ranked).hasSize(10);
                double sum = 0;
                for (JsonNode r : ranked) {
                    sum += r.get("probability").asDouble();
                    assertThat(r.get("file").asText()).endsWith("candidates.xyz");
                    assertThat(r.get("rmsd_uncertainty").asDouble()).isPositive();
                    assertThat(r.get("by_element").get("H").get("shifts").asInt())
                            .isEqualTo(3);
                }
                assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-12));
                first += ranked.get(0).get("frame").asInt() == right ? 1 : 0;
            }
        }
        assertThat(first).isGreaterThanOrEqualTo(18);
    }

    @Test
    void modelsOfSingleElements() throws IOException {
        Path hydrogen = train("H");
        Path carbon = train("C");
        Path output = folder.resolve("ranked.json");
        Path shifts = shifts(3, false);
        for (String[] reference : new String[][] {{"--reference", "C=170"}, {}}) {
            CommandRun one = CommandRun.of(Stream.concat(
                            Stream.of("rank", hydrogen, candidates, "--shifts", shifts, "-o", output),
                            Stream.of(reference))
                    .toArray());
            assertThat(one.code()).isEqualTo(3);
            assertThat(one.err()).contains("expected predicted shieldings of C").contains("Use --also MODEL");
        }
        CommandRun both = CommandRun.of(
                "rank",
                hydrogen,
                candidates,
                "--also",
                carbon,
                "--shifts",
                shifts,
                "-o",
                output,
                "--reference",
                "C=170");
        assertThat(both.code()).as(both.err()).isZero();
        assertThat(both.out()).contains("probability", "written:");
        CommandRun twice =
                CommandRun.of("rank", hydrogen, candidates, "--also", hydrogen, "--shifts", shifts, "-o", output);
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("expected one target in ppm for each element");
    }

    @Test
    void refusals() throws IOException {
        Path shifts = shifts(0, true);
        CommandRun ending =
                CommandRun.of("rank", candidates, candidates, "--shifts", shifts, "-o", folder.resolve("out.csv"));
        assertThat(ending.code()).isEqualTo(2);
        CommandRun element = CommandRun.of(
                "rank",
                candidates,
                candidates,
                "--shifts",
                shifts,
                "-o",
                folder.resolve("o.json"),
                "--reference",
                "Hx=3");
        assertThat(element.code()).isEqualTo(2);
        assertThat(element.err()).contains("--reference Hx=3.0: expected an element's symbol");
        CommandRun missing = CommandRun.of(
                "rank", candidates, candidates, "--shifts", folder.resolve("none.csv"), "-o", folder.resolve("o.json"));
        assertThat(missing.code()).isEqualTo(3);
    }
}
