package org.lather.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.BackendReport;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;

/** A process that ends while a device is open and computes. */
class ShutdownTest {
    /** -Dshutdowns=50 for more. */
    private static final int TIMES = Integer.getInteger("shutdowns", 3);

    @TempDir
    private Path folder;

    @Test
    void endsCleanly() throws IOException, InterruptedException {
        List<BackendReport> devices = Backends.report(BackendRequest.defaults()).stream()
                .filter(r -> r.available() && List.of("cuda", "opencl").contains(r.name()))
                .toList();
        assumeTrue(!devices.isEmpty(), "neither CUDA nor OpenCL here");
        for (BackendReport device : devices) {
            for (int i = 0; i < TIMES; i++) {
                Path log = folder.resolve("log");
                Process p = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java")
                                        .toString(),
                                "-Xmx512m",
                                "-XX:ErrorFile=" + folder.resolve("crash"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Shutdown.class.getName(),
                                device.name())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                assertThat(p.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();
                assertThat(p.exitValue()).as(Files.readString(log)).isZero();
                assertThat(Files.readString(log)).contains("computed, left open");
                assertThat(folder.resolve("crash")).doesNotExist();
            }
        }
    }
}
