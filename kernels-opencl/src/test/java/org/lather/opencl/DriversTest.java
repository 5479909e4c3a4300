package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers are asked in a process of its own, and their answer is kept. */
class DriversTest {
    private static final Answer MADE_UP = new Answer(List.of(new Answer.Found("made up", false, true)), "", "", "");

    @TempDir
    private Path folder;

    /** An environment of its own: nothing is known of it. */
    private Map<String, String> environment() {
        Map<String, String> out = new HashMap<>(System.getenv());
        out.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        out.put("OCL_OF_THIS_TEST", folder.toString());
        return out;
    }

    private static Drivers drivers(Map<String, String> environment) {
        return new Drivers(environment, Path.of("/"), 20);
    }

    private static String key(Map<String, String> environment) throws IOException {
        DriverFiles files = new DriverFiles(environment, Path.of("/"));
        ChildJava.find().classPath().forEach(files::add);
        return files.text();
    }

    private Path driver(String code) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("driver.c"), code);
        Path library = folder.resolve("libdriver.so");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
            builder.environment().remove(SignalChaining.variable());
            Process compiler = builder.inheritIO().start();
            assumeTrue(compiler.waitFor() == 0, "gcc does not work");
        } catch (IOException e) {
            assumeTrue(false, "no gcc to build a driver for tests");
        }
        return library;
    }

    private Answer with(String code, int limit) throws IOException, InterruptedException {
        Here.device().close();
        Map<String, String> environment = environment();
        environment.put("OCL_ICD_VENDORS", driver(code).toString());
        return new Drivers(environment, Path.of("/"), limit).ask();
    }

    @Test
    void aDriverThatCrashesIsNamed() throws IOException, InterruptedException {
        Answer answer = with("__attribute__((constructor)) void f(void) { *(volatile int*)8 = 1; }", 20);
        assertThat(answer.reason())
                .matches("an OpenCL driver \\(" + folder.resolve("libdriver.so")
                        + "\\) crashed: the process that asked for its devices ended with exit code \\d+");
        assertThat(answer.cure()).contains("OCL_ICD_VENDORS");
    }

    @Test
    void aDriverThatHangsIsNamed() throws IOException, InterruptedException {
        Answer answer = with("#include <unistd.h>\n__attribute__((constructor)) void f(void) { sleep(1000); }", 4);
        assertThat(answer.reason())
                .isEqualTo("an OpenCL driver (" + folder.resolve("libdriver.so")
                        + ") hangs: it did not answer within 4 s");
    }

    @Test
    void aDriverThatIsNoneHasNoDevice() throws IOException, InterruptedException {
        Answer answer = with("int f(void) { return 0; }", 20);
        assertThat(answer.failed()).isFalse();
        assertThat(answer.devices()).isEmpty();
    }

    @Test
    void whatIsKeptIsNotAskedAgain() throws IOException {
        Map<String, String> environment = environment();
        KeptAnswers.of(environment, "").write(key(environment), MADE_UP);
        assertThat(drivers(environment).ask()).isEqualTo(MADE_UP);
        environment.put("OCL_OF_THIS_TEST", "another value");
        assertThat(drivers(environment).ask()).isNotEqualTo(MADE_UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "cut", "other", "binary"})
    void damagedFilesAreAskedForAgain(String damage) throws IOException {
        Map<String, String> environment = environment();
        String key = key(environment);
        KeptAnswers kept = KeptAnswers.of(environment, "");
        kept.write(key, MADE_UP);
        Path file = onlyFile();
        String text = Files.readString(file);
        switch (damage) {
            case "empty" -> Files.writeString(file, "");
            case "cut" -> Files.writeString(file, text.substring(0, text.length() - 5));
            case "other" -> Files.writeString(file, text.replace("Lather", "lather"));
            default -> Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        }
        assertThat(kept.read(key)).isNull();
        Answer asked = drivers(environment).ask();
        assertThat(asked).isNotEqualTo(MADE_UP);
        assertThat(kept.read(key)).as("replaced").isEqualTo(asked);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache/lather/opencl"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoError() throws IOException {
        Map<String, String> environment = environment();
        Files.createFile(folder.resolve("cache"));
        Answer asked = drivers(environment).ask();
        assertThat(asked).isEqualTo(drivers(environment()).ask());
        assertThat(KeptAnswers.of(environment, "").read(key(environment))).isNull();
    }

    @Test
    void whatHasNoDeviceIsKeptForAnHour() throws IOException {
        Map<String, String> environment = environment();
        KeptAnswers kept = KeptAnswers.of(environment, "");
        for (Answer answer : List.of(MADE_UP, Answer.failure("why", "what helps"))) {
            kept.write("key", answer);
            assertThat(kept.read("key")).isEqualTo(answer);
            Files.setLastModifiedTime(onlyFile(), FileTime.from(Instant.now().minusSeconds(4000)));
            assertThat(kept.read("key") == null).isEqualTo(answer.failed());
        }
        kept.remove("key");
        assertThat(kept.read("key")).isNull();
    }

    /** Each change of what a driver consists of gives another key. */
    @Test
    void followsTheFilesOfDrivers() throws IOException {
        Path vendors = Files.createDirectories(folder.resolve("etc/OpenCL/vendors"));
        Path libraries = Files.createDirectories(folder.resolve("usr/lib64"));
        Path library = Files.writeString(libraries.resolve("libvendor.so.1"), "1");
        Set<String> keys = new java.util.HashSet<>();
        Map<String, String> environment = new HashMap<>();
        assertThat(keys.add(text(environment))).isTrue();
        Files.writeString(vendors.resolve("vendor.icd"), "libvendor.so.1\n");
        assertThat(keys.add(text(environment))).as("a driver").isTrue();
        assertThat(new DriverFiles(environment, folder).drivers()).containsExactly("libvendor.so.1");
        Files.writeString(library, "12");
        assertThat(keys.add(text(environment))).as("another size").isTrue();
        Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));
        assertThat(keys.add(text(environment))).as("another time").isTrue();
        Files.writeString(libraries.resolve("libOpenCL.so.1"), "");
        assertThat(keys.add(text(environment))).as("a loader").isTrue();
        environment.put("OCL_ICD_VENDORS", library.toString());
        assertThat(keys.add(text(environment))).as("environment").isTrue();
        Files.createFile(Files.createDirectories(folder.resolve("dev")).resolve("nvidia0"));
        assertThat(keys.add(text(environment))).as("a device").isTrue();
        environment.put("HOME", "/elsewhere");
        assertThat(keys.add(text(environment))).as("what no driver reads").isFalse();
    }

    private String text(Map<String, String> environment) {
        return new DriverFiles(environment, folder).text();
    }

    @Test
    void triesDevicesOut() {
        Here.device().close();
        assertThat(DeviceProbe.tryOut(Candidate.all())).isTrue();
    }

    @Test
    void tellsDevicesAndTheSignalsThatAreTaken() throws IOException, InterruptedException {
        Here.device().close();
        ChildJava.Ended ended = ChildJava.find().run(60, environment());
        assertThat(ended.exitCode()).isEqualTo(0);
        Answer answer = Objects.requireNonNull(Answer.parse(ended.printed()));
        assertThat(answer.devices()).isNotEmpty();
        assertThat(answer.taken()).isNotEqualTo(Answer.UNKNOWN);
    }
}
