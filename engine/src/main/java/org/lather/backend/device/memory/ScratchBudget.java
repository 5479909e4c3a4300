package org.lather.backend.device.memory;

/**
 * The part of a device's memory that operations may use as scratch memory: a fraction of what is free and allowed, so
 * that the rest is available for features, tiles and sums.
 *
 * @param stepBytes bytes for the coefficients, pairs and derivatives of the environments of one step
 * @param productBytes bytes for rows that a vendor library multiplies
 */
public record ScratchBudget(long stepBytes, long productBytes) {
    private static final long LEAST = 1 << 20;
    private static final long MOST_STEP = 256L << 20;
    private static final long MOST_PRODUCT = 1L << 30;

    /**
     * @param freeBytes free memory of the device
     * @param allowedBytes memory limit of the computation
     */
    public static ScratchBudget of(long freeBytes, long allowedBytes) {
        long all = Math.min(freeBytes, allowedBytes);
        return new ScratchBudget(
                Math.max(LEAST, Math.min(MOST_STEP, all / 16)), Math.max(LEAST, Math.min(MOST_PRODUCT, all / 8)));
    }
}
