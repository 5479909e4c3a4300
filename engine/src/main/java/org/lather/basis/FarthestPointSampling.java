package org.lather.basis;

import java.util.Arrays;
import org.lather.backend.Ledger;
import org.lather.backend.Progress;
import org.lather.backend.Tile;
import org.lather.kernel.Covariance;

/**
 * Farthest point sampling: each choice is the environment farthest from all chosen before, by the distance of the
 * kernel, d²(i,j) = k(i,i) + k(j,j) − 2 k(i,j) (Imbalzano et al. 2018, doi:10.1063/1.5024611). If only centres of the
 * same element have a covariance, distances between elements are constant, and only those within an element are stored.
 */
public final class FarthestPointSampling {
    /** Squared distance, relative to the largest k(i,i), below which an environment is a copy of a chosen one. */
    private static final double COPY = 1e-12;

    private final int[] group;
    private final int[] place;
    private final float[][] distances;
    private final double[] diagonal;

    private FarthestPointSampling(Pool pool, Progress progress) {
        int n = pool.size();
        boolean same = pool.kernel().covariance().centers() == Covariance.Centers.SAME;
        group = new int[n];
        place = new int[n];
        diagonal = new double[n];
        int[] size = new int[128];
        for (int i = 0; i < n; i++) {
            group[i] = same ? pool.center(i) : 0;
            place[i] = size[group[i]]++;
        }
        distances = new float[n][];
        for (int i = 0; i < n; i++) {
            // lower triangle of a group's matrix, row by row
            distances[i] = new float[place[i]];
        }
        progress.stage("distances", (long) n * (n + 1) / 2);
        fill(pool, progress);
    }

    private void fill(Pool pool, Progress progress) {
        int c = Pool.CHUNK;
        try (Tile tile = pool.backend().tile(c, c)) {
            for (int a = 0; a < pool.chunkCount(); a++) {
                pool.gram(a, a, tile);
                double[] own = tile.download();
                for (int i = a * c; i < Math.min(pool.size(), (a + 1) * c); i++) {
                    diagonal[i] = own[(i % c) * c + i % c];
                }
                for (int b = 0; b <= a; b++) {
                    double[] k = own;
                    if (b < a) {
                        pool.gram(a, b, tile);
                        k = tile.download();
                    }
                    scatter(k, a, b, pool.size());
                    long rows = Math.min(pool.size(), (a + 1) * c) - (long) a * c;
                    progress.advance(b < a ? rows * c : rows * (rows + 1) / 2);
                }
            }
        }
    }

    private void scatter(double[] k, int a, int b, int n) {
        int c = Pool.CHUNK;
        for (int i = a * c; i < Math.min(n, (a + 1) * c); i++) {
            for (int j = b * c; j < Math.min(i, (b + 1) * c); j++) {
                if (group[i] == group[j]) {
                    double d = diagonal[i] + diagonal[j] - 2 * k[(i % c) * c + j % c];
                    distances[i][place[j]] = (float) Math.max(0, d);
                }
            }
        }
    }

    /**
     * Chooses up to {@code count} environments of the pool, in the order of the choice; fewer if the rest are copies of
     * those chosen. The first is the first of the pool.
     *
     * @param progress is notified of two stages: pairs of environments whose distances are computed, and choices
     */
    public static int[] select(Pool pool, int count, Progress progress) {
        int[] size = new int[128];
        for (int i = 0; i < pool.size(); i++) {
            size[pool.kernel().covariance().centers() == Covariance.Centers.SAME ? pool.center(i) : 0]++;
        }
        long held = bytes(size);
        Ledger ledger = pool.backend().resources().ledger();
        ledger.add(held);
        try {
            return new FarthestPointSampling(pool, progress).choose(count, progress);
        } finally {
            ledger.remove(held);
        }
    }

    /**
     * The number of bytes that a choice needs in addition to the pool and a tile.
     *
     * @param groups sizes of the groups of the pool within which distances are stored
     */
    public static long bytes(int[] groups) {
        long sum = 2L * 8 * Pool.CHUNK * Pool.CHUNK;
        for (long n : groups) {
            sum += 2 * n * n + 40 * n;
        }
        return sum;
    }

    private int[] choose(int count, Progress progress) {
        progress.stage("selection", Math.min(count, group.length));
        double copy = COPY * Arrays.stream(diagonal).max().orElse(0);
        return FarthestPoints.choose(group.length, count, 0, copy, (chosen, nearest) -> {
            update(chosen, nearest);
            progress.advance(1);
        });
    }

    private void update(int chosen, double[] nearest) {
        for (int i = 0; i < nearest.length; i++) {
            if (nearest[i] < 0) {
                continue;
            }
            double d;
            if (group[i] != group[chosen]) {
                // all equal except for rounding, which must not decide: take the first of them
                d = (float) (diagonal[i] + diagonal[chosen]);
            } else {
                d = i > chosen ? distances[i][place[chosen]] : distances[chosen][place[i]];
            }
            nearest[i] = Math.min(nearest[i], d);
        }
    }
}
