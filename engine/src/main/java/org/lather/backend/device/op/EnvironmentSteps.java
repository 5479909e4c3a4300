package org.lather.backend.device.op;

import java.util.function.IntUnaryOperator;

/**
 * Divides environments into steps that fit scratch memory: as many as there is room for, whether they have few
 * neighbours, as in molecules, or many, as in crystals.
 *
 * @param environmentBytes of an environment without its pairs
 * @param pairBytes of a pair
 * @param most environments of a step
 */
public record EnvironmentSteps(long environmentBytes, long pairBytes, int most) {
    /** The bytes of the environments from {@code begin} to {@code end}. */
    public long bytes(int begin, int end, IntUnaryOperator pairs) {
        long sum = 0;
        for (int e = begin; e < end; e++) {
            sum += environmentBytes + pairBytes * pairs.applyAsInt(e);
        }
        return sum;
    }

    /**
     * The end of the step that begins with an environment, exclusive; at least one belongs to it.
     *
     * @param count of all environments
     * @param pairs the number of pairs of an environment
     * @param room bytes
     */
    int end(int begin, int count, IntUnaryOperator pairs, long room) {
        long sum = 0;
        int end = begin;
        while (end < count && end - begin < most) {
            sum += bytes(end, end + 1, pairs);
            if (sum > room && end > begin) {
                break;
            }
            end++;
        }
        return end;
    }
}
