package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuMemGetInfo;

/**
 * The memory of a device as the driver reports it.
 *
 * @param free bytes that are free
 * @param total bytes of the device, or of the part of it that the process may use
 */
record FreeMemory(long free, long total) {
    /** Bytes that kernels of the vendor's libraries, which are loaded on first use, and local memory may take. */
    static final long LIBRARIES = 512L << 20;

    /** The memory of the device of the current context. */
    static FreeMemory now() {
        long[] free = new long[1];
        long[] total = new long[1];
        Status.call("cuMemGetInfo", () -> cuMemGetInfo(free, total));
        return new FreeMemory(free[0], total[0]);
    }

    /**
     * Bytes that computations must not be planned with: {@link #LIBRARIES} or a twentieth of the device, whichever is
     * more, and at most half of what is free.
     */
    long headroom() {
        return Math.min(Math.max(LIBRARIES, total / 20), free / 2);
    }
}
