package org.lather.backend.selftest;

/**
 * What became of one operation.
 *
 * @param sizes how many were compared
 * @param error the largest difference from the reference, over the largest number of its array
 * @param limit of the error: rounding in the precision of the stored features
 * @param rate of one large size, in {@code unit}
 * @param unit e.g. GFLOP/s
 */
public record Check(String operation, int sizes, double error, double limit, double rate, String unit) {
    public boolean passed() {
        return error <= limit;
    }
}
