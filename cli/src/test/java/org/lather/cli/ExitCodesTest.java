package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.driver.ipi.ServerException;
import org.lather.execution.CancelledException;
import org.lather.execution.MemoryBudgetException;
import org.lather.potential.NumericalException;

class ExitCodesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trian | unknown command `trian`. Did you mean `train`? See lather --help",
                "backends --thread 3 | unknown option `--thread`. Did you mean `--threads`? See lather backends --help",
                "backends x | unknown argument `x`",
                "train --output x | Missing required parameter: 'OPTIONS.yaml'",
                "train x.yaml | Missing required option: '--output=MODEL.safetensors'",
                "train none.yaml -o m | none.yaml: there is no such options file. Check the path",
                "backends --threads 0 | --threads: expected at least 1, got 0",
                "backends --threads two | Invalid value for option '--threads'",
                "backends --precision half | Invalid value for option '--precision'",
                "backends --memory 3XB | expected a size like 3GiB, got 3XB",
                "model | expected show or verify",
            })
    void usageIsTwo(String arguments, String message) {
        CommandRun run = CommandRun.of((Object[]) arguments.split(" ", -1));
        assertThat(run.err()).contains(message).doesNotContain("\tat ").hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void describeSaysWhatIsWrong(@TempDir Path folder) {
        Path options = CommandRun.root().resolve("src/examples/chno/options.yaml");
        Path data = CommandRun.molecules();
        check(2, "unknown key `model.kernal`", data, "--options", options, "-r", "model.kernal=1");
        check(
                2,
                "expected one of auto, cuda, opencl, cpu, reference, got gpu",
                data,
                "--options",
                options,
                "--backend",
                "gpu");
        check(2, "Use --memory 314MiB or more", data, "--options", options, "--memory", "100MiB");
        check(
                2,
                "expected a file name that ends in .npz, .npy or .mts",
                data,
                "--options",
                options,
                "-o",
                folder.resolve("x"));
        check(2, "--species: expected symbols of elements, got `Xx`", data, "--options", options, "--species", "H,Xx");
        check(2, "behind '@'", data + "@a:b", "--options", options);
        check(3, "none.xyz", folder.resolve("none.xyz"), "--options", options);
        check(3, "directory", folder, "--options", options);
        check(3, "expected at least one frame, got none", data + "@0:0", "--options", options);
        check(3, "contains N, which is not among the species H,C,O", data, "--options", options, "--species", "H,C,O");
        check(5, "backend cuda: ", data, "--options", options, "--backend", "cuda");
        check(1, "out.npz", data + "@0:1", "--options", options, "-o", folder.resolve("none/out.npz"));
    }

    private static void check(int code, String message, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "describe";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
    }

    @Test
    void numericalIsFourAndInterruptedIs130() {
        assertThat(ExitCodes.of(new NotPositiveDefiniteException(3, -1e-9, 1e-8)))
                .isEqualTo(4);
        assertThat(ExitCodes.of(new NumericalException("not relaxed"))).isEqualTo(4);
        assertThat(ExitCodes.of(new ServerException("no server"))).isEqualTo(1);
        assertThat(ExitCodes.of(new CancelledException("interrupted. Nothing was kept.")))
                .isEqualTo(130);
        assertThat(ExitCodes.of(new MemoryBudgetException("memory", 1, false, java.util.Map.of())))
                .isEqualTo(2);
        assertThat(ExitCodes.of(new OutOfMemoryError("heap"))).isEqualTo(2);
        assertThat(ExitCodes.of(new IllegalStateException("a bug"))).isEqualTo(1);
    }

    @Test
    void helpAndVersionAreZero() {
        for (String command : List.of(
                "demo",
                "train",
                "eval",
                "describe",
                "curve",
                "relax",
                "drive",
                "model",
                "backends",
                "options",
                "completion")) {
            CommandRun run = CommandRun.of(command, "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("Usage: lather " + command);
            assertThat(run.out().lines()).allMatch(l -> l.length() <= 100);
            assertThat(CommandRun.of(command, "--version").out()).startsWith("lather ");
        }
        assertThat(CommandRun.of("--version").out()).startsWith("lather ");
        String help = CommandRun.of("--help").out().replaceAll("\\s+", " ");
        assertThat(help).contains("Begin with: lather demo", "forces and stress of a model are small.", "i-PI or ASE.");
        assertThat(CommandRun.of("train", "--help").out())
                .contains("--device=N[,N...]")
                .doesNotContain("[,N...][");
    }

    @Test
    void stackTracesOnlyWhenAskedFor() {
        assertThat(CommandRun.of("train", "none.yaml", "-o", "m", "-vv").err()).contains("\tat org.lather");
        assertThat(CommandRun.of("train", "none.yaml", "-o", "m", "-v").err()).doesNotContain("\tat ");
    }

    @Test
    void backendsAsJson() {
        CommandRun run = CommandRun.of("backends", "--json");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "\"name\" : \"reference\"",
                        "\"available\" : ",
                        "\"selected\" : ",
                        "\"device\" : ",
                        "\"reason\" : ")
                .contains("\"cure\" : ");
        assertThat(run.out().split("\"selected\" : true", -1)).hasSize(2);
    }

    @Test
    void theSchemaOfOptionsIsJson() throws IOException {
        CommandRun run = CommandRun.of("options", "--schema");
        assertThat(run.code()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(run.out())
                        .at("/properties/model/properties/folds/type")
                        .asText())
                .isEqualTo("integer");
        assertThat(CommandRun.of("options").code()).isEqualTo(2);
    }

    @Test
    void completionIsAScript() {
        CommandRun run = CommandRun.of("completion");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("#!").contains("describe", "--cuda-libraries", "complete ");
    }
}
