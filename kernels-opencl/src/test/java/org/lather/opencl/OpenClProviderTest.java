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
            Probe p = new OpenClProvider().probe(BackendRequest.defaults());
            System.out.println(p.available() + "|" + p.automatic() + "|" + p.reason() + "|" + p.cure());
        }
    }

    private String probeElsewhere(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        List<String> command = new java.util.ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(options));
        command.add(Main.class.getName());
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
    void saysThatTheLibraryDoesNotLoad() throws IOException, InterruptedException {
        // a file in place of the folder that the library is unpacked to
        Path file = Files.createFile(folder.resolve("file"));
        String said = probeElsewhere(Map.of(), "-Djava.io.tmpdir=" + file);
        assertThat(said)
                .contains("false|false|cannot write to the temporary folder")
                .contains("-Djava.io.tmpdir");
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
                .hasMessageContaining("--device");
        assertThatThrownBy(() -> new OpenClProvider().open(request)).isInstanceOf(DeviceException.class);
    }

    @Test
    void showsWhatTheCompilerSays() {
        try (OpenClDevice device = Here.device()) {
            // a constant is missing
            ProgramSource source = new ProgramSource("coupling", Precision.DOUBLE, Map.of("L_MAX", 2));
            assertThatThrownBy(() -> device.compile(source))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("compile coupling")
                    .hasMessageContaining("Q");
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
