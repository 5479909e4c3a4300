package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code lather} with programs in place of Java and Maven that only say how they were called. */
class LauncherTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    private Path launcher = Path.of("");
    private final Map<String, String> environment = new LinkedHashMap<>();

    @BeforeEach
    void layOut() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "no " + BASH);
        Files.createDirectories(folder.resolve("dist/lib"));
        launcher = Files.copy(
                CommandRun.root().resolve("lather"),
                Files.createDirectories(folder.resolve("dist/bin")).resolve("lather"));
        // a PATH without Java
        for (String tool :
                List.of("dirname", "readlink", "find", "head", "ls", "cat", "touch", "mkdir", "rm", "mv", "flock")) {
            for (String bin : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(bin + tool))) {
                    script("tools/" + tool, "exec " + bin + tool + " \"$@\"");
                }
            }
        }
        environment.put("PATH", folder.resolve("tools").toString());
    }

    private Path script(String path, String... lines) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "#!" + BASH + "\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private void java(String path, String version, String... lines) throws IOException {
        String[] all = Stream.concat(
                        Stream.of("[[ $1 == -version ]] && echo 'openjdk version \"" + version
                                + "\" 2025-04-15' >&2 && exit 0"),
                        Arrays.stream(lines))
                .toArray(String[]::new);
        script(path, all);
    }

    private CommandRun run(Path script, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(BASH.toString(), script.toString()), Arrays.stream(arguments))
                        .toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // the filter of the error stream ends a moment after the program
        Thread.sleep(200);
        return new CommandRun(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void saysWhatToInstallWithoutJava() throws IOException, InterruptedException {
        CommandRun run = run(launcher, "demo");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("Java was not found", "apt install openjdk-17-jdk");
        environment.put("JAVA_HOME", folder + "/nowhere");
        assertThat(run(launcher).err()).contains("JAVA_HOME is " + folder + "/nowhere, which has no bin/java");
    }

    /** A CDPATH makes `cd` search other folders and print what it finds. */
    @Test
    void takesNoNoticeOfOtherFoldersOfTheShell() throws IOException, InterruptedException {
        java("tools/java", "17.0.1", "printf '%s\\n' \"$LC_ALL\" \"$@\"");
        Files.createDirectories(folder.resolve("elsewhere/bin"));
        environment.put("CDPATH", folder.resolve("elsewhere") + ":" + folder.resolve("dist"));
        CommandRun run = run(launcher, "train");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("-Dlather.home=" + folder.resolve("dist") + "\n");
    }

    @Test
    void namesOfFilesAreReadAsUtf8() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name", "").startsWith("Linux"));
        java("tools/java", "17.0.1", "printf '%s\\n' \"$LC_ALL\"");
        for (String locale : List.of("", "C", "POSIX", "de_DE.ISO-8859-1")) {
            environment.put("LC_ALL", locale);
            assertThat(run(launcher).out()).as(locale).isEqualTo("C.UTF-8\n");
        }
        environment.put("LC_ALL", "de_DE.utf8");
        assertThat(run(launcher).out()).isEqualTo("de_DE.utf8\n");
    }

    @Test
    void refusesAFolderThatNoClassPathCanName() throws IOException, InterruptedException {
        java("tools/java", "17.0.1", "echo started");
        Files.createDirectories(folder.resolve("a:b/lib"));
        Path there = Files.copy(
                launcher, Files.createDirectories(folder.resolve("a:b/bin")).resolve("lather"));
        CommandRun run = run(there);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("has a colon in its name", "Rename or move it");
    }

    @Test
    void refusesOldJava() throws IOException, InterruptedException {
        for (String version : List.of("1.8.0_412", "11.0.2", "16")) {
            java("tools/java", version, "echo started");
            CommandRun run = run(launcher, "demo");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("Java 17 or newer is needed", version, "apt install");
        }
    }

    @Test
    void theReleaseFileNamesTheVersion() throws IOException, InterruptedException {
        java("jdk/bin/java", "17", "echo started");
        Files.writeString(folder.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.9\"\n");
        environment.put("JAVA_HOME", folder + "/jdk");
        assertThat(run(launcher).err()).contains("is 11.0.9");
    }

    @Test
    void javaHomeComesBeforePath() throws IOException, InterruptedException {
        java("tools/java", "17.0.1", "echo path");
        java("home/bin/java", "21", "echo home");
        assertThat(run(launcher).out()).isEqualTo("path\n");
        environment.put("JAVA_HOME", folder + "/home");
        assertThat(run(launcher).out()).isEqualTo("home\n");
        java("dist/jre/bin/java", "25", "echo bundle");
        assertThat(run(launcher).out()).as("the runtime of the bundle").isEqualTo("bundle\n");
    }

    @Test
    void derivesTheHeapFromTheBudget() throws IOException, InterruptedException {
        java("tools/java", "17.0.1", "echo \"$@\"");
        assertThat(run(launcher, "train", "--memory", "3GiB").out())
                .contains("-Xmx2822m ", "-Xmn96m ", "-Dlather.memory=3221225472 ", "-Dlather.memory.given=true")
                .contains("--add-modules jdk.incubator.vector", "org.lather.cli.Main train --memory 3GiB")
                .doesNotContain("--enable-native-access");
        assertThat(run(launcher, "--memory=1.5G").out()).contains("-Xmx1286m ");
        assertThat(run(launcher, "--memory=1000MB").out()).contains("-Xmx703m ");
        assertThat(run(launcher, "--memory=10M").out()).contains("-Xmx64m ", "-Xmn16m");
        assertThat(run(launcher, "demo").out()).contains("-Xmx").doesNotContain("memory.given");
        assertThat(run(launcher, "--memory=lots").out()).contains("-Xmx").doesNotContain("memory.given");
        java("tools/java", "25.0.3", "echo \"$@\"");
        assertThat(run(launcher).out()).contains("--enable-native-access=ALL-UNNAMED");
    }

    /** The library of the Java that is started comes first, for OpenCL alone; what else is preloaded stays. */
    @Test
    void chainsSignalsForOpenCl() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name", "").equals("Linux"), "not Linux");
        boolean nvidia = Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg"));
        java("jdk/bin/java", "25.0.3", "printf '%s\\n' \"${LD_PRELOAD-none}\"");
        environment.put("JAVA_HOME", folder + "/jdk");
        assertThat(run(launcher, "train", "--backend", "opencl").out())
                .as("no such library")
                .isEqualTo("none\n");
        // an empty file: the linker says so to the error stream and goes on
        Path library = Files.createFile(
                Files.createDirectories(folder.resolve("jdk/lib")).resolve("libjsig.so"));
        assertThat(run(launcher, "train", "--backend", "opencl").out()).isEqualTo(library + "\n");
        assertThat(run(launcher, "train", "--backend=opencl").out()).isEqualTo(library + "\n");
        assertThat(run(launcher, "train").out()).isEqualTo(nvidia ? "none\n" : library + "\n");
        for (String backend : List.of("cpu", "reference", "cuda")) {
            assertThat(run(launcher, "train", "--backend", backend).out()).isEqualTo("none\n");
        }
        environment.put("LD_PRELOAD", folder + "/other.so");
        assertThat(run(launcher, "--backend=opencl").out()).isEqualTo(library + ":" + folder + "/other.so\n");
        environment.put("LD_PRELOAD", folder + "/mine/libjsig.so");
        assertThat(run(launcher, "--backend=opencl").out()).isEqualTo(folder + "/mine/libjsig.so\n");
    }

    /** An archive is made once for each Java and build, and a Java that cannot make one starts without. */
    @Test
    void startsWithAnArchiveOfClasses() throws IOException, InterruptedException {
        Path cksum = Path.of("/usr/bin/cksum");
        assumeTrue(Files.isExecutable(cksum), "no " + cksum);
        script("tools/cksum", "exec " + cksum + " \"$@\"");
        Path lib = folder.resolve("dist/lib");
        for (String jar : List.of("picocli.jar", "lather-engine.jar", "lather-cli.jar")) {
            Files.writeString(lib.resolve(jar), jar);
        }
        java(
                "tools/java",
                "17.0.1",
                "case \" $* \" in",
                "    *' -Xshare:dump '*) echo made >>" + folder + "/made; all=$*; file=${all#*-XX:SharedArchiveFile=}",
                "        echo archive >\"${file%% *}\" ;;",
                "    *' org.lather.cli.ClassArchive '*) [[ ! -e " + folder + "/broken ]] ;;",
                "    *) echo \"$@\" ;;",
                "esac");
        String classPath = lib + "/lather-cli.jar:" + lib + "/lather-engine.jar:" + lib + "/picocli.jar";
        CommandRun first = run(launcher, "demo");
        assertThat(first.err()).as("not a terminal").isEmpty();
        assertThat(first.out()).contains("-XX:SharedArchiveFile=" + lib + "/java-17.0.1-", " -cp " + classPath + " ");
        assertThat(run(launcher, "demo").out()).isEqualTo(first.out());
        assertThat(Files.readAllLines(folder.resolve("made"))).hasSize(1);
        Files.writeString(lib.resolve("lather-cli.jar"), "LATHER-CLI.JAR");
        assertThat(run(launcher, "demo").out()).as("another build").isNotEqualTo(first.out());
        assertThat(Files.readAllLines(folder.resolve("made"))).hasSize(2);
        assertThat(lib.toFile().list((f, name) -> name.endsWith(".jsa"))).hasSize(1);
        Files.createFile(folder.resolve("broken"));
        Files.writeString(lib.resolve("lather-cli.jar"), "third");
        for (int i = 0; i < 2; i++) {
            assertThat(run(launcher, "demo").out()).contains(classPath).doesNotContain("SharedArchiveFile");
        }
        environment.put("LATHER_JAVA_OPTIONS", "-Xshare:off");
        Files.delete(folder.resolve("broken"));
        Files.writeString(lib.resolve("lather-cli.jar"), "fourth");
        assertThat(run(launcher, "demo").out()).contains("-Xshare:off").doesNotContain("SharedArchiveFile");
        assertThat(Files.readAllLines(folder.resolve("made"))).hasSize(2);
    }

    @Test
    void passesArgumentsMessagesAndExitCodes() throws IOException, InterruptedException {
        java(
                "tools/java",
                "17.0.1",
                "echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2",
                "printf '%s\\n' \"${@: -2}\"",
                "echo 'first message' >&2",
                "echo 'WARNING: second message' >&2",
                "exit 7");
        CommandRun run = run(launcher, "a b", "c*");
        assertThat(run.code()).isEqualTo(7);
        assertThat(run.out()).isEqualTo("a b\nc*\n");
        assertThat(run.err()).isEqualTo("first message\nWARNING: second message\n");
        java("tools/java", "17.0.1", "echo 'Error: could not start' >&2", "printf 'no newline' >&2");
        assertThat(run(launcher).err()).isEqualTo("Error: could not start\nno newline");
    }

    @Test
    void signalsReachTheProgram() throws IOException, InterruptedException {
        java("tools/java", "17.0.1", "echo $$ >" + folder + "/pid", "exec /bin/sleep 30");
        ProcessBuilder builder = new ProcessBuilder(BASH.toString(), launcher.toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Path pid = folder.resolve("pid");
        for (int i = 0; i < 200 && (!Files.exists(pid) || Files.size(pid) == 0); i++) {
            Thread.sleep(20);
        }
        // the launcher has become the program
        assertThat(Files.readString(pid).strip()).isEqualTo(Long.toString(process.pid()));
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws IOException, InterruptedException {
        Path tree = folder.resolve("tree");
        Path source =
                Files.createDirectories(tree.resolve("engine/src/main/java")).resolve("A.java");
        Files.writeString(source, "class A {}");
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Files.createDirectories(tree.resolve("cli/src/main"));
        Path inTree = Files.copy(CommandRun.root().resolve("lather"), tree.resolve("lather"));
        age(source);
        age(tree.resolve("engine/src/main/java"));
        age(tree.resolve("engine/src/main"));
        age(tree.resolve("cli/src/main"));
        age(tree.resolve("pom.xml"));
        age(inTree);
        java("jdk/bin/java", "17.0.1", "echo started");
        script("jdk/bin/javac");
        environment.put("JAVA_HOME", folder + "/jdk");
        script(
                "tools/mvn",
                "echo mvn \"$@\" >>" + folder + "/maven.log",
                "mkdir -p cli/target/lather/lib",
                "touch cli/target/lather-1.tar.gz");
        CommandRun first = run(inTree);
        assertThat(first.out()).isEqualTo("started\n");
        assertThat(first.err()).matches("building \\(first use only\\) … \\d+ s\n");
        assertThat(run(inTree).err()).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("maven.log"))).hasSize(1).allMatch(l -> l.contains("-DskipTests"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(run(inTree).err()).contains("building (sources changed)");
        script("tools/mvn", "echo '[ERROR] it does not compile'", "exit 1");
        CommandRun failed = run(inTree);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("it does not compile", "the build failed");
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }
}
