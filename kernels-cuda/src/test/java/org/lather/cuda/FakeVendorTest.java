package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JCuda's own libraries on a driver, a cuBLAS and a cuSOLVER that compute on the host: how they are loaded and called.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FakeVendorTest {
    /** Everything is freed but the primary context, which is retained once in a process. */
    private static final String DRIVER_LEFT = "left: 0 memory, 0 pinned, 0 streams, 0 events, 0 modules, 1 contexts\n";

    @TempDir
    private static Path folder;

    private final Map<Generation, Path> libraries = new EnumMap<>(Generation.class);
    private FakeDriver driver;

    @BeforeAll
    void build() throws IOException {
        driver = new FakeDriver(folder);
        for (Generation g : Generation.values()) {
            libraries.put(g, FakeVendor.build(folder, g));
        }
    }

    private Path of(Generation generation) {
        return Objects.requireNonNull(libraries.get(generation));
    }

    private static String driverFor(Generation generation) {
        return Integer.toString(1000 * generation.major());
    }

    @ParameterizedTest
    @EnumSource(Generation.class)
    void everyOperationByTheVendorsAlgebra(Generation generation) throws IOException {
        assertThat(driver.runWith(of(generation), "vendor", folder.toString(), "FAKE_DRIVER", driverFor(generation)))
                .contains("loaded: " + generation, "DOUBLE agrees: true", "SINGLE agrees: true")
                .contains("dense: true")
                .doesNotContain("failed", "dense: false")
                .doesNotContainPattern("allocated: [^0]")
                .contains("left: 0 handles\nleft: 0 handles", DRIVER_LEFT)
                .endsWith("exit code 0");
    }

    @ParameterizedTest
    @EnumSource(Generation.class)
    void aSecondClassLoaderUsesTheLibrariesToo(Generation generation) throws IOException {
        String out = driver.runWith(
                of(generation), "vendor-in-two-loaders", folder.toString(), "FAKE_DRIVER", driverFor(generation));
        assertThat(out.split("loaded: " + generation, -1)).hasSize(3);
        assertThat(out.split("DOUBLE agrees: true", -1)).hasSize(3);
        assertThat(out).doesNotContain("failed", "agrees: false").endsWith("exit code 0");
    }

    /**
     * What the vendor's algebra computes is in the order of uploads and programs, which are as early or late as can be.
     */
    @ParameterizedTest
    @ValueSource(strings = {"uploads-first", "uploads-last"})
    void everyOperationByTheVendorsAlgebraInOrder(String order) throws IOException {
        assertThat(driver.runWith(of(Generation.CUDA_12), "vendor", folder.toString(), "FAKE_ORDER", order))
                .contains("DOUBLE agrees: true", "SINGLE agrees: true", "dense: true")
                .doesNotContain("failed", "dense: false")
                .contains("left: 0 handles\nleft: 0 handles", DRIVER_LEFT)
                .endsWith("exit code 0");
    }

    /** A library of the vendor fails in a thread in which no context is current. */
    @Test
    void factorisesAsTheFirstCallOfAThread() throws IOException {
        assertThat(driver.runWith(of(Generation.CUDA_12), "vendor-in-a-new-thread", folder.toString()))
                .contains("factorised: 0", "factor: 2.0 1.0 3.0")
                .doesNotContain("failed")
                .endsWith("exit code 0");
    }

    /** The message, and that nothing is left. */
    @ParameterizedTest
    @CsvSource({
        "cublasCreate_v2, 1, 0, 'cublasCreate: CUBLAS_STATUS_NOT_INITIALIZED, code 1'",
        "cublasCreate_v2, 3, 0, 'cublasCreate: CUBLAS_STATUS_ALLOC_FAILED, code 3'",
        "cublasSetWorkspace_v2, 7, 0, 'cublasSetWorkspace: CUBLAS_STATUS_INVALID_VALUE, code 7'",
        "cusolverDnCreate, 1, 0, 'cusolverDnCreate: CUSOLVER_STATUS_NOT_INITIALIZED, code 1'",
        "cusolverDnSetStream, 3, 0, 'cusolverDnSetStream: CUSOLVER_STATUS_INVALID_VALUE, code 3'",
        "cublasDgemm_v2, 13, 1, 'cublasDgemm: CUBLAS_STATUS_EXECUTION_FAILED, code 13'",
        "cublasDsyrk_v2, 14, 0, 'cublasDsyrk: CUBLAS_STATUS_INTERNAL_ERROR, code 14'",
        "cublasDtrsm_v2, 13, 0, 'cublasDtrsm: CUBLAS_STATUS_EXECUTION_FAILED, code 13'",
        "cusolverDnDpotrf, 7, 0, 'cusolverDnDpotrf: CUSOLVER_STATUS_INTERNAL_ERROR, code 7'",
        "cusolverDnDpotrs, 6, 0, 'cusolverDnDpotrs: CUSOLVER_STATUS_EXECUTION_FAILED, code 6'",
        "cuMemAlloc_v2, 2, 0, 'cuMemAlloc of 33554432 bytes: CUDA_ERROR_OUT_OF_MEMORY, code 2'",
    })
    void saysWhatTheVendorSaysAndGivesEverythingBack(String function, int code, int after, String message)
            throws IOException {
        assertThat(driver.runWith(
                        of(Generation.CUDA_12),
                        "vendor",
                        folder.toString(),
                        "FAKE_FAIL",
                        function + ":" + code + ":" + after))
                .contains("failed: " + message)
                .doesNotContainPattern("allocated: [^0]")
                .contains("left: 0 handles\nleft: 0 handles", DRIVER_LEFT)
                .endsWith("exit code 0");
    }

    /**
     * A library that has no memory for its kernels when it is first called: idle memory is freed, nothing is added
     * twice.
     */
    @ParameterizedTest
    @CsvSource({
        "cublasDgemm_v2, 3, 0",
        "cublasDgemm_v2, 1, 2",
        "cublasDgemm_v2, 14, 0",
        "cublasDsyrk_v2, 3, 0",
        "cublasDtrsm_v2, 1, 0",
        "cusolverDnDpotrf, 2, 0",
        "cusolverDnDpotrs, 1, 0",
    })
    void repeatsWhatALibraryCouldNotBegin(String function, int code, int after) throws IOException {
        Path failure = Files.writeString(folder.resolve("one-failure"), function + ":" + code + ":" + after);
        assertThat(driver.runWith(of(Generation.CUDA_12), "vendor", folder.toString(), "FAKE_FAIL", "@" + failure))
                .contains("DOUBLE agrees: true", "SINGLE agrees: true", "dense: true")
                .doesNotContain("failed", "dense: false")
                .endsWith("exit code 0");
    }

    /** An error that may come after something was computed ends the work where the result would be wrong. */
    @Test
    void doesNotRepeatWhatMayHaveBegun() throws IOException {
        Path failure = Files.writeString(folder.resolve("one-failure"), "cusolverDnDpotrf:7:0");
        assertThat(driver.runWith(of(Generation.CUDA_12), "vendor", folder.toString(), "FAKE_FAIL", "@" + failure))
                .contains("failed: cusolverDnDpotrf: CUSOLVER_STATUS_INTERNAL_ERROR, code 7")
                .endsWith("exit code 0");
    }

    /** A device without memory for the libraries: automatic selection goes on, and the message says what is missing. */
    @Test
    void saysThatTheLibrariesHaveTooLittleMemory() throws IOException {
        String[] settings = {"FAKE_FAIL", "cublasCreate_v2:1:0", "FAKE_MEMORY", "104857600"};
        String said = "it does not open (cublasCreate: CUBLAS_STATUS_NOT_INITIALIZED, code 1;"
                + " cuBLAS and cuSOLVER need up to 512 MiB of the device, 100 MiB are free";
        assertThat(driver.runWith(of(Generation.CUDA_12), "open", "cuda", settings))
                .contains(said)
                .endsWith("exit code 0");
        assertThat(driver.runWith(of(Generation.CUDA_12), "open", "auto", settings))
                .contains("opened: reference")
                .endsWith("exit code 0");
    }

    /** Patches of a compiler have one version, but not one cache: their libraries differ in size. */
    @Test
    void anotherPatchOfTheCompilerHasOtherKeys() throws IOException {
        String patch = cacheKey(of(Generation.CUDA_12));
        Path copy = Files.createDirectory(folder.resolve("patched"));
        try (var files = Files.list(of(Generation.CUDA_12))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        assertThat(cacheKey(copy)).isEqualTo(patch);
        Files.write(copy.resolve("libnvrtc.so.12"), new byte[16], java.nio.file.StandardOpenOption.APPEND);
        assertThat(cacheKey(copy)).isNotEqualTo(patch);
    }

    @Test
    void shippedProgramsAreNotCompiled(@TempDir Path own) throws IOException {
        assertThat(driver.runWith(of(Generation.CUDA_12), "shipped", own.toString()))
                .contains("image: [1, 2, 3]\nimage: [4]\n")
                .endsWith("exit code 0");
    }

    private String cacheKey(Path libraries) throws IOException {
        String said = driver.runWith(libraries, "cache-key", "text");
        assertThat(said).containsPattern("key: [0-9a-f]{64}\n").endsWith("exit code 0");
        return said.lines().filter(l -> l.startsWith("key: ")).findFirst().orElseThrow();
    }

    @Test
    void opensByItsName() throws IOException {
        assertThat(driver.runWith(of(Generation.CUDA_13), "open", "cuda", "FAKE_DRIVER", "13000"))
                .contains("true||", "opened: cuda Fake device, compute capability 9.0, driver for CUDA 13.0")
                .contains(DRIVER_LEFT)
                .endsWith("exit code 0");
    }

    /** A device that takes no work, or too little memory: the reason, and {@code auto} goes on. */
    @ParameterizedTest
    @CsvSource({
        "cuDevicePrimaryCtxRetain, 46, CUDA_ERROR_DEVICE_UNAVAILABLE",
        "cuDevicePrimaryCtxRetain, 2, CUDA_ERROR_OUT_OF_MEMORY",
        "nvrtcGetNumSupportedArchs, 5, NVRTC_ERROR_INVALID_OPTION",
    })
    void automaticGoesOnWhereTheProbeFails(String function, int code, String name) throws IOException {
        for (String backend : new String[] {"auto", "cuda"}) {
            String said =
                    driver.runWith(of(Generation.CUDA_12), "open", backend, "FAKE_FAIL", function + ":" + code + ":0");
            assertThat(said)
                    .containsPattern("false\\|the device does not take work \\(" + function + ": " + name + ", code "
                            + code + ".*\\|Check nvidia-smi")
                    .doesNotContain("Exception in")
                    .endsWith("exit code 0");
            if (backend.equals("auto")) {
                assertThat(said).contains("opened: reference");
            } else {
                assertThat(said).contains("UnavailableBackendException: backend cuda: the device does not take work (");
            }
        }
    }

    /** The device takes work, but has no memory for more. */
    @ParameterizedTest
    @CsvSource({
        "cublasCreate_v2, 3, 'cublasCreate: CUBLAS_STATUS_ALLOC_FAILED, code 3'",
        "cuMemAlloc_v2, 2, 'cuMemAlloc of 33554432 bytes: CUDA_ERROR_OUT_OF_MEMORY, code 2'",
    })
    void automaticGoesOnWhereTheBackendDoesNotOpen(String function, int code, String message) throws IOException {
        String setting = function + ":" + code + ":0";
        assertThat(driver.runWith(of(Generation.CUDA_12), "open", "auto", "FAKE_FAIL", setting))
                .contains("true||", "backend cuda is passed over, it does not open: " + message)
                .contains("opened: reference", DRIVER_LEFT);
        assertThat(driver.runWith(of(Generation.CUDA_12), "open", "cuda", "FAKE_FAIL", setting))
                .contains("UnavailableBackendException: backend cuda: it does not open (" + message)
                .contains(DRIVER_LEFT);
    }

    /** NVRTC is not there, or a library of the other generation is. */
    @Test
    void saysWhichLibraryIsMissing() throws IOException {
        Path without = Files.createDirectory(folder.resolve("without"));
        for (String library : Generation.CUDA_12.libraries()) {
            if (!library.equals("libnvrtc.so.12")) {
                Files.createFile(without.resolve(library.contains("builtins") ? library + ".6" : library));
            }
        }
        assertThat(driver.runWith(without, "open", "auto"))
                .contains("false|NVRTC, the compiler of device programs, is missing: " + without
                        + " has CUDA 12 without libnvrtc.so.12|Install it into the same place")
                .contains("opened: reference");
        Files.delete(without.resolve("libcusolver.so.11"));
        assertThat(driver.runWith(without, "open", "cuda"))
                .contains("UnavailableBackendException: backend cuda: the CUDA 12 libraries in " + without
                        + " are not complete, missing libcusolver.so.11, libnvrtc.so.12");
        assertThat(driver.runWith(of(Generation.CUDA_13), "open", "auto", "FAKE_DRIVER", "12060"))
                .contains("are of CUDA 13, the driver serves CUDA up to 12.6|Install a newer driver")
                .contains("opened: reference");
    }
}
