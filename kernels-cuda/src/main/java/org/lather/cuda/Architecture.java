package org.lather.cuda;

import java.util.Arrays;

/**
 * The target of a compilation: machine code of the device's architecture (cubin), or, if the compiler does not know it,
 * PTX of the newest architecture that it knows, which the driver translates.
 *
 * @param number compute capability, 10 major + minor
 */
record Architecture(int number, boolean cubin) {
    /**
     * Version of PTX that every driver for CUDA 12 accepts. Compilers of CUDA 13 write 9.0, which drivers for CUDA 12
     * refuse.
     */
    private static final String PTX_VERSION = ".version 8.0";

    /** The newest architecture that PTX 8.0 describes. */
    private static final int PTX_NEWEST = 90;

    /**
     * @param device compute capability of the device, 10 major + minor
     * @param known architectures that the compiler knows
     */
    static Architecture of(int device, int[] known) {
        if (Arrays.stream(known).anyMatch(k -> k == device)) {
            return new Architecture(device, true);
        }
        int below = Arrays.stream(known).filter(k -> k < device).max().orElseThrow(() -> {
            int oldest = Arrays.stream(known).min().orElse(0);
            return new CudaUnavailableException(
                    "the device has compute capability " + text(device) + ", CUDA's libraries here begin at "
                            + text(oldest),
                    "Install an older release: CUDA 12 serves devices from 5.0 on");
        });
        return new Architecture(below, false);
    }

    String option() {
        return "--gpu-architecture=" + (cubin ? "sm_" : "compute_") + number;
    }

    /** Lowers PTX to the oldest version that can represent it. */
    String lower(String ptx) {
        return number <= PTX_NEWEST ? ptx.replaceFirst("(?m)^\\.version \\d+\\.\\d+", PTX_VERSION) : ptx;
    }

    /** Formats a compute capability: 9.0 for 90. */
    static String text(int number) {
        return number / 10 + "." + number % 10;
    }
}
