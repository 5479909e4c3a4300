package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** The scores that {@code crossval} gives structures whose labels were exchanged among their atoms. */
class WrongLabelsTest {
    private static final String OPTIONS = """
            data: {train: train.xyz}
            representations:
              - {calculator: radial_spectrum, cutoff: {radius: 3.5}, basis: {radial: {max_radial: 5}}}
            model: {representatives: {count: 80}, folds: 3, uncertainty: label_noise}
            targets:
              shielding: {unit: ppm, quantity: atom, centers: H}
            """;

    @TempDir
    private Path folder;

    private static String spoilt(String frame) {
        String[] lines = frame.split("\n");
        // hydrogen atoms are in lines 4, 6 and 7: the one in the middle gets the value of the one at the end
        String[] a = lines[3].split(" ");
        String[] b = lines[6].split(" ");
        String kept = a[4];
        a[4] = b[4];
        b[4] = kept;
        lines[3] = String.join(" ", a);
        lines[6] = String.join(" ", b);
        return String.join("\n", lines) + "\n";
    }

    @Test
    void haveTheLargestScores() throws IOException {
        Random random = new Random(6);
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < 90; k++) {
            String frame = RankCommandTest.frame(random);
            text.append(k % 15 == 4 ? spoilt(frame) : frame);
        }
        Files.writeString(folder.resolve("train.xyz"), text);
        Path options = Files.writeString(folder.resolve("options.yaml"), OPTIONS);
        Path output = folder.resolve("cv");
        CommandRun run = CommandRun.of("crossval", options, "--uncertainty", "-o", output);
        assertThat(run.code()).as(run.err()).isZero();
        List<Double> scores = new ArrayList<>();
        try (Frames frames = Structures.read(output.resolve("predictions.xyz")).frames()) {
            while (frames.hasNext()) {
                Structure s = frames.next();
                scores.add(s.numbers("outlier_shielding")[0]);
                assertThat(s.column("predicted_shielding")[0]).isNaN();
                double squares = 0;
                for (int i : new int[] {1, 3, 4}) {
                    double z = (s.column("predicted_shielding")[i] - s.column("shielding")[i])
                            / s.column("uncertainty_shielding")[i];
                    squares += z * z / 3;
                }
                assertThat(scores.get(scores.size() - 1))
                        .isCloseTo(Math.sqrt(squares), org.assertj.core.api.Assertions.withinPercentage(1e-6));
            }
        }
        List<Integer> largest = IntStream.range(0, 90)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -scores.get(k)))
                .limit(6)
                .toList();
        assertThat(largest).containsExactlyInAnyOrder(4, 19, 34, 49, 64, 79);
        // without uncertainties there is no score
        CommandRun plain = CommandRun.of("crossval", options, "-o", folder.resolve("plain"));
        assertThat(plain.code()).as(plain.err()).isZero();
        assertThat(Files.readString(folder.resolve("plain/predictions.xyz"))).doesNotContain("outlier");
    }
}
