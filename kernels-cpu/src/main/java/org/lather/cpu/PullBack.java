package org.lather.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;

/**
 * Computes gradients with respect to positions and strain from dE/dp: first the pair forces of each environment, in
 * parallel; then, structure by structure, their sums in the order of environments and pairs.
 */
final class PullBack {
    private static final int CHUNK = 4;

    private final Coupling coupling;
    private final WorkerPool pool;
    private final FreeList free;
    private final Ledger ledger;
    private @Nullable ExpansionPlan plan;
    private int most;
    private final @Nullable GradientBench[] benches;
    private final @Nullable DirectBench[] directs;
    /** [worker]: a row that was stored in floats. */
    private final double[][] rows;

    PullBack(Coupling coupling, WorkerPool pool, FreeList free, Ledger ledger) {
        this.coupling = coupling;
        this.pool = pool;
        this.free = free;
        this.ledger = ledger;
        benches = new GradientBench[pool.threads()];
        directs = new DirectBench[pool.threads()];
        rows = new double[pool.threads()][0];
    }

    void run(CpuRange range, Descriptor descriptor, List<Gradients.Pulled> targets) {
        CpuBatch batch = range.batch();
        int from = range.from();
        int to = range.to();
        if (from == to) {
            return;
        }
        PairForces forces = forces(range, descriptor);
        int[] pairs = pairs(batch, from, to);
        int length = Math.multiplyExact(3, pairs[to - from]);
        List<double[]> pairGradients =
                targets.stream().map(t -> free.doubles(length)).toList();
        pool.forEach(to - from, CHUNK, (i, worker) -> {
            int e = from + i;
            boolean alone = forces.prepare(worker, e) == 0;
            for (int t = 0; t < targets.size() && !alone; t++) {
                CpuFeatures v = (CpuFeatures) targets.get(t).gradient();
                double[] row = v.doubles();
                int at = i * v.columns();
                if (row == null) {
                    row = row(worker, v.columns());
                    v.download(i, i + 1, row, 0);
                    at = 0;
                }
                forces.pullBack(worker, row, at, targets.get(t).factor()[i], pairGradients.get(t), 3 * pairs[i]);
            }
        });
        int first = batch.structureOf(from);
        pool.forEach(batch.structureOf(to - 1) + 1 - first, 1, (item, worker) -> {
            int s = first + item;
            int begin = Math.max(from, batch.begin(s));
            int end = Math.min(to, batch.begin(s) + batch.atoms(s));
            for (int t = 0; t < targets.size(); t++) {
                Gradients.Pulled own = targets.get(t);
                for (int e = begin; e < end; e++) {
                    gather(batch, e, pairGradients.get(t), 3 * pairs[e - from], own.positions(), own.strain());
                }
            }
        });
        pairGradients.forEach(free::giveBack);
        // scratch is part of the peak, not of what is held between calls
        ledger.add(bytes());
        ledger.remove(bytes());
    }

    /** Computes the pair forces of one environment after another. */
    private interface PairForces {
        /** Computes what all targets need of an environment of the batch, and returns the number of its neighbours. */
        int prepare(int worker, int environment);

        /** Computes factor dE/dr of the neighbours, [neighbour][3] from {@code to} on, for v = dE/dp. */
        void pullBack(int worker, double[] v, int at, double factor, double[] out, int to);
    }

    private PairForces forces(CpuRange range, Descriptor descriptor) {
        CpuBatch batch = range.batch();
        Optional<DirectDescriptor> direct = descriptor.direct();
        if (direct.isPresent()) {
            batch.find(descriptor.radius(), range.from(), range.to(), pool, coupling.seconds());
            return new PairForces() {
                private DirectBench bench(int worker) {
                    return DirectBench.of(direct.get(), batch.channels(), directs, worker);
                }

                @Override
                public int prepare(int worker, int e) {
                    return bench(worker)
                            .read(batch.neighbourhoods(batch.structureOf(e)), batch.atomOf(e), batch.elementOf(e));
                }

                @Override
                public void pullBack(int worker, double[] v, int at, double factor, double[] out, int to) {
                    bench(worker).pullBack(v, at, factor, out, to);
                }
            };
        }
        prepare(batch, range.from(), range.to(), descriptor);
        GradientPlan features = coupling.gradientPlan(descriptor, batch.channels());
        return new PairForces() {
            @Override
            public int prepare(int worker, int e) {
                return bench(worker)
                        .prepare(batch.neighbourhoods(batch.structureOf(e)), batch.atomOf(e), batch.elementOf(e));
            }

            @Override
            public void pullBack(int worker, double[] v, int at, double factor, double[] out, int to) {
                bench(worker).pullBack(features, v, at, factor, out, to);
            }
        };
    }

    private static void gather(
            CpuBatch batch, int e, double[] pairGradients, int at, double[] positions, double[] strain) {
        int s = batch.structureOf(e);
        Neighbourhoods all = batch.neighbourhoods(s);
        int elements = batch.channels().atomicNumbers().length;
        int begin = all.first[batch.atomOf(e) * elements];
        int end = all.first[(batch.atomOf(e) + 1) * elements];
        int first = 3 * batch.begin(s);
        for (int p = begin, o = at; p < end; p++, o += 3) {
            int j = first + 3 * all.neighbour[p];
            for (int b = 0; b < 3; b++) {
                double g = pairGradients[o + b];
                positions[j + b] += g;
                positions[3 * e + b] -= g;
                double rg = all.r[p] * g;
                strain[9 * s + b] += all.x[p] * rg;
                strain[9 * s + 3 + b] += all.y[p] * rg;
                strain[9 * s + 6 + b] += all.z[p] * rg;
            }
        }
    }

    /** [i]: the pairs of the range before its environment i. */
    static int[] pairs(CpuBatch batch, int from, int to) {
        int elements = batch.channels().atomicNumbers().length;
        int[] out = new int[to - from + 1];
        for (int e = from; e < to; e++) {
            int[] first = batch.neighbourhoods(batch.structureOf(e)).first;
            int atom = batch.atomOf(e);
            out[e - from + 1] = out[e - from] + first[(atom + 1) * elements] - first[atom * elements];
        }
        return out;
    }

    /** Neighbours, and scratch with room for all of them. */
    ExpansionPlan prepare(CpuBatch batch, int from, int to, Descriptor descriptor) {
        batch.find(descriptor.radius(), from, to, pool, coupling.seconds());
        ExpansionPlan p = coupling.plan(descriptor.onlyExpansion(), batch.channels());
        int needed = batch.mostNeighbours(from, to);
        if (plan != p || needed > most) {
            most = Coupling.room(needed);
            Arrays.fill(benches, null);
            plan = p;
        }
        return p;
    }

    GradientBench bench(int worker) {
        GradientBench b = benches[worker];
        ExpansionPlan p = plan;
        if (b == null) {
            if (p == null) {
                throw new IllegalStateException("no expansion was planned");
            }
            b = new GradientBench(p, most);
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
    long bytes() {
        long sum = 0;
        for (int w = 0; w < rows.length; w++) {
            GradientBench b = benches[w];
            sum += 8L * rows[w].length + (b == null ? 0 : b.bytes());
        }
        return sum + DirectBench.bytes(directs);
    }
}
