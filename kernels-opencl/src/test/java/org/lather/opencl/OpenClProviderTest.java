package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider.Probe;
import org.lather.backend.BackendReport;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DeviceException;
import org.lather.backend.Precision;
import org.lather.backend.UnavailableBackendException;
import org.lather.backend.device.ProgramSource;

/** What users are told. */
class OpenClProviderTest {
    @TempDir
    Path folder;

    /** Prints a probe in a process of its own, where OpenCL looks for platforms elsewhere. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            if (arguments.length > 0) {
                try {
                    NativeLibrary.load(System.getenv(), Path.of(arguments[0]));
                } catch (LinkageError e) {
                    System.out.println("load: " + e.getMessage());
                }
            }
            for (int i = 0; i < 2; i++) {
                Probe p = new OpenClProvider().probe(BackendRequest.defaults());
                System.out.println(p.available() + "|" + p.automatic() + "|" + p.reason() + "|" + p.cure());
            }
            try (Backend auto = Backends.open("auto", BackendRequest.defaults())) {
                System.out.println("auto: " + auto.info().name());
            }
            try (Backend forced = Backends.open("opencl", BackendRequest.defaults())) {
                System.out.println("opencl: " + forced.info().device());
            } catch (UnavailableBackendException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private String probeElsewhere(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        return probeIn("", environment, options);
    }

    /** @param root where the loader is looked for instead of the file system */
    private String probeIn(String root, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        List<String> command = new java.util.ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(options));
        command.add(Main.class.getName());
        if (!root.isEmpty()) {
            command.add(root);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return Files.readString(log);
    }

    @Test
    void saysThatThereIsNoPlatform() throws IOException, InterruptedException {
        Here.device().close();
        String said = probeElsewhere(Map.of("OCL_ICD_VENDORS", folder.toString()));
        assertThat(said).contains("false|false|OpenCL has no device|Install the OpenCL driver");
    }

    @Test
    void saysThatTheTemporaryFolderIsNone() throws IOException, InterruptedException {
        Here.device().close();
        Path file = Files.createFile(folder.resolve("file"));
        String said = probeElsewhere(Map.of(), "-Djava.io.tmpdir=" + file);
        assertThat(said)
                .contains("false|false|cannot write to the temporary folder")
                .contains("-Djava.io.tmpdir");
    }

    /** The whole output of a process on a machine without a loader. */
    @Test
    void saysThatThereIsNoLoader() throws IOException, InterruptedException {
        String sentence = "there is no OpenCL loader (libOpenCL.so.1 was not found)";
        String cure = "Install the driver of the device and a loader (libOpenCL.so.1; Debian: ocl-icd-libopencl1)";
        assertThat(probeIn(folder.toString(), Map.of("LD_LIBRARY_PATH", "")))
                .isEqualTo("load: " + sentence + "\n" + ("false|false|" + sentence + "|" + cure + "\n").repeat(2)
                        + "auto: reference\nbackend opencl: " + sentence + ". " + cure + "\n");
    }

    /** Where the loader should be stands something that is none. */
    @Test
    void saysThatTheLoaderIsDamaged() throws IOException, InterruptedException {
        Path file = folder.resolve("libOpenCL.so.1");
        Files.writeString(file, "this is a text and no library");
        Map<String, String> path = Map.of("LD_LIBRARY_PATH", folder.toString());
        assertThat(probeIn(folder.resolve("nowhere").toString(), path))
                .contains("false|false|the OpenCL loader does not load: " + file + ": it is no library|")
                .contains("auto: reference")
                .doesNotContain("Exception", "Could not");
        // where another one works, that is taken
        Here.device().close();
        // a Java runtime may say before that native code is loaded
        String elsewhere = probeElsewhere(path);
        assertThat(elsewhere.lines()).anyMatch(l -> l.startsWith("true|"));
        assertThat(elsewhere).doesNotContain("Could not");
    }

    /** The linker's cache is a file of its own format; its strings stand between zero bytes. */
    @Test
    void findsLoadersAsTheLinkerDoes() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("opt/vendor"));
        Path system = Files.createDirectories(folder.resolve("usr/lib64"));
        Files.createFile(mine.resolve("libOpenCL.so.1"));
        Files.createFile(system.resolve("libOpenCL.so.1"));
        Files.writeString(
                Files.createDirectory(folder.resolve("etc")).resolve("ld.so.cache"),
                "glibc-ld.so.cache1.1\1\0libOpenCL.so.1\0" + mine
                        + "/libOpenCL.so.1\0/gone/libOpenCL.so.1\0libfoo.so\0");
        assertThat(Loader.files(Map.of("LD_LIBRARY_PATH", "/nowhere:"), folder))
                .containsExactly(mine.resolve("libOpenCL.so.1"), system.resolve("libOpenCL.so.1"));
        assertThat(Loader.files(Map.of("LD_LIBRARY_PATH", system.toString()), folder))
                .containsExactly(system.resolve("libOpenCL.so.1"), mine.resolve("libOpenCL.so.1"));
    }

    @Test
    void neverTakesACpuByItself() {
        Here.device().close();
        BackendRequest request = new BackendRequest(Precision.DOUBLE, 1, 0, null);
        assumeTrue(Candidate.all().get(0).isCpu(), "the first OpenCL device here is no CPU");
        Probe probe = new OpenClProvider().probe(request);
        assertThat(probe.available()).isTrue();
        assertThat(probe.automatic()).isFalse();
        assertThat(probe.reason()).isEqualTo("it computes on the CPU, where the backend cpu is faster");
        assertThat(Backends.report(request))
                .filteredOn(BackendReport::selected)
                .extracting(BackendReport::name)
                .doesNotContain("opencl");
    }

    @Test
    void namesTheDevicesThatThereAre() {
        Here.device().close();
        BackendRequest request = new BackendRequest(Precision.DOUBLE, 1, 99, null);
        assertThatThrownBy(() -> Backends.open("opencl", request))
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessageContaining("expected a device from 0 to ")
                .hasMessageContaining("got 99")
                .hasMessageContaining("`device`");
        assertThatThrownBy(() -> new OpenClProvider().open(request)).isInstanceOf(DeviceException.class);
    }

    @Test
    void showsWhatTheCompilerSays() {
        try (OpenClDevice device = Here.device()) {
            // a constant is missing
            ProgramSource source = new ProgramSource("features", Precision.DOUBLE, Map.of());
            assertThatThrownBy(() -> device.compile(source))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("compile features")
                    .hasMessageContaining("GROUP");
        }
    }

    @Test
    void unpacksNoLibraryToTheSharedFolder() {
        Here.device().close();
        File[] files = new File(System.getProperty("java.io.tmpdir"))
                .listFiles((where, name) -> name.startsWith("lather-opencl-"));
        assertThat(files).isEmpty();
    }
}
