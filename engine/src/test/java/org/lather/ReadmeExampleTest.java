package org.lather;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.lather.model.SmallTraining;
import org.lather.structure.Structure;

/** The Java example of the README as it stands there, compiled and run on the example chno. */
class ReadmeExampleTest {
    private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void compilesAndPredicts() throws IOException, ReflectiveOperationException {
        Path root = SmallTraining.chno().resolve("../../..").normalize();
        Matcher m = CODE.matcher(Files.readString(root.resolve("README.md")));
        assertThat(m.find()).as("a block of Java in README.md").isTrue();
        prepare();
        // the example names files of the working directory, which a running program cannot change
        String source = m.group(1)
                .replace("Path.of(\"", "Path.of(\"" + folder.toString().replace('\\', '/') + "/");
        compile(Files.writeString(folder.resolve("Example.java"), source));

        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        Matcher printed =
                Pattern.compile("(-?[0-9.]+) eV ± ([0-9.E-]+)\\R").matcher(out.toString(StandardCharsets.UTF_8));
        assertThat(printed.matches())
                .as("prediction and uncertainty in %s", out)
                .isTrue();
        Structure molecule = SmallTraining.chno("molecules.xyz", 61).get(60);
        assertThat(Double.parseDouble(printed.group(1)))
                .isCloseTo(molecule.numbers("energy")[0], org.assertj.core.api.Assertions.within(2.0));
        assertThat(Double.parseDouble(printed.group(2))).isBetween(1e-3, 5.0);
    }

    /** The files that the example reads: sixty molecules of chno, small options, and the next molecule. */
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
