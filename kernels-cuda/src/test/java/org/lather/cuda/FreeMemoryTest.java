package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work is planned with what the driver has left; a device that is too small is told before anything begins. */
class FreeMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void countsWhatIsIdleAndRefusesWhatDoesNotFit() throws IOException {
        new FakeDriver(folder);
        String out = FakeDriver.java(
                Map.of("LD_LIBRARY_PATH", folder.toString(), "FAKE_MEMORY", "65536"),
                FreeMemoryRun.class.getName(),
                folder.toString());
        assertThat(out)
                .contains("free: 65536\n", "beside a buffer: 49152 of 16384\n", "with an idle one: 65536\n")
                .containsPattern("MemoryBudgetException: memory: this fit needs .*, the device has 64 KiB free")
                .contains("left: 0 memory, 0 pinned, 0 streams, 0 events, 0 modules, 1 contexts\n")
                .endsWith("exit code 0");
    }
}
