package org.lather.backend.device.memory;

/**
 * What operations may take of a device's memory for themselves: a part of what is free and allowed, so that features,
 * tiles and sums have the rest.
 *
 * @param stepBytes for the coefficients, pairs and derivatives of the environments of one step
 * @param productBytes for rows that a vendor multiplies
 */
public record ScratchBudget(long stepBytes, long productBytes) {
    private static final long LEAST = 1 << 20;
    private static final long MOST_STEP = 256L << 20;
    private static final long MOST_PRODUCT = 1L << 30;

    /**
     * @param freeBytes of the device
     * @param allowedBytes what the work may hold
     */
    public static ScratchBudget of(long freeBytes, long allowedBytes) {
        long all = Math.min(freeBytes, allowedBytes);
        return new ScratchBudget(
                Math.max(LEAST, Math.min(MOST_STEP, all / 16)), Math.max(LEAST, Math.min(MOST_PRODUCT, all / 8)));
    }
}
