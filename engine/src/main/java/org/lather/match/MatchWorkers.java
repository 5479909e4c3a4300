package org.lather.match;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.lather.execution.DeviceWorkers;
import org.lather.kernel.StructureKernel;

/** Threads that find the matches of one structure with many others. */
final class MatchWorkers implements AutoCloseable {
    /** Pairs that a thread takes at a time. */
    private static final int TAKEN = 8;

    private static final double ROUNDING = 1e-9;

    private final List<PairKernel> kernels = new ArrayList<>();
    private final DeviceWorkers threads;

    MatchWorkers(StructureKernel kernel, int threads) {
        for (int t = 0; t < threads; t++) {
            kernels.add(PairKernel.of(kernel));
        }
        this.threads = new DeviceWorkers(threads);
    }

    /**
     * The bytes of scratch memory of a thread for two structures: exponentials and a plan, or costs and flows, and the
     * Hessian of a regularised match.
     */
    static long bytes(StructureKernel kernel, long atoms, long others) {
        long least = Math.min(atoms, others);
        return kernel.isAdditive() ? 0 : 8 * (2 * atoms * others + least * least);
    }

    /**
     * Computes the kernels of a structure with others.
     *
     * @param k covariances, [atoms][environments]
     * @param starts first environment of each of the others, and the end of the last one
     * @param out takes the kernels
     */
    void match(double[] k, int atoms, int[] starts, int environments, double[] out) {
        each(starts.length - 1, (kernel, j) -> {
            int first = starts[j];
            out[j] = kernel.of(k, first, environments, atoms, starts[j + 1] - first);
        });
    }

    /** Computes the kernels of a structure with all others, and the plans and slopes of the pairs. */
    void match(StructureRows.Pairs pairs, int[] starts) {
        int environments = starts[starts.length - 1];
        int atoms = pairs.atoms();
        double[] k = pairs.covariances();
        each(starts.length - 1, (kernel, j) -> {
            int first = starts[j];
            int m = starts[j + 1] - first;
            pairs.kernels()[j] = kernel.of(k, first, environments, atoms, m);
            double[] plan = kernel.plan(atoms, m);
            double[] slopes = kernel.slopes(k, first, environments, atoms, m);
            for (int i = 0; i < atoms; i++) {
                System.arraycopy(plan, i * m, pairs.plans(), i * environments + first, m);
                System.arraycopy(slopes, i * m, pairs.slopes(), i * environments + first, m);
            }
        });
    }

    /** Work on the pair with one of the others. */
    private interface Work {
        void on(PairKernel kernel, int other);
    }

    private void each(int count, Work pair) {
        AtomicInteger next = new AtomicInteger();
        List<Future<Boolean>> work = new ArrayList<>();
        int used = Math.min(kernels.size(), (count + TAKEN - 1) / TAKEN);
        for (int t = 0; t < used; t++) {
            PairKernel kernel = kernels.get(t);
            work.add(threads.submit(t, () -> {
                for (int from = next.getAndAdd(TAKEN); from < count; from = next.getAndAdd(TAKEN)) {
                    for (int j = from; j < Math.min(count, from + TAKEN); j++) {
                        pair.on(kernel, j);
                    }
                }
                return true;
            }));
        }
        work.forEach(DeviceWorkers::await);
    }

    /** The largest error of a match so far, if one is larger than rounding explains. */
    OptionalDouble error() {
        double most = kernels.stream().mapToDouble(PairKernel::error).max().orElse(0);
        return most > ROUNDING ? OptionalDouble.of(most) : OptionalDouble.empty();
    }

    @Override
    public void close() {
        threads.close();
    }
}
