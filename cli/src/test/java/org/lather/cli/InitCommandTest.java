package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir
    private Path folder;

    private static Path dynamics() {
        return CommandRun.root().resolve("src/examples/chno/dynamics-train.xyz");
    }

    @Test
    void whatItWritesTrainsWithoutAnEdit() throws IOException {
        Path options = folder.resolve("o.yaml");
        CommandRun run = CommandRun.of("init", dynamics() + "@:20", "-o", options, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        JsonNode energy = json.get("targets").get("energy");
        assertThat(energy.get("key").asText()).isEqualTo("energy");
        assertThat(energy.get("unit").asText()).isEqualTo("eV");
        assertThat(energy.get("unit_assumed").asBoolean()).isFalse();
        assertThat(energy.get("forces").get("key").asText()).isEqualTo("forces");
        assertThat(json.get("targets").size()).isEqualTo(1);
        assertThat(json.get("options").get("targets").get("energy").get("key").asText())
                .isEqualTo("energy");
        assertThat(json.get("notes").toString())
                .contains("memory: ", "time: a training takes about ", "also found gfn2_energy", "dipole is left out");
        CommandRun trained = CommandRun.of("train", options, "-o", folder.resolve("m.safetensors"), "--json");
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    @Test
    void tellsWhatItFoundAndWhatComesNext() throws IOException {
        Files.copy(dynamics(), folder.resolve("d.xyz"));
        Path options = folder.resolve("o.yaml");
        CommandRun run = CommandRun.of("init", folder.resolve("d.xyz") + "@:6", "-o", options, "--target", "dipole");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "6 molecules of ",
                        "dipole: key dipole, e*A (assumed, as ASE has it; if not, say --unit dipole=D or --unit"
                                + " dipole=e*bohr)",
                        "next: lather train " + options + " -o model.safetensors");
        assertThat(Files.readString(options)).contains("lambda_soap", "rank: 1");
    }

    /** Paths in an options file start at its folder. */
    @Test
    void pathsStartAtTheFolderOfTheOptions() throws IOException {
        Files.copy(dynamics(), folder.resolve("d.xyz"));
        Path here = Path.of("").toAbsolutePath().relativize(folder.resolve("d.xyz"));
        Path options = Files.createDirectory(folder.resolve("sub")).resolve("o.yaml");
        CommandRun run = CommandRun.of("init", here + "@:4", "-o", options, "--target", "gfn2_energy", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(run.out())
                        .get("options")
                        .get("data")
                        .get("train")
                        .asText())
                .isEqualTo("../d.xyz@:4");
    }

    @Test
    void anExistingFileIsReplacedOnlyOnRequest() throws IOException {
        Path options = Files.writeString(folder.resolve("o.yaml"), "mine\n");
        CommandRun run = CommandRun.of("init", dynamics() + "@:4", "-o", options);
        assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("expected a name that is not in use, found a file", "--force");
        assertThat(options).content().isEqualTo("mine\n");
        CommandRun forced = CommandRun.of(
                "init", dynamics() + "@:4", "-o", options, "--force", "--target", "energy", "--unit", "forces=eV/A");
        assertThat(forced.code()).as(forced.err()).isZero();
        assertThat(options).content().contains("forces: {key: forces, unit: eV/A}");
    }

    @Test
    void wrongCallsAreNamed() throws IOException {
        Path options = folder.resolve("o.yaml");
        Path bare = Files.writeString(folder.resolve("bare.xyz"), "1\n\nAr 0 0 0\n");
        CommandRun none = CommandRun.of("init", bare, "-o", options);
        assertThat(none.code()).isEqualTo(ExitCodes.DATA);
        assertThat(none.err()).contains("expected a key or column that looks like a target", "found none");
        assertThat(CommandRun.of("init", folder.resolve("no.xyz"), "-o", options)
                        .code())
                .isEqualTo(ExitCodes.DATA);
        CommandRun unit = CommandRun.of("init", bare, "-o", options, "--unit", "energy=hartrees");
        assertThat(unit.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(unit.err()).contains("--unit energy=hartrees: unknown unit `hartrees`");
        CommandRun ending = CommandRun.of("init", bare, "-o", folder.resolve("o.safetensors"));
        assertThat(ending.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(ending.err()).contains("expected a name that ends in .yaml");
        assertThat(options).doesNotExist();
    }
}
