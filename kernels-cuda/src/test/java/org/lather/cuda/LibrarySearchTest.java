package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The choice of libraries among empty files. */
class LibrarySearchTest {
    private static final int DRIVER_12 = 12040;
    private static final int DRIVER_13 = 13000;

    @TempDir
    private Path root;

    private Path libraries(String folder, Generation generation, String... without) throws IOException {
        Path at = Files.createDirectories(root.resolve(folder));
        for (String library : generation.libraries()) {
            if (!List.of(without).contains(library)) {
                touch(at.resolve(library.contains("builtins") ? library + ".4" : library));
            }
        }
        return at;
    }

    private static void touch(Path file) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, new byte[0]);
    }

    /** The wheels of a Python installation. */
    private void wheels(String packages, Generation generation) throws IOException {
        for (String library : generation.libraries()) {
            String folder = generation == Generation.CUDA_13
                    ? "cu13"
                    : Map.of(
                                    "libcublas",
                                    "cublas",
                                    "libcublasLt",
                                    "cublas",
                                    "libnvJitLink",
                                    "nvjitlink",
                                    "libcusparse",
                                    "cusparse")
                            .getOrDefault(
                                    library.replaceFirst("\\.so.*", ""),
                                    library.contains("nvrtc") ? "cuda_nvrtc" : "cusolver");
            touch(root.resolve(
                    packages + "/nvidia/" + folder + "/lib/" + library + (library.contains("builtins") ? ".4" : "")));
        }
    }

    private LibrarySearch search(int driver, Map<String, String> environment) {
        return LibrarySearch.in(LibraryPlaces.of(null, environment, root), driver);
    }

    private CudaUnavailableException failure(int driver, Map<String, String> environment) {
        return catchThrowableOfType(CudaUnavailableException.class, () -> search(driver, environment));
    }

    @Test
    void goesFromTheUsersFoldersToTheSystems() throws IOException {
        libraries("usr/lib/x86_64-linux-gnu", Generation.CUDA_12);
        assertThat(search(DRIVER_12, Map.of()).place().name()).endsWith("usr/lib/x86_64-linux-gnu");
        libraries("usr/local/cuda-12.4/lib64", Generation.CUDA_12);
        libraries("usr/local/cuda-12.10/lib64", Generation.CUDA_12);
        assertThat(search(DRIVER_12, Map.of()).place().name()).endsWith("cuda-12.10/lib64");
        libraries("usr/local/cuda/lib64", Generation.CUDA_12);
        assertThat(search(DRIVER_12, Map.of()).place().name()).endsWith("usr/local/cuda/lib64");
        libraries("toolkit/lib64", Generation.CUDA_12);
        Map<String, String> home = Map.of("CUDA_HOME", root + "/toolkit");
        assertThat(search(DRIVER_12, home).place().name()).endsWith("toolkit/lib64");
        Path mine = libraries("mine", Generation.CUDA_12);
        Map<String, String> both = Map.of("CUDA_HOME", root + "/toolkit", "LD_LIBRARY_PATH", "/nowhere::" + mine);
        assertThat(search(DRIVER_12, both).place().name()).isEqualTo(mine.toString());
        Path given = libraries("given", Generation.CUDA_12);
        assertThat(LibrarySearch.in(LibraryPlaces.of(given, both, root), DRIVER_12)
                        .place()
                        .name())
                .isEqualTo(given.toString());
    }

    @ParameterizedTest
    @EnumSource(Generation.class)
    void findsWheels(Generation generation) throws IOException {
        wheels("env/lib/python3.11/site-packages", generation);
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            LibrarySearch found = search(DRIVER_13, Map.of(variable, root + "/env"));
            assertThat(found.generation()).isEqualTo(generation);
            assertThat(found.files()).hasSize(8).allMatch(Files::isRegularFile);
        }
        for (String given : List.of("", "/nvidia")) {
            Path folder = root.resolve("env/lib/python3.11/site-packages" + given);
            assertThat(LibrarySearch.in(LibraryPlaces.of(folder, Map.of(), root), DRIVER_13)
                            .generation())
                    .isEqualTo(generation);
        }
    }

    /** A command in PATH that links to the interpreter of an environment, which links to that of the system. */
    @Test
    void findsTheWheelsOfThePythonInPath() throws IOException {
        wheels("opt/env/lib/python3.12/site-packages", Generation.CUDA_13);
        touch(root.resolve("usr/bin/python3.12"));
        Path bin = Files.createDirectories(root.resolve("opt/env/bin"));
        Files.createSymbolicLink(bin.resolve("python3"), root.resolve("usr/bin/python3.12"));
        Path local = Files.createDirectories(root.resolve("local/bin"));
        Files.createSymbolicLink(local.resolve("python3"), Path.of("../../opt/env/bin/python3"));
        LibrarySearch found = search(DRIVER_13, Map.of("PATH", "/nowhere:" + local));
        assertThat(found.place().name()).endsWith("opt/env/lib/python3.12/site-packages/nvidia/cu13/lib");
    }

    @Test
    void loadsEachLibraryAfterThoseItNeeds() throws IOException {
        libraries("usr/lib64", Generation.CUDA_13);
        assertThat(search(DRIVER_13, Map.of()).files())
                .extracting(f -> f.getFileName().toString())
                .containsExactly(
                        "libcublasLt.so.13",
                        "libcublas.so.13",
                        "libnvJitLink.so.13",
                        "libcusparse.so.12",
                        "libcusolver.so.12",
                        "libcusolverMg.so.12",
                        "libnvrtc-builtins.so.13.4",
                        "libnvrtc.so.13");
    }

    @Test
    void neverMixesTwoPlacesOrGenerations() throws IOException {
        libraries("a", Generation.CUDA_12, "libcusolver.so.11");
        libraries("b", Generation.CUDA_13, "libcublas.so.13");
        Map<String, String> path = Map.of("LD_LIBRARY_PATH", root + "/a:" + root + "/b");
        CudaUnavailableException e = failure(DRIVER_13, path);
        assertThat(e.fact())
                .startsWith("the CUDA 12 libraries in " + root + "/a are not complete, missing libcusolver.so.11; ")
                .endsWith(" folders searched");
        assertThat(e.cure().toString()).contains("nvidia-cusolver-cu12", "`cuda-libraries`");
        libraries("a", Generation.CUDA_13);
        assertThat(search(DRIVER_13, path).generation()).isEqualTo(Generation.CUDA_13);
        touch(root.resolve("a/libcusolver.so.11"));
        assertThat(search(DRIVER_13, path).generation()).as("12 before 13").isEqualTo(Generation.CUDA_12);
    }

    @Test
    void theDriverMustServeTheGeneration() throws IOException {
        libraries("usr/lib64", Generation.CUDA_13);
        CudaUnavailableException e = failure(DRIVER_12, Map.of());
        assertThat(e.fact())
                .isEqualTo("the libraries in " + root + "/usr/lib64 are of CUDA 13, the driver serves CUDA up to 12.4");
        assertThat(e.cure().toString()).contains("580", "nvidia-cublas-cu12");
        libraries("usr/lib", Generation.CUDA_12);
        assertThat(search(DRIVER_12, Map.of()).place().name()).endsWith("usr/lib");
    }

    @Test
    void saysThatNvrtcIsMissing() throws IOException {
        libraries("usr/lib64", Generation.CUDA_12, "libnvrtc.so.12", "libnvrtc-builtins.so.12");
        CudaUnavailableException e = failure(DRIVER_12, Map.of());
        assertThat(e.fact())
                .isEqualTo("NVRTC, the compiler of device programs, is missing: " + root
                        + "/usr/lib64 has CUDA 12 without" + " libnvrtc-builtins.so.12 and libnvrtc.so.12");
        assertThat(e.cure().toString()).contains("nvidia-cuda-nvrtc-cu12");
    }

    @Test
    void saysThatAnOlderGenerationIsThere() throws IOException {
        touch(root.resolve("usr/lib64/libcublas.so.11"));
        assertThat(failure(DRIVER_12, Map.of()).fact())
                .isEqualTo("the libraries in " + root
                        + "/usr/lib64 are of another generation (libcublas.so.11), expected CUDA 12 or 13");
    }

    @Test
    void saysHowManyFoldersWereSearched() {
        CudaUnavailableException e = failure(DRIVER_12, Map.of("LD_LIBRARY_PATH", "/a:/b"));
        int without = folders(failure(DRIVER_12, Map.of()).fact());
        assertThat(folders(e.fact())).isEqualTo(without + 2);
        assertThat(e.cure().toString()).contains("pip install", "`cuda-libraries`");
        assertThatThrownBy(() -> LibrarySearch.in(List.of(LibraryPlace.of(root)), DRIVER_12))
                .isInstanceOfSatisfying(
                        CudaUnavailableException.class,
                        failure -> assertThat(failure.fact())
                                .isEqualTo(
                                        "none of CUDA's libraries (libcublas.so.12 and others) was found in 1 folder"));
    }

    private static int folders(String reason) {
        assertThat(reason).matches("none of CUDA's libraries .* was found in \\d+ folders");
        return Integer.parseInt(reason.replaceAll(".* (\\d+) folders", "$1"));
    }

    @Test
    void doesWithoutNvJitLink() throws IOException {
        libraries("usr/lib64", Generation.CUDA_12, "libnvJitLink.so.12");
        assertThat(search(DRIVER_12, Map.of()).files()).hasSize(7);
    }

    @Test
    void theBuiltinsAreThoseOfTheCompiler() throws IOException {
        Path at = libraries("usr/lib64", Generation.CUDA_12, "libnvrtc.so.12", "libnvrtc-builtins.so.12");
        for (String minor : List.of("9", "6", "10")) {
            touch(at.resolve("libnvrtc-builtins.so.12." + minor));
        }
        touch(at.resolve("libnvrtc.so.12"));
        LibraryPlace place = LibraryPlace.of(at);
        assertThat(place.find("libnvrtc-builtins.so.12")).hasFileName("libnvrtc-builtins.so.12.10");
        Files.delete(at.resolve("libnvrtc.so.12"));
        touch(at.resolve("libnvrtc.so.12.6.77"));
        Files.createSymbolicLink(at.resolve("libnvrtc.so.12"), at.resolve("libnvrtc.so.12.6.77"));
        assertThat(place.find("libnvrtc-builtins.so.12")).hasFileName("libnvrtc-builtins.so.12.6");
    }
}
