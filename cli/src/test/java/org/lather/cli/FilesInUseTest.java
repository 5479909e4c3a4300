package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a command reads is replaced by what it writes, and nothing is written twice. */
class FilesInUseTest {
    private static final String OPTIONS = """
            data: {train: "mol.xyz@0:40", test: "test.xyz@0:5"}
            representations:
              - cutoff: {radius: 3}
                basis: {max_angular: 2, radial: {max_radial: 2}}
            model: {kernel: {zeta: 2}, representatives: {count: 20}, noise: 0.01}
            targets: {energy: {baseline: composition}}
            """;

    @TempDir
    private Path folder;

    private Path data = Path.of("");
    private Path options = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void files() throws IOException {
        data = Files.copy(CommandRun.molecules(), folder.resolve("mol.xyz"));
        Files.copy(CommandRun.molecules(), folder.resolve("test.xyz"));
        options = Files.writeString(folder.resolve("opt.yaml"), OPTIONS);
        model = Files.writeString(folder.resolve("m.safetensors"), "a model, unless it is read");
    }

    /** Exit code 2, one line with the sentence, and every file as it was. */
    private void refuses(String sentence, Object... arguments) throws IOException {
        List<String> before = contents();
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains(sentence);
        assertThat(contents()).isEqualTo(before);
    }

    private List<String> contents() throws IOException {
        List<String> out = new ArrayList<>();
        try (var paths = Files.walk(folder)) {
            for (Path p : paths.sorted().toList()) {
                out.add(p + (Files.isRegularFile(p) ? Files.readString(p, StandardCharsets.ISO_8859_1) : ""));
            }
        }
        return out;
    }

    @Test
    void evalKeepsWhatItReads() throws IOException {
        refuses("-o " + data + " is also the data; choose another name", "eval", model, data + "@40:", "-o", data);
        refuses("-o " + model + " is also the model", "eval", model, data, "-o", model);
        refuses("--metrics " + data + " is also the data", "eval", model, data, "--metrics", data);
        Path foo = folder.resolve("foo");
        refuses("-o " + foo + " is also --metrics " + foo, "eval", model, data, "-o", foo, "--metrics", foo);
        Path round = folder.resolve("../" + folder.getFileName() + "/foo");
        refuses("-o " + foo + " is also --metrics " + round, "eval", model, data, "-o", foo, "--metrics", round);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need rights there")
    void linksAndRelativePathsAreFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.xyz"), data);
        refuses("-o " + link + " is also the data", "eval", model, data + "@0", "-o", link);
        refuses("-o " + data + " is also the data", "eval", model, link, "-o", data);
        Path other = Files.createSymbolicLink(folder.resolve("other"), folder);
        Path foo = folder.resolve("foo");
        refuses("is also --metrics", "eval", model, data, "-o", other.resolve("foo"), "--metrics", foo);
        Path relative = Path.of("").toAbsolutePath().relativize(data);
        refuses("-o " + relative + " is also the data", "relax", model, data, "-o", relative);
    }

    @Test
    void relaxAndDescribeKeepWhatTheyRead() throws IOException {
        refuses("-o " + data + " is also the data", "relax", model, data + "@0", "-o", data);
        refuses("-o " + model + " is also the model", "relax", model, data, "-o", model);
        Path named = Files.copy(data, folder.resolve("mol.npz"));
        refuses("-o " + named + " is also the data", "describe", named, "--options", options, "-o", named);
        Path hypers = Files.copy(options, folder.resolve("hypers.npy"));
        refuses("-o " + hypers + " is also the options file", "describe", data, "--options", hypers, "-o", hypers);
    }

