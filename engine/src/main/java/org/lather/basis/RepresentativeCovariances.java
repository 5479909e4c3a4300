package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.RangeSize;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;

/**
 * Computes K_MM, the covariances of representatives with each other, [M (2λ+1)] squared, on the host. Rows are computed
 * in chunks, which are halved if a device runs out of memory.
 */
public final class RepresentativeCovariances {
    private RepresentativeCovariances() {}

    /** Factors K_MM of {@code size} rows, whose diagonal blocks begin at {@code blockStarts}. */
    public interface Factor<T> {
        T of(double[] matrix, int size, int[] blockStarts);
    }

    /**
     * Computes K_MM and factors it; K_MM is not kept, so the caller counts the memory of the result.
     *
     * @param rangeSize number of representatives at a time
     */
    public static <T> T factored(
            Backend backend, EnvironmentKernel kernel, Representatives all, int rangeSize, Factor<T> factor) {
        int c = kernel.components();
        int[] starts = RepresentativeSelection.blockStarts(
                all.scalars().get(0), kernel.covariance().centers());
        Arrays.setAll(starts, b -> starts[b] * c);
        int size = all.count() * c;
        int range = Math.min(all.count(), rangeSize);
        long bytes = 8L * size * size + 8L * range * c * size + blockBytes(starts, size);
        backend.resources().ledger().add(bytes);
        try {
            return factor.of(compute(backend, kernel, all, range), size, starts);
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    private static double[] compute(Backend backend, EnvironmentKernel kernel, Representatives all, int range) {
        int size = all.count() * kernel.components();
        double[] k = new double[Math.multiplyExact(size, size)];
        List<Side> loaded = new ArrayList<>();
        try {
            for (int s = 0; s < kernel.terms().size(); s++) {
                loaded.add(all.load(backend, s));
            }
            new RangeSize(range, "representative")
                    .cover(
                            all.count(),
                            (from, to) -> {
                                double[] rows = rows(backend, kernel, all, loaded, from, to);
                                System.arraycopy(rows, 0, k, from * kernel.components() * size, rows.length);
                            },
                            (from, to) -> {});
            return k;
        } finally {
            loaded.forEach(Representatives::close);
        }
    }

    private static double[] rows(
            Backend backend, EnvironmentKernel kernel, Representatives all, List<Side> loaded, int from, int to) {
        int c = kernel.components();
        try (Tile tile = backend.tile((to - from) * c, all.count() * c)) {
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

    /** The number of bytes of the diagonal blocks. */
    public static long blockBytes(int[] starts, int size) {
        long sum = 0;
        for (int b = 0; b < starts.length; b++) {
            long n = (b + 1 < starts.length ? starts[b + 1] : (long) size) - starts[b];
            sum += 8 * n * n;
        }
        return sum;
    }

    /** The number of bytes of a whitening. */
    public static long bytes(Whitening whitening) {
        return whitening.blocks().stream()
                .mapToLong(b -> 8L * b.size() * b.size())
                .sum();
    }
}
