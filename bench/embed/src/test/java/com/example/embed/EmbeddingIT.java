package com.example.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.Lather;
import org.lather.backend.BackendReport;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Lather as a library of another program: in one archive, on a module path, in plug-ins, from Kotlin and JShell. The
 * archives are those of this build; commands are run as the page on embedding prints them.
 */
class EmbeddingIT {
    private static final String SERVICES = "META-INF/services/org.lather.backend.BackendProvider";
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final Path ROOT = Path.of(System.getProperty("lather.root"));
    private static final Path TARGET = Path.of(System.getProperty("lather.target"));

    @TempDir
    private static Path folder;

    private static double energy;

    /** A small model, and what the reference backend of this process predicts with it. */
    @BeforeAll
    static void train() throws IOException {
        Path chno = ROOT.resolve("src/examples/chno");
        Options options = Options.read(
                chno.resolve("options.yaml"),
                List.of("model.representatives.count=20", "representations.0.basis.max_angular=3"));
        Path model = folder.resolve("model.safetensors");
        try (Lather lather = Lather.open("reference", BackendRequest.defaults(), Execution.defaults());
                Model trained = lather.train(options, Structures.read(List.of("molecules.xyz@0:20"), chno))) {
            Lather.save(trained, model);
            Path data = Files.copy(chno.resolve("larger.xyz"), folder.resolve("water.xyz"));
            energy = trained.predict(Structures.read(data).first()).value("energy");
        }
        Path demo = Files.createDirectory(folder.resolve("lather-demo"));
        Files.copy(model, demo.resolve("model.safetensors"));
        Files.copy(folder.resolve("water.xyz"), demo.resolve("larger.xyz"));
        Files.copy(archive("merged"), folder.resolve("program.jar"));
        Path libraries = Files.createDirectory(folder.resolve("libraries"));
        for (Path jar : libraries()) {
            Files.copy(jar, libraries.resolve(jar.getFileName()));
        }
        Path sources = Files.createDirectory(folder.resolve("src"));
        Files.copy(
                ROOT.resolve("bench/embed/src/main/java/com/example/embed/Predict.java"),
                sources.resolve("Predict.java"));
        Files.writeString(sources.resolve("module-info.java"), block("embedding.md", "java"));
    }

    /** The archives of this build and their dependencies. */
    private static List<Path> libraries() throws IOException {
        List<Path> out = Stream.of(Files.readString(TARGET.resolve("libraries.txt"))
                        .strip()
                        .split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        assertThat(out).anyMatch(p -> p.startsWith(ROOT.resolve("engine/target")));
        return out;
    }

    /** The first block of code in a language on a page. */
    private static String block(String page, String language) throws IOException {
        return Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(ROOT.resolve("src/site/markdown").resolve(page)))
                .results()
                .filter(m -> m.group(1).equals(language))
                .map(m -> m.group(2))
                .findFirst()
                .orElseThrow();
    }

    /** The commands of a section of the page on embedding. */
    private static List<String> commands(String section) throws IOException {
        String page = Files.readString(ROOT.resolve("src/site/markdown/embedding.md"));
        int begin = page.indexOf("\n## " + section + "\n");
        assertThat(begin).as(section).isPositive();
        int end = page.indexOf("\n## ", begin + 1);
        return page.substring(begin, end)
                .lines()
                .filter(line -> line.startsWith("    java"))
                .map(String::strip)
                .toList();
    }