    @Test
    void trainKeepsWhatItReads() throws IOException {
        refuses("-o " + options + " is also the options file", "train", options, "-o", options);
        refuses("-o " + data + " is also the training data", "train", options, "-o", data);
        Path test = folder.resolve("test.xyz");
        refuses("-o " + test + " is also the test data", "train", options, "-o", test);
        Path mine = Files.copy(options, folder.resolve("mine.options.yaml"));
        Path output = folder.resolve("mine.safetensors");
        refuses(
                mine + ", which is written with -o " + output
                        + ", is also the options file; choose another name for -o",
                "train",
                mine,
                "-o",
                output);
        Path checkpoint = Files.copy(data, folder.resolve("new.checkpoint.safetensors"));
        refuses(
                checkpoint + ", which is written with -o",
                "train",
                options,
                "-r",
                "data.train=" + checkpoint,
                "-o",
                folder.resolve("new.safetensors"));
    }

    /** The file that a training wrote would be written again as it is. */
    @Test
    void aTrainingIsRepeatedFromItsResolvedOptions() throws IOException {
        assertThat(CommandRun.of("train", options, "-o", model).code()).isZero();
        Path resolved = folder.resolve("m.options.yaml");
        String text = Files.readString(resolved);
        CommandRun run = CommandRun.of("train", resolved, "-o", model);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(resolved).hasContent(text);
        refuses("is also the options file", "train", resolved, "-r", "model.kernel.zeta=3", "-o", model);
        Files.writeString(resolved, text + "# my remark\n");
        refuses("is also the options file", "train", resolved, "-o", model);
    }

    @Test
    void curveKeepsWhatItReads() throws IOException {
        Path csv = Files.copy(data, folder.resolve("curve.csv"));
        refuses(
                csv + ", which is written with -o " + folder + ", is also the training data",
                "curve",
                options,
                "-r",
                "data.train=" + csv,
                "--sizes",
                "10",
                "-o",
                folder);
    }

    @Test
    void demoReplacesNothingOfTheUser() throws IOException {
        refuses(model(folder) + " is there and not from an earlier demo", "demo", "-o", folder);
        Path other = Files.createDirectory(folder.resolve("other"));
        Path mine = Files.writeString(other.resolve("options.yaml"), "mine");
        refuses(mine + " is there and is not the demo's; choose another name for -o", "demo", "-o", other);
    }

    private static Path model(Path folder) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors"), "mine");
    }

    @Test
    void onlyTheKnownEndingIsReplaced() {
        assertThat(OutputFiles.beside(Path.of("a", "r4.5"), ".options.yaml"))
                .isEqualTo(Path.of("a", "r4.5.options.yaml"));
        assertThat(OutputFiles.beside(Path.of("r4.5.safetensors"), ".options.yaml"))
                .isEqualTo(Path.of("r4.5.options.yaml"));
        assertThat(OutputFiles.beside(Path.of(".safetensors"), ".x")).isEqualTo(Path.of(".safetensors.x"));
    }

    /** Devices and pipes keep nothing, so they may be named twice. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesAreNoFiles() throws IOException {
        Path nowhere = Path.of("/dev/null");
        new FilesInUse()
                .reads("the data", nowhere)
                .writes("-o", nowhere)
                .writes("--metrics", nowhere)
                .expectDistinct()
                .expectWritable();
    }

    /** Where root may write, too, no file can be made; the message names what the user named. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void anUnwritablePlaceIsFoundBeforeTheWork() {
        CommandRun run = CommandRun.of("train", options, "-o", "/proc/x.safetensors");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .hasLineCount(1)
                .startsWith("/proc/x.safetensors: cannot be written: ")
                .contains("/proc")
                .doesNotContain(".part");
        CommandRun missing = CommandRun.of("train", options, "-o", folder.resolve("none/x.safetensors"));
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).hasLineCount(1).contains("there is no folder");
        CommandRun curve = CommandRun.of("curve", options, "--sizes", "10", "-o", data);
        assertThat(curve.code()).isEqualTo(1);
        assertThat(curve.err()).hasLineCount(1).contains(data + ": expected a folder, found a file");
    }
}
