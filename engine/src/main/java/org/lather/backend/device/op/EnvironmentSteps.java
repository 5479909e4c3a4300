package org.lather.backend.device.op;

import java.util.function.IntUnaryOperator;
import org.lather.backend.RangeSize;

/**
 * Divides environments into steps that fit scratch memory: as many as fit, whether they have few neighbours, as in
 * molecules, or many, as in crystals.
 *
 * @param environmentBytes bytes of an environment without its pairs
 * @param pairBytes bytes of a pair
 * @param most largest number of environments in a step
 */
public record EnvironmentSteps(long environmentBytes, long pairBytes, int most) {
    /** The number of bytes of the environments from {@code begin} to {@code end}. */
    public long bytes(int begin, int end, IntUnaryOperator pairs) {
        long sum = 0;
        for (int e = begin; e < end; e++) {
            sum += environmentBytes + pairBytes * pairs.applyAsInt(e);
        }
        return sum;
    }

    /**
     * Steps over environments, with at least one environment each.
     *
     * @param pairs the number of pairs of an environment
     * @param room bytes
     */
    RangeSize steps(IntUnaryOperator pairs, long room) {
        return new RangeSize(room, most, e -> bytes(e, e + 1, pairs), "environment");
    }
}
