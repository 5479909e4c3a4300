package org.lather.maps;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.lather.execution.DeviceWorkers;

/** Threads that share the rows of a loop. Each row writes what is its own, so results do not depend on the threads. */
final class RowWorkers implements AutoCloseable {
    private static final int PARTS = 8;

    private final int threads;
    private final DeviceWorkers workers;

    /** Work on the rows from {@code from} (inclusive) to {@code to} (exclusive). */
    interface Rows {
        void compute(int from, int to);
    }

    RowWorkers(int threads) {
        this.threads = threads;
        this.workers = new DeviceWorkers(threads);
    }

    void each(int count, Rows rows) {
        int step = Math.max(1, (count + PARTS * threads - 1) / (PARTS * threads));
        AtomicInteger next = new AtomicInteger();
        List<Future<Boolean>> work = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            work.add(workers.submit(t, () -> {
                for (int from = next.getAndAdd(step); from < count; from = next.getAndAdd(step)) {
                    rows.compute(from, Math.min(count, from + step));
                }
                return true;
            }));
        }
        work.forEach(DeviceWorkers::await);
    }

    @Override
    public void close() {
        workers.close();
    }
}
