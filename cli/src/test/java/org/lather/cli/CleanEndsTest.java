package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands end with the exit code of what is wrong, in one sentence, and never with a result that was lost. */
class CleanEndsTest {
    @TempDir
    private Path folder;

    private CommandRun train(Path data, String... overrides) {
        List<Object> words = new ArrayList<>(List.of(
                "train",
                CommandRun.root().resolve("src/examples/chno/options.yaml"),
                "-o",
                folder.resolve("m.safetensors"),
                "-r",
                "data.train=" + data,
                "-r",
                "data.test=[]",
                "-r",
                "model.representatives.count=20"));
        for (String o : overrides) {
            words.add("-r");
            words.add(o);
        }
        return CommandRun.of(words.toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "representations.0.cutoff.radius=1e-300 | from 0.001 to",
                "representations.0.cutoff.radius=1e6 | expected a density width of at least 25.0",
                "representations.0.cutoff.radius=1e300 | from 0.001 to",
                "representations.0.density.width=1e-300 | from 1.0E-4 to",
                "representations.0.density.width=1e300 | from 1.0E-4 to",
                "representations.0.density.center_atom_weight=1e300 | at most 1000000.0",
                "representations.0.weight=1e-320 | expected a weight from",
                "model.kernel.zeta=1e300 | expected a zeta of at most 10000",
                "model.noise={energy: 1e300} | expected a noise of energy from",
                "model.noise={energy: 1e-300} | expected a noise of energy from",
                "data.train=\"a\\0b\" | Nul character not allowed",
            })
    void optionsBeyondAllReasonAreTwo(String override, String message) {
        CommandRun run = train(CommandRun.molecules(), override);
        assertThat(run.err()).contains(message).doesNotContain("internal error", "\tat ");
        assertThat(run.code()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"1e300", "-1.7e308", "1e101"})
    void labelsWithoutSquaresAreFour(String energy) throws IOException {
        Path data = folder.resolve("data.xyz");
        Files.writeString(
                data,
                Files.readString(CommandRun.molecules()).replaceFirst("energy=[^ \n]+", "energy=" + energy),
                StandardCharsets.UTF_8);
        for (String noise : List.of("auto", "{energy: 0.01}")) {
            CommandRun run = train(data, "model.noise=" + noise);
            assertThat(run.err()).contains("data.xyz:1", "of at most 1.0E100").doesNotContain("internal", "NaN");
            assertThat(run.code()).isEqualTo(4);
            assertThat(folder.resolve("m.safetensors")).doesNotExist();
        }
    }

    /** A stream like that of a full disk, or one that nobody reads any more. */
    private static final class Unwritable extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    @ParameterizedTest
    @CsvSource({"backends", "options --schema", "--help", "train --help", "completion"})
    void aResultThatCannotBeWrittenIsOne(String words) {
        var err = new java.io.ByteArrayOutputStream();
        StatusLine status = new StatusLine(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        PrintStream out = new PrintStream(new Unwritable(), false, StandardCharsets.UTF_8);
        int code = Main.run(words.split(" ", -1), new Console(out, status, new Interruption()));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the standard output cannot be written");
    }

    @Test
    void whatTheTemporaryFilesOfAnEndedProgramHoldIsRemoved() throws IOException {
        Path file = folder.resolve("f.npy");
        try (var open = org.lather.structure.file.AtomicFile.create(file)) {
            open.stream().write(1);
            assertThat(folder).isNotEmptyDirectory();
            org.lather.structure.file.AtomicFile.discardAll();
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
