package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.execution.RangeSize;
import org.lather.kernel.SoapKernel;

/**
 * K_MM, the covariances of representatives with each other, [M][M] on the host, computed a chunk of rows at a time,
 * halved where a device lacks memory.
 */
public final class RepresentativeCovariances {
    private RepresentativeCovariances() {}

    /** Factors K_MM of {@code size} rows, whose diagonal blocks begin at {@code blockStarts}. */
    public interface Factor<T> {
        T of(double[] matrix, int size, int[] blockStarts);
    }

    /**
     * Computes K_MM and factors it; K_MM is not kept, so the caller counts what the result holds.
     *
     * @param blocks features of the representatives, one block for each term of the kernel
     */
    public static <T> T factored(Backend backend, SoapKernel kernel, List<FeatureBlock> blocks, Factor<T> factor) {
        int m = blocks.get(0).rows();
        int[] starts = RepresentativeSelection.blockStarts(
                blocks.get(0), kernel.covariance().centers());
        long bytes = 8L * m * m + 8L * Math.min(m, Pool.CHUNK) * m + blockBytes(starts, m);
        backend.resources().ledger().add(bytes);
        try {
            return factor.of(compute(backend, kernel, blocks), m, starts);
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    private static double[] compute(Backend backend, SoapKernel kernel, List<FeatureBlock> blocks) {
        int m = blocks.get(0).rows();
        double[] k = new double[Math.multiplyExact(m, m)];
        List<Features> all = new ArrayList<>();
        try {
            blocks.forEach(b -> all.add(backend.load(b)));
            new RangeSize(Math.min(m, Pool.CHUNK), "representative")
                    .cover(m, (from, to) -> rows(backend, kernel, blocks, all, from, to, k), (from, to) -> {});
            return k;
        } finally {
            all.forEach(Features::close);
        }
    }

    private static void rows(
            Backend backend,
            SoapKernel kernel,
            List<FeatureBlock> blocks,
            List<Features> all,
            int from,
            int to,
            double[] k) {
        int m = blocks.get(0).rows();
        int[] rows = new int[to - from];
        Arrays.setAll(rows, i -> from + i);
        try (Tile tile = backend.tile(rows.length, m)) {
            for (int s = 0; s < all.size(); s++) {
                try (Features x = backend.load(blocks.get(s).gather(rows))) {
                    backend.covariances(
                            Side.of(x),
                            Side.of(all.get(s)),
                            kernel.covariance(),
                            kernel.terms().get(s).weight(),
                            tile);
                }
            }
            System.arraycopy(tile.download(), 0, k, from * m, rows.length * m);
        }
    }

    /** What the diagonal blocks take. */
    public static long blockBytes(int[] starts, int size) {
        long sum = 0;
        for (int b = 0; b < starts.length; b++) {
            long n = (b + 1 < starts.length ? starts[b + 1] : (long) size) - starts[b];
            sum += 8 * n * n;
        }
        return sum;
    }

    /** What a whitening holds. */
    public static long bytes(Whitening whitening) {
        return whitening.blocks().stream()
                .mapToLong(b -> 8L * b.size() * b.size())
                .sum();
    }
}
