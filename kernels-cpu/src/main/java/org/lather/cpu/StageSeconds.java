package org.lather.cpu;

import java.util.Map;

/**
 * The workers' time in the stages of {@link Coupling}. Expansion and coupling are timed on a sample of the
 * environments, because reading the clock costs a hundredth of one.
 */
final class StageSeconds {
    /** Interval of the environments that are timed; not a divisor of the number that a worker takes at a time. */
    static final int SAMPLE = 7;

    /** Longs from one worker's times to the next one's: two lines of the cache. */
    private static final int APART = 16;

    /** [worker APART + stage], ns. */
    private final long[] time;

    StageSeconds(int workers) {
        time = new long[(workers + 1) * APART];
    }

    /** The neighbours of a structure were found. */
    void neighbours(int worker, long begin) {
        time[worker * APART] += System.nanoTime() - begin;
    }

    /** An environment of the sample: when it began and when it was expanded, ns; it is coupled now. */
    void environment(int worker, long begin, long expanded) {
        time[worker * APART + 1] += SAMPLE * (expanded - begin);
        time[worker * APART + 2] += SAMPLE * (System.nanoTime() - expanded);
    }

    /** Returns {@link org.lather.backend.Backend#workerSeconds()}. */
    Map<String, Double> byStage() {
        return Map.of("neighbours", seconds(0), "expand", seconds(1), "couple", seconds(2));
    }

    private double seconds(int stage) {
        long sum = 0;
        for (int at = stage; at < time.length; at += APART) {
            sum += time[at];
        }
        return sum * 1e-9;
    }
}
