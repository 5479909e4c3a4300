package org.lather.cpu;

import org.jspecify.annotations.Nullable;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.descriptor.DirectDescriptor;

/** Computes features directly from neighbours, environments one after another on each worker. */
final class DirectStep {
    /** Number of environments that a worker takes at a time. */
    private static final int CHUNK = 8;

    private final WorkerPool pool;
    private final Ledger ledger;
    private final FreeList free;
    private final Precision precision;
    private final StageSeconds seconds;
    private final @Nullable DirectBench[] benches;
    /** [worker]: a row before it is rounded. */
    private final double[][] rows;

    DirectStep(WorkerPool pool, Ledger ledger, FreeList free, Precision precision, StageSeconds seconds) {
        this.pool = pool;
        this.ledger = ledger;
        this.free = free;
        this.precision = precision;
        this.seconds = seconds;
        benches = new DirectBench[pool.threads()];
        rows = new double[pool.threads()][0];
    }

    /** Computes a row for each environment of a range whose neighbours were found. */
    CpuFeatures features(CpuRange range, DirectDescriptor descriptor, int[] centers) {
        CpuBatch batch = range.batch();
        int columns = descriptor.columns(batch.channels());
        CpuFeatures out = new CpuFeatures(centers, columns, precision, ledger, free);
        double[] doubles = out.doubles();
        pool.forEach(range.size(), CHUNK, (i, worker) -> {
            int environment = range.from() + i;
            double[] to = doubles == null ? row(worker, columns) : doubles;
            int at = doubles == null ? 0 : i * columns;
            boolean timed = i % StageSeconds.SAMPLE == 0;
            long started = timed ? System.nanoTime() : 0;
            DirectBench.of(descriptor, batch.channels(), benches, worker)
                    .values(
                            batch.neighbourhoods(batch.structureOf(environment)),
                            batch.atomOf(environment),
                            batch.elementOf(environment),
                            to,
                            at);
            if (timed) {
                seconds.environment(worker, started, started);
            }
            if (doubles == null) {
                out.store(i, to, at);
            } else {
                out.measure(i);
            }
        });
        // scratch counts for the peak, but is not held between calls
        ledger.add(bytes());
        ledger.remove(bytes());
        return out;
    }

    private double[] row(int worker, int columns) {
        if (rows[worker].length < columns) {
            rows[worker] = new double[columns];
        }
        return rows[worker];
    }

    private long bytes() {
        long sum = DirectBench.bytes(benches);
        for (double[] row : rows) {
            sum += 8L * row.length;
        }
        return sum;
    }
}
