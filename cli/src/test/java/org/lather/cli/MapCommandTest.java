package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

class MapCommandTest {
    private static final String OPTIONS = """
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 3}
                basis: {max_angular: 2, radial: {max_radial: 2}}
            model: {kernel: {zeta: 2, structure: mean}}
            targets: {energy: {key: energy}}
            """;

    @TempDir
    private Path folder;

    private Path options = Path.of("");
    private String data = "";

    @BeforeEach
    void write() throws IOException {
        options = Files.writeString(folder.resolve("o.yaml"), OPTIONS);
        data = CommandRun.root().resolve("src/examples/chno/molecules.xyz") + "@0:12";
    }

    private CommandRun map(Object... arguments) {
        Object[] all = Arrays.copyOf(new Object[] {"map", data, "--options", options}, arguments.length + 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CommandRun.of(all);
    }

    @Test
    void refusesASketchMapOfOnePoint() {
        for (String[] one : new String[][] {{"--landmarks", "1"}, {"--landmarks-by", "fps"}}) {
            String of = one[0].equals("--landmarks") ? data : data.replace("@0:12", "@0:1");
            CommandRun run = CommandRun.of(
                    "map",
                    of,
                    "--options",
                    options,
                    "--method",
                    "sketchmap",
                    one[0],
                    one[1],
                    "-o",
                    folder.resolve("one.json"));
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.err()).contains("at least two landmarks that differ");
            assertThat(folder.resolve("one.json")).doesNotExist();
        }
    }

    @Test
    void plansLinearMapsBeforeTheWork() {
        CommandRun run = map("--method", "pcovr", "--target", "energy", "-o", folder.resolve("m.json"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).containsPattern("memory +features of .*\\(map\\)");
    }

    @Test
    void writesCoordinatesAndStructures() throws IOException {
        Path json = folder.resolve("map.json");
        Path xyz = folder.resolve("map.xyz.gz");
        CommandRun run = map("-o", json, "-o", xyz);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("12 structures by kpca with 12 landmarks");
        JsonNode written = new ObjectMapper().readTree(json.toFile());
        assertThat(written.get("method").asText()).isEqualTo("kpca");
        assertThat(written.get("eigenvalues")).hasSize(2);
        assertThat(written.get("coordinates")).hasSize(12);
        int next = 0;
        for (Structure s : Structures.read(xyz)) {
            JsonNode row = written.get("coordinates").get(next++);
            assertThat(s.numbers("map_1")).containsExactly(row.get(0).asDouble());
            assertThat(s.numbers("map_2")).containsExactly(row.get(1).asDouble());
            assertThat(s.numbers("energy")).hasSize(1);
        }
        assertThat(next).isEqualTo(12);
    }

    @Test
    void mapsAtomsBySketchMap() throws IOException {
        Path json = folder.resolve("map.json");
        Path xyz = folder.resolve("map.xyz");
        CommandRun run = map(
                "--of",
                "atoms",
                "--method",
                "sketchmap",
                "--landmarks",
                20,
                "--sigma",
                0.9,
                "--high",
                "4,2",
                "-o",
                json,
                "-o",
                xyz);
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode written = new ObjectMapper().readTree(json.toFile());
        assertThat(written.get("stress").asDouble()).isBetween(0.0, 0.05);
        assertThat(written.get("landmarks")).hasSize(20);
        JsonNode parameters = written.get("parameters");
        assertThat(parameters.get("sigma").asDouble()).isEqualTo(0.9);
        assertThat(parameters.get("high")).hasToString("[4.0,2.0]");
        int next = 0;
        for (Structure s : Structures.read(xyz)) {
            double[] column = s.column("map_2");
            for (double v : column) {
                assertThat(v)
                        .isEqualTo(written.get("coordinates").get(next++).get(1).asDouble());
            }
        }
        assertThat(next).isEqualTo(written.get("coordinates").size());
    }

    @Test
    void pagesShowWhatAModelPredicts() throws IOException {
        Path model = folder.resolve("m.safetensors");
        CommandRun run = CommandRun.of(
                "train",
                options,
                "-r",
                "data.train=" + data,
                "-r",
                "model.kernel={zeta: 2}",
                "-r",
                "model.representatives.count=20",
                "-r",
                "model.noise=0.01",
                "-o",
                model);
        assertThat(run.code()).as(run.err()).isZero();
        Path page = folder.resolve("map.html");
        Path chemiscope = folder.resolve("map.json.gz");
        run = CommandRun.of("map", data, "--model", model, "-o", page, "-o", chemiscope);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("default-src 'none'");
        JsonNode written;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(chemiscope))) {
            written = new ObjectMapper().readTree(in);
        }
        JsonNode properties = written.get("properties");
        double predicted = properties.at("/predicted_energy/values/0").asDouble();
        assertThat(properties.at("/predicted_energy/units").asText()).isEqualTo("eV");
        double sum = 0;
        for (int i = 0; i < written.at("/structures/0/size").asInt(); i++) {
            sum += properties.at("/predicted_energy_atoms/values/" + i).asDouble();
        }
        assertThat(sum).isCloseTo(predicted, within(1e-6));
        assertThat(properties.at("/uncertainty_energy/values")).hasSize(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method pca|kpca, pcovr, kpcovr, sketchmap",
                "--of molecules|structures, atoms",
                "--landmarks-by far|fps, minmax, random",
                "--sigma 1|sketchmap",
                "--method sketchmap --sigma -1|sigma",
                "--method sketchmap --high 4|two numbers",
                "--method sketchmap -n 4|from 1 to 3",
                "--method kpcovr|--target",
                "--landmarks 0|--landmarks"
            })
    void refusesWhatItCannotDo(String arguments, String expected) {
        String[] words = (arguments + " -o " + folder.resolve("m.json")).split(" ");
        CommandRun run = map((Object[]) words);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(expected);
    }

    @Test
    void refusesOtherEndingsAndTwoKernels() {
        CommandRun run = map("-o", folder.resolve("map.txt"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("-o", ".json");
        run = CommandRun.of("map", data, "-o", folder.resolve("map.json"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--options", "--model", "neither");
    }
}
