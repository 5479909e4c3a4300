package org.lather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/**
 * The Java programs of the README and of the page on Java as they stand there, compiled and run on molecules of the
 * example chno.
 */
class DocumentedProgramsTest {
    private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("public final class (\\w+)");
    private static final Pattern ENERGY = Pattern.compile("(-?[0-9.]+) eV ± ([0-9.E-]+)\\R");

    private final Path root = SmallTraining.chno().resolve("../../..").normalize();

    @TempDir
    Path folder;

    @Test
    void predictsAsInTheReadme() throws IOException, ReflectiveOperationException {
        prepare();
        List<String> programs = programs("README.md");
        assertThat(programs).hasSize(1);
        Matcher printed = ENERGY.matcher(run(programs.get(0)));
        assertThat(printed.matches()).isTrue();
        Structure molecule = SmallTraining.chno("molecules.xyz", 61).get(60);
        assertThat(Double.parseDouble(printed.group(1))).isCloseTo(molecule.numbers("energy")[0], within(2.0));
        assertThat(Double.parseDouble(printed.group(2))).isBetween(1e-3, 5.0);
    }

    /** One after another in one folder: the later ones open the model that the first writes. */
    @Test
    void runsWhatThePageShows() throws IOException, ReflectiveOperationException {
        prepare();
        List<String> programs = programs("src/site/markdown/java.md");
        assertThat(programs).hasSize(4);
        assertThat(run(programs.get(0))).matches("MAE [0-9.]+ eV of 10\\R");
        assertThat(folder.resolve("model.safetensors")).exists();
        assertThat(folder.resolve("metrics.json")).content().contains("\"mae_per_atom\"");
        assertThat(run(programs.get(1)).lines())
                .hasSize(61)
                .last()
                .asString()
                .matches("-?[0-9.]+ eV, force on O along z -?[0-9.E-]+ eV/Å");
        assertThat(run(programs.get(2))).contains("relaxed in ").contains(" steps");
        // 10 pairs of 4 elements, 6 x 6 radial functions, l = 0..4
        assertThat(run(programs.get(3))).contains(" x " + 10 * 36 * 5 + ", labels [neighbor_1_type");
        assertThat(folder.resolve("features.npz")).isNotEmptyFile();
    }

    private List<String> programs(String file) throws IOException {
        return CODE.matcher(Files.readString(root.resolve(file)))
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    /** What a program prints. */
    private String run(String program) throws IOException, ReflectiveOperationException {
        Matcher name = NAME.matcher(program);
        assertThat(name.find()).isTrue();
        // programs name files of the working directory, which a running one cannot change
        String source =
                program.replace("Path.of(\"", "Path.of(\"" + folder.toString().replace('\\', '/') + "/");
        compile(Files.writeString(folder.resolve(name.group(1) + ".java"), source));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass(name.group(1)).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The files that the programs read: sixty molecules of chno, small options, and the next molecule. */
    private void prepare() throws IOException {
        List<String> lines = Files.readAllLines(SmallTraining.chno().resolve("molecules.xyz"));
        int line = 0;
        for (int frame = 0; frame < 60; frame++) {
            line += 2 + Integer.parseInt(lines.get(line).strip());
        }
        Files.write(folder.resolve("train.xyz"), lines.subList(0, line));
        int end = line + 2 + Integer.parseInt(lines.get(line).strip());
        Files.write(folder.resolve("water.xyz"), lines.subList(line, end));
        Files.writeString(folder.resolve("options.yaml"), """
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4}
                    basis: {type: TensorProduct, max_angular: 2, radial: {type: Gto, max_radial: 2}}
                model: {kernel: {zeta: 2}, representatives: {count: 150}}
                targets:
                  energy: {unit: eV, baseline: composition}
                """);
    }

    private void compile(Path source) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK has a compiler");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = compiler.run(
                null,
                null,
                errors,
                "-encoding",
                "UTF-8",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
        assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }
}
