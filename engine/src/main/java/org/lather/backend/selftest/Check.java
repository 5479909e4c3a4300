package org.lather.backend.selftest;

/**
 * The result of checking one operation.
 *
 * @param results number of arrays of several sizes that were compared
 * @param error largest difference from the reference, over the largest absolute value of its array
 * @param limit limit of the error: rounding in the precision of the stored features
 * @param rate rate for one large size, in {@code unit}
 * @param unit e.g. GFLOP/s
 */
public record Check(String operation, int results, double error, double limit, double rate, String unit) {
    public boolean passed() {
        return error <= limit;
    }
}
