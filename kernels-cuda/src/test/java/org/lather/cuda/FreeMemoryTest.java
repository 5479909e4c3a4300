package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Work is planned with what the driver has left, less headroom for the vendor; a device that is too small is reported
 * before anything begins.
 */
class FreeMemoryTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "140, 141, 7219", // a twentieth of the device
        "7, 8, 512", // what libraries load
        "0.5, 8, 256", // half of what is free
    })
    void leavesHeadroomForLibraries(double freeGib, double totalGib, long headroomMib) {
        FreeMemory memory = new FreeMemory((long) (freeGib * (1L << 30)), (long) (totalGib * (1L << 30)));
        assertThat(memory.headroom() >> 20).isEqualTo(headroomMib);
    }

    @Test
    void countsWhatIsIdleAndRefusesWhatDoesNotFit() throws IOException {
        new FakeDriver(folder);
        String out = FakeDriver.java(
                Map.of("LD_LIBRARY_PATH", folder.toString(), "FAKE_MEMORY", "65536"),
                FreeMemoryRun.class.getName(),
                folder.toString());
        assertThat(out)
                .contains("free: 32768\n", "beside a buffer: 16384 of 16384\n", "with an idle one: 32768\n")
                .containsPattern("MemoryBudgetException: memory: this fit needs .*, the device has 32 KiB free")
                .contains("left: 0 memory, 0 pinned, 0 streams, 0 events, 0 modules, 1 contexts\n")
                .endsWith("exit code 0");
    }
}
