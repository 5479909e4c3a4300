package org.lather.basis;

import java.util.SplittableRandom;

/** A uniform sample without replacement (Vitter's selection sampling: Knuth, TAOCP 3.4.2 S). */
public final class RandomSample {
    private RandomSample() {}

    /**
     * Draws {@code count} of the numbers from 0 to {@code total} (exclusive), ascending; all of them if there are
     * fewer.
     */
    public static long[] of(long total, int count, long seed) {
        int n = (int) Math.min(total, count);
        long[] out = new long[n];
        SplittableRandom random = new SplittableRandom(seed);
        int taken = 0;
        for (long i = 0; taken < n; i++) {
            if (random.nextDouble() * (total - i) < n - taken) {
                out[taken++] = i;
            }
        }
        return out;
    }
}
