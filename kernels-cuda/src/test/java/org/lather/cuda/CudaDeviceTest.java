package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.device.queue.MemoryPool;

/**
 * The device and the provider on a driver that computes on the host: what is asked of a driver, not what a device does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CudaDeviceTest {
    /** Everything is freed but the primary context, which is retained once in a process. */
    private static final String NOTHING_LEFT = "left: 0 memory, 0 pinned, 0 streams, 0 events, 0 modules, 1 contexts\n";

    @TempDir
    private static Path folder;

    private FakeDriver driver;

    @BeforeAll
    void build() throws IOException {
        driver = new FakeDriver(folder);
    }

    @Test
    void copiesFillsAndLaunches() throws IOException {
        // more than the slots of pinned memory hold
        assertThat(driver.run("device-large"))
                .contains("Fake device, compute capability 9.0, driver for CUDA 12.6")
                .contains("copies agree: true")
                .contains("filled: 0")
                .contains("program agrees: true")
                .contains("timed: true")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    @Test
    void doesEveryOperationOfTheBackend() throws IOException {
        assertThat(driver.run("backend"))
                .contains("DOUBLE false agrees: true", "DOUBLE true agrees: true")
                .contains("SINGLE false agrees: true", "SINGLE true agrees: true")
                .doesNotContain("failed")
                .doesNotContainPattern("held: [^0]")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    @Test
    void isFreedWhereTheProgramLosesItWithoutClosingIt() throws IOException {
        assertThat(driver.run("unclosed"))
                .contains("held: true", "allocated: 0\n", "backend cuda was not closed")
                .doesNotContain("backend cpu was not closed", "backend reference was not closed")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    /** The driver does what is enqueued as early or as late as events allow. */
    @ParameterizedTest
    @ValueSource(strings = {"uploads-first", "uploads-last"})
    void comesOutAsIfDoneInOrder(String order) throws IOException {
        assertThat(driver.run("contract", "FAKE_ORDER", order))
                .contains("as if in order")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
        assertThat(driver.run("backend-double", "FAKE_ORDER", order))
                .contains("DOUBLE false agrees: true", "DOUBLE true agrees: true")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    /** An upload waits for the last program that needs its memory, and for nothing after it. */
    @Test
    void uploadsOverlapWithProgramsThatDoNotNeedTheirBuffer() throws IOException {
        assertThat(driver.run("order", "FAKE_ORDER", "uploads-first", "FAKE_TELL", "1"))
                .startsWith("""
                        new buffer
                        upload after 0 programs, 0 wait
                        another new buffer
                        upload after 0 programs, 3 wait
                        buffer of the first program
                        upload after 1 programs, 2 wait
                        once more
                        upload after 1 programs, 3 wait
                        memory of a closed buffer
                        upload after 4 programs, 1 wait
                        what is written to
                        upload after 5 programs, 0 wait
                        end
                        """)
                .endsWith("exit code 0");
    }

    /** A program waits for the uploads into its own buffers, and for those before. */
    @Test
    void programsWaitForTheUploadsThatTheyNeed() throws IOException {
        assertThat(driver.run("order", "FAKE_ORDER", "uploads-last", "FAKE_TELL", "1"))
                .startsWith("""
                        new buffer
                        program after 1 uploads, 0 wait
                        program after 1 uploads, 0 wait
                        program after 1 uploads, 0 wait
                        another new buffer
                        buffer of the first program
                        program after 3 uploads, 0 wait
                        once more
                        program after 3 uploads, 1 wait
                        memory of a closed buffer
                        what is written to
                        end
                        """)
                .endsWith("exit code 0");
    }

    /** An error of a program, after which the driver refuses every call: the process says so when it opens again. */
    @ParameterizedTest
    @CsvSource({"cuLaunchKernel, 719, CUDA_ERROR_LAUNCH_FAILED", "cuStreamSynchronize, 700, CUDA_ERROR_ILLEGAL_ADDRESS"
    })
    void saysThatAFailedDeviceNeedsANewProcess(String function, int code, String name) throws IOException {
        String cure = "Start the program again: a device that failed accepts no more work from the process";
        assertThat(driver.run("backend", "FAKE_FAIL", function + ":" + code + ":3"))
                .containsPattern("failed: " + function + ".*: " + name + ".*\\. " + cure)
                .contains("unavailable: the device accepts no work after an earlier failure (" + name)
                .doesNotContain("agrees")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    /** A failure somewhere in the middle of the operations. */
    @ParameterizedTest
    @CsvSource({"cuMemAlloc_v2, 2, 7", "cuLaunchKernel, 701, 5", "cuMemcpyDtoHAsync_v2, 700, 2"})
    void theBackendGivesEverythingBackAfterAFailure(String function, int code, int after) throws IOException {
        assertThat(driver.run("backend", "FAKE_FAIL", function + ":" + code + ":" + after))
                .contains("failed: " + function.replace("_v2", ""))
                .doesNotContain("agrees")
                .doesNotContainPattern("held: [^0]")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    /**
     * A launch, or the driver that loads a function for it, runs out of memory after others have added to a result: the
     * work ends, and is not done again in smaller steps. Where an allocation fails it is done again.
     */
    @Test
    void nothingIsAddedTwiceWhereMemoryRunsOut() throws IOException {
        assertThat(driver.run("derivatives", "FAKE_FAIL", "@" + folder.resolve("failures")))
                .containsPattern("cuModuleGetFunction: [1-9]\\d* failed, 0 for memory, 0 wrong")
                .containsPattern("cuLaunchKernel: [1-9]\\d* failed, 0 for memory, 0 wrong")
                .containsPattern("cuMemAlloc_v2: 0 failed, \\d+ for memory, 0 wrong")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    @ParameterizedTest
    @CsvSource({
        "cuDevicePrimaryCtxRetain, 46, 0, CUDA_ERROR_DEVICE_UNAVAILABLE",
        "cuStreamCreate, 2, 1, CUDA_ERROR_OUT_OF_MEMORY",
        "cuEventCreate, 2, 0, CUDA_ERROR_OUT_OF_MEMORY",
        "cuEventCreate, 2, 4, CUDA_ERROR_OUT_OF_MEMORY",
        "cuMemHostAlloc, 2, 1, CUDA_ERROR_OUT_OF_MEMORY",
        "cuMemAlloc_v2, 2, 1, CUDA_ERROR_OUT_OF_MEMORY",
        "cuMemcpyHtoDAsync_v2, 719, 0, CUDA_ERROR_LAUNCH_FAILED",
        "cuMemcpyDtoHAsync_v2, 700, 1, CUDA_ERROR_ILLEGAL_ADDRESS",
        "cuMemsetD32Async, 700, 0, CUDA_ERROR_ILLEGAL_ADDRESS",
        "cuModuleLoadDataEx, 209, 0, CUDA_ERROR_NO_BINARY_FOR_GPU",
        "cuLaunchKernel, 701, 0, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
        "cuStreamSynchronize, 700, 0, CUDA_ERROR_ILLEGAL_ADDRESS",
    })
    void saysWhatFailedAndGivesEverythingBack(String function, int code, int after, String name) throws IOException {
        assertThat(driver.run("device", "FAKE_FAIL", function + ":" + code + ":" + after))
                .containsPattern("failed: " + function.replace("_v2", "") + ".*: " + name + ", code " + code
                        + ", as the driver says it")
                .contains(function.contains("Retain") ? NOTHING_LEFT.replace('1', '0') : NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploads-first", "uploads-last"})
    void freesIdleMemoryThatNoCommandUsesBeforeItGivesUp(String order) throws IOException {
        assertThat(driver.run("memory", "FAKE_MEMORY", "209715200", "FAKE_ORDER", order))
                .contains("after idle memory was freed: " + MemoryPool.round(150 << 20))
                .doesNotContain("memory is freed while commands wait")
                .contains("DeviceMemoryException: cuMemAlloc of 314572800 bytes: CUDA_ERROR_OUT_OF_MEMORY, code 2")
                .contains(NOTHING_LEFT)
                .endsWith("exit code 0");
    }

    @ParameterizedTest
    @CsvSource({
        "FAKE_INIT, 100, the NVIDIA driver finds no device (cuInit: CUDA_ERROR_NO_DEVICE",
        "FAKE_INIT, 803, the NVIDIA driver does not start (cuInit: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
        "FAKE_INIT, 999, the NVIDIA driver does not start (cuInit: CUDA_ERROR_UNKNOWN",
        "FAKE_DEVICES, 0, 'there is no device 0, the driver has 0 devices'",
        "FAKE_DRIVER, 11080, 'the NVIDIA driver serves CUDA 11.8, expected 12.0 or more'",
    })
    void theProbeSaysWhatIsWrongWithTheDriver(String setting, String value, String reason) throws IOException {
        assertThat(driver.run("probe", setting, value))
                .contains("false|" + reason)
                .doesNotContain("Exception", "||")
                .endsWith("exit code 0");
    }

    /** What stands where the library should: nothing, and something that is no library. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theProbeSaysWhatIsWrongWithTheLibraries(boolean damaged) throws IOException {
        for (String library : Generation.CUDA_12.libraries()) {
            Path file = folder.resolve(library.contains("builtins") ? library + ".6" : library);
            if (damaged) {
                Files.writeString(file, "not a library");
            } else {
                Files.deleteIfExists(file);
            }
        }
        String reason = damaged
                ? "the library " + folder.resolve("libcublasLt.so.12") + " does not load: "
                : "none of CUDA's libraries (libcublas.so.12 and others) was found in ";
        assertThat(driver.run("probe-libraries"))
                .contains("false|" + reason)
                .doesNotContain("Exception", "||")
                .endsWith("exit code 0");
    }
}
