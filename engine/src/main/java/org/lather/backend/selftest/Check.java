package org.lather.backend.selftest;

/**
 * What became of one operation.
 *
 * @param results how many arrays were compared, of several sizes
 * @param error the largest difference from the reference, over the largest number of its array
 * @param limit of the error: rounding in the precision of the stored features
 * @param rate of one large size, in {@code unit}
 * @param unit e.g. GFLOP/s
 */
public record Check(String operation, int results, double error, double limit, double rate, String unit) {
    public boolean passed() {
        return error <= limit;
    }
}
