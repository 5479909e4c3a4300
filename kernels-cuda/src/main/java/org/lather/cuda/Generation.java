package org.lather.cuda;

import java.util.List;
import java.util.Map;

/**
 * A major version of CUDA. The file names of its libraries differ between generations, although both have the functions
 * that JCuda calls; {@code libcusparse.so.12} even belongs to both, so libraries of two generations must never meet in
 * one process.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of and Map.of do not change
enum Generation {
    CUDA_12(
            12,
            List.of(
                    "libcublasLt.so.12",
                    "libcublas.so.12",
                    "libnvJitLink.so.12",
                    "libcusparse.so.12",
                    "libcusolver.so.11",
                    "libcusolverMg.so.11",
                    "libnvrtc-builtins.so.12",
                    "libnvrtc.so.12"),
            Map.of()),
    CUDA_13(
            13,
            List.of(
                    "libcublasLt.so.13",
                    "libcublas.so.13",
                    "libnvJitLink.so.13",
                    "libcusparse.so.12",
                    "libcusolver.so.12",
                    "libcusolverMg.so.12",
                    "libnvrtc-builtins.so.13",
                    "libnvrtc.so.13"),
            Map.of(
                    "libcublas.so.12", "libcublas.so.13",
                    "libcusolver.so.11", "libcusolver.so.12",
                    "libcusolverMg.so.11", "libcusolverMg.so.12",
                    "libnvrtc.so.12", "libnvrtc.so.13"));

    private final int major;
    private final List<String> libraries;
    private final Map<String, String> renamed;

    Generation(int major, List<String> libraries, Map<String, String> renamed) {
        this.major = major;
        this.libraries = libraries;
        this.renamed = renamed;
    }

    int major() {
        return major;
    }

    /**
     * The names of the libraries in the order in which they are loaded: each after those it requires, and NVRTC's
     * builtins before NVRTC, which opens them by their bare name.
     */
    List<String> libraries() {
        return libraries;
    }

    /** The library names that JCuda's own libraries, built for CUDA 12, require, and their names in this generation. */
    Map<String, String> renamed() {
        return renamed;
    }

    /** The command by which a user without a toolkit can install the libraries. */
    String pip() {
        return this == CUDA_12
                ? "pip install nvidia-cublas-cu12 nvidia-cusolver-cu12 nvidia-cusparse-cu12 nvidia-nvjitlink-cu12"
                        + " nvidia-cuda-nvrtc-cu12"
                : "pip install nvidia-cublas nvidia-cusolver nvidia-cusparse nvidia-nvjitlink nvidia-cuda-nvrtc";
    }

    @Override
    public String toString() {
        return "CUDA " + major;
    }
}
