package org.lather.cpu;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;

/**
 * CPU time of the stages inside of {@link Coupling}, summed over the workers. The workers' clocks are read around whole loops, as
 * reading one takes a system call; how a loop divides into expansion and coupling comes from the wall time of a sample of its
 * environments.
 */
final class StageSeconds {
    /** One environment in so many is timed; no divisor of the number that a worker takes at a time. */
    static final int SAMPLE = 7;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final WorkerPool pool;
    private final boolean counted;
    private double neighbours;
    private double expand;

    /** [worker]: wall time of the sample in this loop, ns. */
    private final long[] expanding;

    private final long[] coupling;

    StageSeconds(WorkerPool pool) {
        this.pool = pool;
        counted = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();
        expanding = new long[pool.threads()];
        coupling = new long[pool.threads()];
    }

    /** CPU time of all workers so far, ns. */
    long now() {
        long sum = 0;
        for (int w = 0; counted && w < pool.threads(); w++) {
            sum += Math.max(0, THREADS.getThreadCpuTime(pool.thread(w).getId()));
        }
        return sum;
    }

    void neighbours(long since) {
        neighbours += 1e-9 * (now() - since);
    }

    /** An environment of the sample, on a worker: when it began, when it was expanded, when it was coupled; ns. */
    void environment(int worker, long begin, long expanded, long coupled) {
        expanding[worker] += expanded - begin;
        coupling[worker] += coupled - expanded;
    }

    /** The loop over environments ended. */
    void loop(long since) {
        long e = 0;
        long c = 0;
        for (int w = 0; w < expanding.length; w++) {
            e += expanding[w];
            c += coupling[w];
            expanding[w] = 0;
            coupling[w] = 0;
        }
        if (e + c > 0) {
            expand += 1e-9 * (now() - since) * e / (e + c);
        }
    }

    /** As {@link org.lather.backend.Backend#cpuSeconds()}. */
    Map<String, Double> byStage() {
        return counted ? Map.of("neighbours", neighbours, "expand", expand) : Map.of();
    }
}
