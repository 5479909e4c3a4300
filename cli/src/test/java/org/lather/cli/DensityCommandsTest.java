package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.arrayfile.NpyArray;
import org.lather.arrayfile.NpzReader;
import org.lather.electrons.AuxiliaryBasis;
import org.lather.electrons.DensityValues;
import org.lather.electrons.Moments;
import org.lather.electrons.SmallDensities;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Commands with a target of {@code quantity: density}. */
class DensityCommandsTest {
    @TempDir
    private Path folder;

    private Path options = Path.of("");
    private Path model = Path.of("");
    private String test = "";

    @BeforeEach
    void write() throws IOException {
        SmallDensities.write(folder, "train", SmallDensities.molecules(16, 1));
        SmallDensities.write(folder, "test", SmallDensities.molecules(3, 2));
        options = Files.writeString(
                folder.resolve("o.yaml"), SmallDensities.yaml("{representatives: {count: 20}, noise: 1.0e-4}"));
        model = folder.resolve("m.safetensors");
        test = folder.resolve("test.xyz").toString();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private void train() {
        CommandRun run = CommandRun.of("train", options, "-o", model, "--memory", "1GiB");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("memory    ", "(fit)", "representatives H ", "noise 0.0001");
        assertThat(run.out()).contains("written: " + model, "error of the density", "number of electrons");
    }

    @Test
    void trainsEvaluatesAndShows() throws IOException {
        train();
        assertThat(folder.resolve("m.options.yaml")).content().contains("quantity: density", "basis.json");
        Path out = folder.resolve("out.npz");
        Path metrics = folder.resolve("metrics.json");
        CommandRun run = CommandRun.of("eval", model, test, "-o", out, "--metrics", metrics, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode errors = json(Files.readString(metrics)).at("/targets/density");
        assertThat(errors.get("count").asInt()).isEqualTo(3);
        assertThat(errors.get("eps_rho").asDouble()).isBetween(0.0, 0.01);
        assertThat(errors.get("eps_rho_averages").asDouble()).isGreaterThan(0.05);
        assertThat(errors.get("electrons").asDouble()).isBetween(0.0, 0.1);
        assertThat(json(run.out()).at("/targets/density")).isEqualTo(errors);
        try (NpzReader in = NpzReader.open(out)) {
            NpyArray c = in.array("coefficients");
            assertThat(c.shape())
                    .containsExactly(
                            3,
                            SmallDensities.basis()
                                    .size(Structures.read(Path.of(test)).first()));
        }
        CommandRun show = CommandRun.of("model", "show", model);
        assertThat(show.out()).contains("H, O", "electron density", "representatives  20");
        assertThat(CommandRun.of("model", "show", model, "--json").out()).contains("\"noise\"");
        assertThat(CommandRun.of("model", "verify", model).code()).isZero();
        CommandRun slice = CommandRun.of("eval", model, folder.resolve("train.xyz") + "@3:5", "--json");
        assertThat(json(slice.out()).at("/targets/density/count").asInt()).isEqualTo(2);
    }

    @Test
    void cubeFilesHaveTheDensity() throws IOException {
        train();
        Path cubes = folder.resolve("cubes");
        Path predicted = folder.resolve("p.xyz");
        Path out = folder.resolve("out.npz");
        CommandRun run = CommandRun.of("eval", model, test, "-o", predicted, "--cubes", cubes, "--grid", 0.4);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("on the grid   0.");
        assertThat(CommandRun.of("eval", model, test, "-o", out).code()).isZero();
        Structure s = Structures.read(predicted).first();
        AuxiliaryBasis basis = SmallDensities.basis();
        int n = basis.size(s);
        double[] c;
        try (NpzReader in = NpzReader.open(out)) {
            c = Arrays.copyOf(in.array("coefficients").numbers(), n);
        }
        Moments moments = Moments.of(basis, s, c);
        assertThat(s.numbers("predicted_density_electrons")[0]).isEqualTo(moments.electrons());
        assertThat(s.numbers("predicted_density_dipole")).containsExactly(moments.dipole());
        assertThat(s.numbers("predicted_density_quadrupole")).hasSize(6);
        try (var files = Files.list(cubes)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("0.cube", "1.cube", "2.cube");
        }
        List<String> lines = Files.readAllLines(cubes.resolve("0.cube"));
        // ASE reads the order of the axes from these words
        assertThat(lines.get(1)).isEqualTo("OUTER LOOP: X, MIDDLE LOOP: Y, INNER LOOP: Z");
        double[] origin = numbers(lines.get(2));
        int[] points = new int[3];
        double step = numbers(lines.get(3))[1];
        for (int a = 0; a < 3; a++) {
            points[a] = (int) numbers(lines.get(3 + a))[0];
        }
        assertThat(origin[0]).isEqualTo(3);
        assertThat(step).isEqualTo(0.4 / AuxiliaryBasis.BOHR, within(1e-9));
        assertThat(numbers(lines.get(6))[0]).isEqualTo(8);
        double[] values = lines.stream()
                .skip(9)
                .flatMapToDouble(l -> Arrays.stream(numbers(l)))
                .toArray();
        assertThat(values).hasSize(points[0] * points[1] * points[2]);
        DensityValues density = new DensityValues(basis, s, c);
        for (int k = 0; k < values.length; k += 97) {
            int z = k % points[2];
            int y = k / points[2] % points[1];
            int x = k / points[2] / points[1];
            double expected = density.at(origin[1] + x * step, origin[2] + y * step, origin[3] + z * step);
            assertThat(values[k]).isEqualTo(expected, within(1e-5 * Math.abs(expected) + 1e-11));
        }
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.strip().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void optionsOfOtherModelsAreRefused() {
        train();
        CommandRun report = CommandRun.of("eval", model, test, "--uncertainty");
        assertThat(report.code()).isEqualTo(2);
        assertThat(report.err()).contains("--uncertainty", "a density");
        CommandRun grid = CommandRun.of("eval", model, test, "--grid", 0.2);
        assertThat(grid.code()).isEqualTo(2);
        assertThat(grid.err()).contains("--cubes");
        CommandRun plot = CommandRun.of("train", options, "-o", model, "--plot", folder.resolve("p.png"));
        assertThat(plot.code()).isEqualTo(2);
        CommandRun curve = CommandRun.of("curve", options, "--sizes", "8,16", "-o", folder.resolve("curve"));
        assertThat(curve.code()).isEqualTo(2);
        assertThat(curve.err()).contains("density");
        CommandRun crossval = CommandRun.of("crossval", options, "-o", folder.resolve("cv"));
        assertThat(crossval.code()).isEqualTo(2);
        assertThat(crossval.err()).contains("density");
        CommandRun elsewhere = CommandRun.of("relax", model, test, "-o", folder.resolve("r.xyz"));
        assertThat(elsewhere.code()).isEqualTo(3);
        assertThat(elsewhere.err()).contains("density");
    }
}
