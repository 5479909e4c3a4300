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
     * Computes the kernels of a structure with others.
     *
     * @param k covariances, [atoms][environments]
     * @param starts first environment of each of the others, and the end of the last one
     * @param out takes the kernels from an offset
     */
    void match(double[] k, int atoms, int[] starts, int environments, double[] out, int offset) {
        int count = starts.length - 1;
        AtomicInteger next = new AtomicInteger();
        List<Future<Boolean>> work = new ArrayList<>();
        int used = Math.min(kernels.size(), (count + TAKEN - 1) / TAKEN);
        for (int t = 0; t < used; t++) {
            PairKernel kernel = kernels.get(t);
            work.add(threads.submit(t, () -> {
                for (int from = next.getAndAdd(TAKEN); from < count; from = next.getAndAdd(TAKEN)) {
                    for (int j = from; j < Math.min(count, from + TAKEN); j++) {
                        int first = starts[j];
                        out[offset + j] = kernel.of(k, first, environments, atoms, starts[j + 1] - first);
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