    private static void expectPrediction(Running.Ended ended, String... backends) {
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.said("backend")).containsExactly(backends);
        assertThat(ended.said("energy"))
                .hasSize(backends.length)
                .allSatisfy(e -> assertThat(Double.parseDouble(e)).isCloseTo(energy, within(1e-8 * Math.abs(energy))));
    }

    private static Running.Ended java(
            Map<String, String> environment, Path archive, Class<?> program, String... options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-cp", archive.toString(), program.getName(), "model.safetensors", "water.xyz"));
        return new Running(folder).java(environment, arguments.toArray(String[]::new));
    }

    @Test
    void anArchiveWithoutMergedServicesStillHasItsBackends() throws Exception {
        assertThat(services(archive("plain"))).hasSize(1);
        Running.Ended ended = java(Map.of(), archive("plain"), Predict.class, VECTORS);
        expectPrediction(ended, "cpu");
        assertThat(ended.said("warning")).isEmpty();
    }

    @Test
    void anArchiveWithMergedServicesWarnsOfNothing() throws Exception {
        assertThat(services(archive("merged"))).hasSize(4);
        List<String> commands = commands("One archive");
        assertThat(commands).hasSize(1);
        Running.Ended ended = new Running(folder).shell(commands.get(0));
        expectPrediction(ended, "cpu");
        assertThat(ended.said("warning")).isEmpty();
        assertThat(ended.err()).doesNotContain("backend");
    }

    /** Both archives: the caller can ask for the warning, and the error stream has it once. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "merged"})
    void warnsOfTheMissingModule(String classifier) throws Exception {
        Running.Ended ended = java(Map.of(), archive(classifier), Repeat.class);
        expectPrediction(ended, "reference", "reference");
        assertThat(ended.said("warning"))
                .hasSize(2)
                .allMatch(w -> w.startsWith("backend cpu: the module jdk.incubator.vector is not loaded"))
                .allMatch(w -> w.contains("Start Java with --add-modules jdk.incubator.vector"));
        assertThat(ended.err().split(Pattern.quote(ended.said("warning").get(0)), -1))
                .hasSize(2);
    }

    @Test
    void warnsWhoeverListensToTheLoggerOfThePlatform() throws Exception {
        Running.Ended ended = java(Map.of(), archive("plain"), Listen.class);
        expectPrediction(ended, "reference");
        assertThat(ended.said("logged"))
                .containsExactly("WARNING " + ended.said("warning").get(0));
        assertThat(ended.err()).doesNotContain("backend cpu");
    }

    @Test
    void theModulePathNeedsNoOptions() throws Exception {
        List<String> commands = commands("Module path");
        assertThat(commands).hasSize(2);
        Running.Ended compiled = new Running(folder).shell(commands.get(0));
        assertThat(compiled.code()).as(compiled.err()).isZero();
        Running.Ended ended = new Running(folder).shell(commands.get(1));
        expectPrediction(ended, "cpu");
        assertThat(ended.said("warning")).isEmpty();
    }

    /** Every package of the engine can be used by other modules. */
    @Test
    void theModuleExportsEveryPackage() throws Exception {
        Path jar = libraries().stream()
                .filter(p -> p.startsWith(ROOT.resolve("engine/target")))
                .findFirst()
                .orElseThrow();
        ModuleDescriptor module =
                ModuleFinder.of(jar).find("org.lather.engine").orElseThrow().descriptor();
        assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
                .containsExactlyInAnyOrderElementsOf(packagesWithClasses(jar));
    }

    private static Set<String> packagesWithClasses(Path archive) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.matches("org/.*\\.class"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void classLoadersAreReleased(String backend) throws Exception {
        List<String> options = new ArrayList<>(List.of(VECTORS));
        if (Runtime.version().feature() > 17) {
            options.add("-XX:SoftRefLRUPolicyMSPerMB=0"); // Java's own soft references are cleared at once
        }
        Running.Ended ended = inTwoLoaders(Map.of(), options, backend);
        assertThat(ended.said("released")).containsExactly("true", "true");
    }

    @Test
    void openClWorksInASecondClassLoader() throws Exception {
        Path chaining = Path.of(System.getProperty("java.home"), "lib/libjsig.so");
        assumeTrue(Files.exists(chaining), "no signal chaining");
        BackendReport opencl = Backends.report(BackendRequest.defaults()).stream()
                .filter(r -> r.name().equals("opencl"))
                .findFirst()
                .orElseThrow();
        assumeTrue(opencl.available() || opencl.reason().contains("signal handlers"), "no OpenCL");
        inTwoLoaders(Map.of("LD_PRELOAD", chaining.toString()), List.of(VECTORS), "opencl");
    }

    private static Running.Ended inTwoLoaders(Map<String, String> environment, List<String> options, String backend)
            throws Exception {
        String program = TARGET.resolve("classes").toString();
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-cp", program, Loaders.class.getName()));
        arguments.add(Stream.concat(Stream.of(program), libraries().stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator)));
        arguments.addAll(List.of("model.safetensors", "water.xyz", backend));
        Running.Ended ended = new Running(folder).java(environment, arguments.toArray(String[]::new));
        expectPrediction(ended, backend, backend);
        return ended;
    }

    @Test
    void jshellRunsWhatThePageShows() throws Exception {
        String script = block("java.md", "");
        assertThat(script).startsWith("import org.lather.Lather\n");
        Path file = Files.writeString(
                folder.resolve("script.jsh"), script.replaceFirst("(?m)^(model\\.predict.*)$", "var e = $1") + """
                        System.out.println("backend " + lather.backend().info().name())
                        System.out.println("energy " + e)
                        /exit
                        """);
        Running.Ended ended = new Running(folder)
                .shell("jshell --class-path '"
                        + libraries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                        + "' -R--add-modules=jdk.incubator.vector " + file);
        expectPrediction(ended, "cpu");
    }

    @Test
    void kotlinRunsWhatThePageShows() throws Exception {
        assertThat(block("embedding.md", "kotlin"))
                .isEqualTo(Files.readString(ROOT.resolve("bench/embed/kotlin/src/main/kotlin/Predict.kt")));
        Running.Ended ended = new Running(folder)
                .java(
                        Map.of(),
                        VECTORS,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.example.embed.kotlin.PredictKt",
                        "model.safetensors",
                        "water.xyz");
        int structures = 0;
        for (Structure s : Structures.read(folder.resolve("water.xyz"))) {
            structures += s.size() > 0 ? 1 : 0;
        }
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.said("backend")).containsExactly("cpu");
        assertThat(ended.said("energy")).hasSize(structures);
        assertThat(Double.parseDouble(ended.said("energy").get(0))).isCloseTo(energy, within(1e-8 * Math.abs(energy)));
    }

    private static Path archive(String classifier) {
        return TARGET.resolve("lather-embed-" + System.getProperty("lather.version") + "-" + classifier + ".jar");
    }

    private static List<String> services(Path archive) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile())) {
            return new String(jar.getInputStream(jar.getEntry(SERVICES)).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
