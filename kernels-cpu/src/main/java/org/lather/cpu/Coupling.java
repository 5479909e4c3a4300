package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;

/** Expansion and coupling of a range of environments, one after another on each worker. */
final class Coupling {
    /** Environments that a worker takes at a time. */
    private static final int CHUNK = 8;

    private final WorkerPool pool;
    private final Ledger ledger;
    private final FreeList free;
    private final Precision precision;
    private final StageSeconds seconds;
    private @Nullable ExpansionPlan plan;
    /** [worker], for the plan. */
    private final @Nullable Workbench[] benches;

    private int most;
    /** [worker]: a row in double that is rounded when it is whole. */
    private final double[][] rows;

    Coupling(WorkerPool pool, Ledger ledger, FreeList free, Precision precision) {
        this.pool = pool;
        this.ledger = ledger;
        this.free = free;
        this.precision = precision;
        seconds = new StageSeconds(pool.threads());
        benches = new Workbench[pool.threads()];
        rows = new double[pool.threads()][0];
    }

    CpuFeatures features(CpuCoefficients promise, Descriptor descriptor) {
        CpuBatch batch = promise.batch();
        int from = promise.from();
        int count = promise.environments();
        batch.find(promise.expansion().cutoff().radius(), from, promise.to(), pool, seconds);
        prepare(promise);
        int[] centers = new int[count];
        for (int i = 0; i < count; i++) {
            centers[i] = batch.centerOf(from + i);
        }
        int columns = descriptor.columns(batch.channels());
        CpuFeatures out = new CpuFeatures(centers, columns, precision, ledger, free);
        out.known(ChannelPairs.of(descriptor, batch.channels()));
        double[] doubles = out.doubles();
        boolean invariant = descriptor instanceof Descriptor.PowerSpectrum;
        pool.forEach(count, CHUNK, (i, worker) -> {
            int environment = from + i;
            boolean timed = i % StageSeconds.SAMPLE == 0;
            long started = timed ? System.nanoTime() : 0;
            Workbench bench = bench(worker);
            bench.expand(
                    batch.neighbourhoods(batch.structureOf(environment)),
                    batch.atomOf(environment),
                    batch.elementOf(environment));
            long expanded = timed ? System.nanoTime() : 0;
            double[] to = doubles == null ? row(worker, columns) : doubles;
            int at = doubles == null ? 0 : i * columns;
            out.present(i, bench.channels());
            double square = invariant ? bench.powerSpectrum(to, at) : bench.copyCoefficients(to, at);
            if (doubles == null) {
                out.store(i, to, at);
            } else {
                out.norms()[i] = Math.sqrt(square);
            }
            if (timed) {
                seconds.environment(worker, started, expanded);
            }
        });
        // scratch is part of the peak, not of what is held between calls
        ledger.add(bytes());
        ledger.remove(bytes());
        return out;
    }

    StageSeconds seconds() {
        return seconds;
    }

    /** Scratch for this expansion, with room for the largest number of neighbours. */
    private void prepare(CpuCoefficients promise) {
        CpuBatch batch = promise.batch();
        plan(promise.expansion(), batch.channels());
        int needed = batch.mostNeighbours(promise.from(), promise.to());
        if (most == 0 || needed > most) {
            most = room(needed);
            Arrays.fill(benches, null);
        }
    }

    /** Room for more neighbours than asked for, so that it seldom grows. */
    static int room(int neighbours) {
        return Math.max(Lanes.roundUp(neighbours + neighbours / 4, 32), 32);
    }

    /** The plan of an expansion; that of the last one is kept. */
    ExpansionPlan plan(DensityExpansion expansion, Channels channels) {
        ExpansionPlan p = plan;
        if (p == null || !p.expansion.equals(expansion) || !p.channels.equals(channels)) {
            p = new ExpansionPlan(expansion, channels);
            Arrays.fill(benches, null);
            most = 0;
            plan = p;
        }
        return p;
    }

    private Workbench bench(int worker) {
        Workbench b = benches[worker];
        ExpansionPlan p = plan;
        if (b == null) {
            if (p == null) {
                throw new IllegalStateException("no expansion was planned");
            }
            b = new Workbench(p, most);
            benches[worker] = b;
        }
        return b;
    }

    private double[] row(int worker, int columns) {
        if (rows[worker].length < columns) {
            rows[worker] = new double[columns];
        }
        return rows[worker];
    }

    /** The scratch of all workers. */
    private long bytes() {
        long sum = 0;
        for (int w = 0; w < rows.length; w++) {
            Workbench b = benches[w];
            sum += 8L * rows[w].length + (b == null ? 0 : b.bytes());
        }
        return sum;
    }
}
