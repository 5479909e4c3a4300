package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiles: reduced, whitened, accumulated. */
public abstract class TileContract extends AgainstReference {
    @Test
    void holdsRows() {
        try (Tile t = backend.tile(3, 2)) {
            assertThat(t.rows()).isEqualTo(3);
            assertThat(t.columns()).isEqualTo(2);
            assertThat(t.download()).containsExactly(0, 0, 0, 0, 0, 0);
            t.upload(1, new double[] {1, 2, 3, 4});
            double[] copy = t.download();
            assertThat(copy).containsExactly(0, 0, 1, 2, 3, 4);
            copy[0] = 9;
            assertThat(t.download()[0]).isZero();
            t.clear();
            assertThat(t.download()).containsOnly(0);
            assertThatThrownBy(() -> t.upload(2, new double[4])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "5,3,2", "17,9,4", "40,33,40", "64,130,7"})
    void reducesEnvironments(int rows, int columns, int structures) {
        long seed = 1000L * rows + columns;
        Random random = new Random(seed);
        double[] k = gaussian(random, (rows + 2) * columns);
        double[] start = gaussian(random, (structures + 1) * columns);
        int[] row = random.ints(rows, 0, structures).toArray();
        double[] factor = gaussian(random, rows);
        double[][] out = new double[2][];
        for (int b = 0; b < 2; b++) {
            Backend each = b == 0 ? backend : reference;
            try (Tile environments = each.tile(rows + 2, columns);
                    Tile to = each.tile(structures + 1, columns)) {
                environments.upload(0, k);
                to.upload(0, start);
                each.reduce(environments, new RowMap(row, factor), to);
                out[b] = to.download();
                assertThat(environments.download()).isEqualTo(k);
            }
        }
        near("seed " + seed, out[0], out[1], Tolerance.sum(5 * rows, rows));
        // the row that nothing goes to
        assertThat(Arrays.copyOfRange(out[0], structures * columns, out[0].length))
                .isEqualTo(Arrays.copyOfRange(start, structures * columns, start.length));
    }

    @Test
    void refusesRowsThatDoNotExist() {
        try (Tile a = backend.tile(2, 3);
                Tile out = backend.tile(1, 3);
                Tile narrow = backend.tile(1, 2)) {
            assertThatThrownBy(() -> backend.reduce(a, new RowMap(new int[] {0, 1}, new double[] {1, 1}), out))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> backend.reduce(a, new RowMap(new int[] {0}, new double[] {1}), narrow))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> backend.reduce(a, new RowMap(new int[3], new double[3]), out))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Φ Lᵀ = K, block by block. */
    @ParameterizedTest
    @CsvSource({"1,1,0,0", "3,2,1,4", "19,8,17,5", "50,33,1,64"})
    void whitensBlocks(int rows, int a, int b, int c) {
        long seed = 100L * rows + a;
        Random random = new Random(seed);
        int size = a + b + c;
        List<Whitening.Block> blocks = List.of(
                new Whitening.Block(0, a, factor(random, a)),
                new Whitening.Block(a, b, factor(random, b)),
                new Whitening.Block(a + b, c, factor(random, c)));
        double[] k = gaussian(random, rows * size);
        double[] phi;
        try (Tile t = backend.tile(rows, size)) {
            t.upload(0, k);
            backend.whiten(t, new Whitening(size, blocks));
            phi = t.download();
        }
        double[] back = new double[rows * size];
        for (Whitening.Block block : blocks) {
            for (int r = 0; r < rows; r++) {
                for (int i = 0; i < block.size(); i++) {
                    for (int j = 0; j <= i; j++) {
                        back[r * size + block.offset() + i] +=
                                phi[r * size + block.offset() + j] * block.factor()[i * block.size() + j];
                    }
                }
            }
        }
        near("seed " + seed, back, k, Tolerance.sum(20 * largest(phi), size));
        try (Tile t = backend.tile(rows, size + 1)) {
            assertThatThrownBy(() -> backend.whiten(t, new Whitening(size, blocks)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Lower triangular, well conditioned, undefined above. */
    private static double[] factor(Random random, int n) {
        double[] l = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                l[i * n + j] = j > i ? Double.NaN : j == i ? 1 + random.nextDouble() : random.nextGaussian() / n;
            }
        }
        return l;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "9,4,2", "33,17,1", "70,65,3"})
    void sumsNormalEquations(int rows, int size, int targets) {
        long seed = 100L * rows + size;
        Random random = new Random(seed);
        double[] phi = gaussian(random, (rows + 1) * size);
        double[] y = gaussian(random, rows * targets);
        double[] weight = random.doubles(rows, 0, 2).toArray();
        // a target that is not known is masked by its weight
        weight[rows / 2] = 0;
        y[rows / 2 * targets] = Double.NaN;
        NormalEquations got = sums(backend, phi, size, rows, weight, y, started(size, targets));
        NormalEquations expected = sums(reference, phi, size, rows, weight, y, started(size, targets));
        double limit = Tolerance.sum(30 * rows, rows);
        near("seed " + seed, got.matrix().square(), expected.matrix().square(), limit);
        near("seed " + seed, got.right(), expected.right(), limit);
        near("seed " + seed, got.squares(), expected.squares(), limit);
        assertThat(got.rows()).isEqualTo(10 + 2 * (rows - 1));
    }

    /** Sums over ten rows that others have added; each backend is handed its own. */
    private static NormalEquations started(int size, int targets) {
        NormalEquations start = new NormalEquations(size, targets);
        double[] matrix = new double[size * size];
        matrix[size * size - 1] = 3;
        start.matrix().add(1, PanelsInMemory.of(matrix, size));
        start.right()[0] = -2;
        start.squares()[targets - 1] = 0.5;
        start.countRows(10);
        return start;
    }

    private static NormalEquations sums(
            Backend b, double[] phi, int size, int rows, double[] weight, double[] y, NormalEquations start) {
        try (Tile t = b.tile(phi.length / size, size);
                Accumulator a = b.accumulator(start)) {
            t.upload(0, phi);
            a.add(t, rows, weight, y);
            a.add(t, 0, new double[0], new double[0]);
            a.add(t, rows, weight, y);
            return a.download();
        }
    }

    @Test
    void sumsDoNotDependOnThreads() {
        Random random = new Random(31);
        double[] phi = gaussian(random, 90 * 41);
        double[] y = gaussian(random, 90);
        double[] weight = random.doubles(90, 0, 2).toArray();
        NormalEquations start = new NormalEquations(41, 1);
        NormalEquations one;
        try (Backend b = open(1)) {
            one = sums(b, phi, 41, 90, weight, y, start);
        }
        for (int threads = 2; threads <= 3; threads++) {
            try (Backend b = open(threads)) {
                NormalEquations more = sums(b, phi, 41, 90, weight, y, start);
                assertThat(more.matrix().square()).isEqualTo(one.matrix().square());
                assertThat(more.right()).isEqualTo(one.right());
            }
        }
    }

    @Test
    void refusesWrongWeights() {
        try (Tile t = backend.tile(2, 3);
                Accumulator a = backend.accumulator(new NormalEquations(3, 1));
                Accumulator wide = backend.accumulator(new NormalEquations(4, 1))) {
            double[] two = {1, 1};
            assertThatThrownBy(() -> a.add(t, 2, new double[] {1, -1}, two))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> a.add(t, 2, two, new double[1])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> a.add(t, 3, new double[3], new double[3]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wide.add(t, 2, two, two)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void countsBytes() {
        try (Tile t = backend.tile(100, 30)) {
            t.clear();
            assertThat(backend.resources().ledger().heldBytes()).isGreaterThanOrEqualTo(8L * 100 * 30);
        }
        long size = backend.info().precision() == Precision.SINGLE ? 4 : 8;
        try (Features f = backend.load(new FeatureBlock(new double[70_000], 70, new int[1000]));
                Accumulator a = backend.accumulator(new NormalEquations(50, 1))) {
            assertThat(a.download().size()).isEqualTo(50);
            assertThat(backend.resources().ledger().heldBytes())
                    .isGreaterThanOrEqualTo(size * f.rows() * f.columns() + NormalEquations.bytes(50, 1));
        }
        assertThat(backend.resources().ledger().peakBytes()).isGreaterThanOrEqualTo(size * 70_000);
    }
}
