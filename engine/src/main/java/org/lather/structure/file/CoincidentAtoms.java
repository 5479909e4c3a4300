package org.lather.structure.file;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds two atoms at the same place, which is an error of a file. Periodic images are not considered. The cost is
 * linear: atoms are hashed by cubes that are so small that few atoms fit in one.
 */
final class CoincidentAtoms {
    /** Distance below which atoms are considered to be at the same place, Å. */
    static final double NEAR = 1e-3;

    /** Edge length of a cube, Å. */
    private static final double EDGE = 1e-2;

    private static final double FARTHEST = 1L << 50;
    private static final int FEW = 24;

    /** Two atoms and their distance, Å. */
    record Pair(int first, int second, double distance) {}

    private final double[] positions;

    private CoincidentAtoms(double[] positions) {
        this.positions = positions;
    }

    /** @param positions [n][3] flattened, Å */
    static Optional<Pair> find(double[] positions) {
        CoincidentAtoms search = new CoincidentAtoms(positions);
        return Optional.ofNullable(positions.length / 3 <= FEW ? search.amongFew() : search.amongMany());
    }

    private @Nullable Pair amongFew() {
        int n = positions.length / 3;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                if (near(i, j)) {
                    return pair(j, i);
                }
            }
        }
        return null;
    }

    private @Nullable Pair amongMany() {
        int n = positions.length / 3;
        int mask = Integer.highestOneBit(Math.min(n, 1 << 28)) * 4 - 1;
        int[] first = new int[mask + 1];
        int[] next = new int[n + 1];
        long[] low = new long[3];
        long[] high = new long[3];
        for (int i = 0; i < n; i++) {
            for (int d = 0; d < 3; d++) {
                low[d] = cube(positions[3 * i + d] - NEAR);
                high[d] = cube(positions[3 * i + d] + NEAR);
            }
            for (long a = low[0]; a <= high[0]; a++) {
                for (long b = low[1]; b <= high[1]; b++) {
                    for (long c = low[2]; c <= high[2]; c++) {
                        for (int j = first[hash(a, b, c) & mask]; j > 0; j = next[j]) {
                            if (near(i, j - 1)) {
                                return pair(j - 1, i);
                            }
                        }
                    }
                }
            }
            int own = hash(cube(positions[3 * i]), cube(positions[3 * i + 1]), cube(positions[3 * i + 2])) & mask;
            next[i + 1] = first[own];
            first[own] = i + 1;
        }
        return null;
    }

    private boolean near(int i, int j) {
        double x = positions[3 * i] - positions[3 * j];
        double y = positions[3 * i + 1] - positions[3 * j + 1];
        double z = positions[3 * i + 2] - positions[3 * j + 2];
        return x * x + y * y + z * z < NEAR * NEAR;
    }

    private Pair pair(int i, int j) {
        double x = positions[3 * i] - positions[3 * j];
        double y = positions[3 * i + 1] - positions[3 * j + 1];
        double z = positions[3 * i + 2] - positions[3 * j + 2];
        return new Pair(i, j, Math.sqrt(x * x + y * y + z * z));
    }

    private static long cube(double x) {
        return (long) Math.floor(Math.max(-FARTHEST, Math.min(FARTHEST, x / EDGE)));
    }

    private static int hash(long a, long b, long c) {
        long h = (a * 0x9E3779B97F4A7C15L + b) * 0xC2B2AE3D27D4EB4FL + c;
        h = (h ^ h >>> 32) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 33);
    }
}
