package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.lather.backend.Backend;
import org.lather.backend.RangeSize;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;

/**
 * Computes K_MM, the covariances of representatives with each other, [M (2λ+1)] squared, on the host, block by block.
 * Rows are computed in chunks, which are halved if a device runs out of memory.
 */
public final class RepresentativeCovariances implements CovarianceBlocks {
    private final Backend backend;
    private final EnvironmentKernel kernel;
    private final Representatives all;
    private final int rangeSize;
    private final int[] starts;

    private RepresentativeCovariances(Backend backend, EnvironmentKernel kernel, Representatives all, int rangeSize) {
        this.backend = backend;
        this.kernel = kernel;
        this.all = all;
        this.rangeSize = rangeSize;
        this.starts = RepresentativeSelection.blockStarts(
                all.scalars().get(0), kernel.covariance().centers());
        int c = kernel.components();
        Arrays.setAll(starts, b -> starts[b] * c);
    }

    /**
     * Computes K_MM and factors it; K_MM is not kept, so the caller counts the memory of the result.
     *
     * @param rangeSize number of representatives at a time
     * @param factor factors the blocks
     */
    public static <T> T factored(
            Backend backend,
            EnvironmentKernel kernel,
            Representatives all,
            int rangeSize,
            Function<CovarianceBlocks, T> factor) {
        RepresentativeCovariances k = new RepresentativeCovariances(backend, kernel, all, rangeSize);
        int range = Math.min(all.count(), rangeSize);
        // of the largest block also a copy, with which a factorisation with pivoting begins
        long bytes = CovarianceBlocks.bytes(k.starts, k.size())
                + CovarianceBlocks.largestBytes(k.starts, k.size())
                + 8L * range * kernel.components() * k.most();
        backend.resources().ledger().add(bytes);
        try {
            return factor.apply(k);
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    /** The number of rows of the largest block. */
    private long most() {
        long most = 0;
        for (int b = 0; b < starts.length; b++) {
            most = Math.max(most, rows(b));
        }
        return most;
    }

    @Override
    public int[] starts() {
        return starts.clone();
    }

    @Override
    public int size() {
        return all.count() * kernel.components();
    }

    @Override
    public double[] compute(int block) {
        int c = kernel.components();
        int first = starts[block] / c;
        int n = rows(block);
        double[] k = new double[Math.multiplyExact(n, n)];
        List<Side> loaded = new ArrayList<>();
        try {
            for (int s = 0; s < kernel.terms().size(); s++) {
                loaded.add(n == size() ? all.load(backend, s) : all.load(backend, s, first, first + n / c));
            }
            new RangeSize(Math.min(n / c, rangeSize), "representative")
                    .cover(
                            n / c,
                            (from, to) -> {
                                double[] rows = rows(loaded, first + from, first + to, n);
                                System.arraycopy(rows, 0, k, from * c * n, rows.length);
                            },
                            (from, to) -> {});
            return k;
        } finally {
            loaded.forEach(Representatives::close);
        }
    }

    /** The covariances of some representatives with those of a block of n rows. */
    private double[] rows(List<Side> loaded, int from, int to, int n) {
        int c = kernel.components();
        try (Tile tile = backend.tile((to - from) * c, n)) {
            for (int s = 0; s < loaded.size(); s++) {
                Side x = all.load(backend, s, from, to);
                try {
                    backend.covariances(
                            x,
                            loaded.get(s),
                            kernel.covariance(),
                            kernel.terms().get(s).weight(),
                            tile);
                } finally {
                    Representatives.close(x);
                }
            }
            return tile.download();
        }
    }

    /** The number of bytes of a whitening. */
    public static long bytes(Whitening whitening) {
        return whitening.blocks().stream()
                .mapToLong(b -> 8L * b.size() * b.size())
                .sum();
    }
}
