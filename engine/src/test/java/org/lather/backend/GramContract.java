package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.kernel.Covariance;

/** Features to covariances. */
public abstract class GramContract extends AgainstReference {
    /** Signed features of different length, every seventh row zero, centres of three elements. */
    private static FeatureBlock block(Random random, int rows, int columns) {
        double[] v = gaussian(random, rows * columns);
        int[] centers = new int[rows];
        for (int i = 0; i < rows; i++) {
            centers[i] = new int[] {1, 6, 8}[random.nextInt(3)];
            double scale = i % 7 == 3 ? 0 : Math.exp(3 * random.nextGaussian());
            for (int c = 0; c < columns; c++) {
                v[i * columns + c] = scale * (v[i * columns + c] + 0.5);
            }
        }
        return new FeatureBlock(v, columns, centers);
    }

    private static double[] gram(
            Backend b,
            FeatureBlock x,
            FeatureBlock z,
            Covariance k,
            double weight,
            int rows,
            int columns,
            double[] start) {
        try (Features fx = b.load(x);
                Features fz = b.load(z);
                Tile out = b.tile(rows, columns)) {
            out.upload(0, start);
            b.covariances(Side.of(fx), Side.of(fz), k, weight, out);
            return out.download();
        }
    }

    private static double[] gram(Backend b, FeatureBlock x, FeatureBlock z, Covariance k) {
        return gram(b, x, z, k, 1, x.rows(), z.rows(), new double[x.rows() * z.rows()]);
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1",
        "2,3,2",
        "3,2,3",
        "5,4,7",
        "7,9,8",
        "8,8,9",
        "9,7,16",
        "13,17,17",
        "16,15,31",
        "17,33,33",
        "31,32,64",
        "33,31,65",
        "65,3,100",
        "4,66,257",
        "100,97,50",
        "1,40,1000",
        "40,1,1023"
    })
    void agreesForAnySize(int rows, int others, int columns) {
        long seed = 10_000L * rows + 100L * others + columns;
        Random random = new Random(seed);
        FeatureBlock x = block(random, rows, columns);
        FeatureBlock z = block(random, others, columns);
        for (double zeta : new double[] {1, 2, 3, 2.5, 80}) {
            for (Covariance.Centers centers : Covariance.Centers.values()) {
                Covariance k = new Covariance(zeta, centers);
                near(
                        "seed " + seed + " zeta " + zeta + " " + centers,
                        gram(backend, x, z, k),
                        gram(reference, x, z, k),
                        Tolerance.covariance(columns, zeta));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3,4", "7,20,33", "40,13,100", "65,70,300"})
    void sumsGiveTheirCovariancesToo(int rows, int others, int columns) {
        long seed = 100L * rows + others;
        Random random = new Random(seed);
        FeatureBlock x = block(random, rows, columns);
        FeatureBlock z = block(random, others, columns);
        int[] row = random.ints(rows, 0, 3).toArray();
        double[] factor = gaussian(random, rows);
        double[][] weights = {gaussian(random, others), gaussian(random, others)};
        for (double zeta : new double[] {1, 2, 2.5}) {
            for (Covariance.Centers centers : Covariance.Centers.values()) {
                Covariance k = new Covariance(zeta, centers);
                double[] all = gram(reference, x, z, k, 0.7, rows, others, new double[rows * others]);
                double[] expected = gaussian(random, 3 * others);
                double[] start = expected.clone();
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < others; j++) {
                        expected[row[i] * others + j] += factor[i] * all[i * others + j];
                    }
                }
                try (Features fx = backend.load(x);
                        Features fz = backend.load(z);
                        Tile out = backend.tile(3, others);
                        Tile wrong = backend.tile(2, others)) {
                    out.upload(0, start);
                    double[][] values = new double[2][rows];
                    double[][] alone = new double[2][rows];
                    CovarianceSums sums = new CovarianceSums(k, 0.7, weights, true);
                    RowMap map = new RowMap(row, factor);
                    backend.sums(fx, fz, sums, values, map, out);
                    backend.sums(fx, fz, sums, alone);
                    String where = "seed " + seed + " zeta " + zeta + " " + centers;
                    near(where, out.download(), expected, Tolerance.covariance(columns, zeta) * 4 * rows);
                    assertThat(values).as(where).isDeepEqualTo(alone);
                    backend.sums(fx, fz, new CovarianceSums(k, 0.7, new double[0][], true), new double[0][], map, out);
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] += expected[i] - start[i];
                    }
                    near(where, out.download(), expected, Tolerance.covariance(columns, zeta) * 8 * rows);
                    row[0] = 2;
                    assertThatThrownBy(() -> backend.sums(fx, fz, sums, values, map, wrong))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void givesTheCovariancesOfSomeRowsWithEachOther() {
        long seed = 22;
        Random random = new Random(seed);
        FeatureBlock x = block(random, 21, 40);
        for (Covariance.Centers centers : Covariance.Centers.values()) {
            Covariance k = new Covariance(2, centers);
            double[] all = gram(reference, x, x, k, 0.6, 21, 21, new double[21 * 21]);
            try (Features f = backend.load(x)) {
                for (int[] of : new int[][] {{0, 21}, {0, 1}, {4, 13}, {20, 21}, {5, 5}}) {
                    int n = of[1] - of[0];
                    double[] expected = new double[n * n];
                    for (int i = 0; i < n; i++) {
                        System.arraycopy(all, (of[0] + i) * 21 + of[0], expected, i * n, n);
                    }
                    double[] got = backend.covariancesWithin(f, of[0], of[1], k, 0.6);
                    near("rows from " + of[0], got, expected, Tolerance.covariance(40, 2));
                }
                assertThatThrownBy(() -> backend.covariancesWithin(f, 3, 22, k, 1))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void addsToALargerTile() {
        long seed = 21;
        Random random = new Random(seed);
        FeatureBlock x = block(random, 11, 37);
        FeatureBlock z = block(random, 6, 37);
        double[] start = gaussian(random, 15 * 9);
        Covariance k = new Covariance(2, Covariance.Centers.ANY);
        double[] got = gram(backend, x, z, k, -0.3, 15, 9, start);
        double[] expected = gram(reference, x, z, k, -0.3, 15, 9, start);
        near("seed " + seed, got, expected, Tolerance.covariance(37, 2) * 4);
        for (int i = 0; i < 15; i++) {
            for (int j = 0; j < 9; j++) {
                if (i >= 11 || j >= 6) {
                    assertThat(got[i * 9 + j]).as("outside the features").isEqualTo(start[i * 9 + j]);
                }
            }
        }
    }

    @Test
    void isOneWithItselfAndZeroForNothing() {
        Random random = new Random(22);
        FeatureBlock x = block(random, 20, 53);
        for (double zeta : new double[] {1, 2, 2.5}) {
            double[] k = gram(backend, x, x, new Covariance(zeta, Covariance.Centers.SAME));
            for (int i = 0; i < 20; i++) {
                double limit = Tolerance.covariance(53, zeta);
                near("seed 22 row " + i, new double[] {k[21 * i]}, new double[] {i % 7 == 3 ? 0 : 1}, limit);
                for (int j = 0; j < 20; j++) {
                    if (i % 7 == 3 || x.centers()[i] != x.centers()[j]) {
                        assertThat(k[20 * i + j]).isZero();
                    }
                }
            }
        }
    }

    @Test
    void hasNoRealPowerOfANegativeProduct() {
        FeatureBlock x = new FeatureBlock(new double[] {1, 0, -1, 0}, 2, new int[] {1, 1});
        assertThat(gram(backend, x, x, new Covariance(2.5, Covariance.Centers.ANY)))
                .containsExactly(1, 0, 0, 1);
        assertThat(gram(backend, x, x, new Covariance(3, Covariance.Centers.ANY)))
                .containsExactly(1, -1, -1, 1);
        assertThat(gram(backend, x, x, new Covariance(2, Covariance.Centers.ANY)))
                .containsExactly(1, 1, 1, 1);
    }

    /**
     * Whether an element has the same bits in a tile of any size. A vendor's product may sum in another order for
     * another shape: then it is the same to rounding.
     */
    protected boolean sameBitsInAnyTile() {
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 30})
    void doesNotDependOnTilesOrThreads(int step) {
        Random random = new Random(23);
        FeatureBlock x = block(random, 43, 75);
        FeatureBlock z = block(random, 38, 75);
        Covariance k = new Covariance(2.5, Covariance.Centers.ANY);
        double[] whole = gram(backend, x, z, k);
        for (int threads = 1; threads <= 3; threads++) {
            try (Backend other = open(threads)) {
                assertThat(gram(other, x, z, k)).isEqualTo(whole);
            }
        }
        for (int i = 0; i < 43; i += step) {
            for (int j = 0; j < 38; j += 19) {
                FeatureBlock xs =
                        x.gather(IntStream.range(i, Math.min(43, i + step)).toArray());
                FeatureBlock zs = z.gather(IntStream.range(j, j + 19).toArray());
                double[] part = gram(backend, xs, zs, k);
                for (int r = 0; r < xs.rows(); r++) {
                    near(
                            "seed 23, rows from " + i + ", columns from " + j,
                            Arrays.copyOfRange(part, 19 * r, 19 * r + 19),
                            Arrays.copyOfRange(whole, 38 * (i + r) + j, 38 * (i + r) + j + 19),
                            sameBitsInAnyTile() ? 0 : Tolerance.covariance(75, 2.5));
                }
            }
        }
    }

    @Test
    void keepsFeaturesInTheirPrecision() {
        FeatureBlock x = block(new Random(24), 5, 13);
        try (Features f = backend.load(x)) {
            FeatureBlock back = f.download();
            assertThat(back.centers()).isEqualTo(x.centers());
            assertThat(f.center(4)).isEqualTo(x.centers()[4]);
            for (int i = 0; i < x.values().length; i++) {
                double v = x.values()[i];
                assertThat(back.values()[i])
                        .isEqualTo(backend.info().precision() == Precision.SINGLE ? (double) (float) v : v);
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Random random = new Random(25);
        Covariance k = new Covariance(2, Covariance.Centers.ANY);
        try (Features x = backend.load(block(random, 3, 4));
                Features z = backend.load(block(random, 2, 5));
                Tile t = backend.tile(3, 2);
                Tile small = backend.tile(2, 3)) {
            assertThatThrownBy(() -> backend.covariances(Side.of(x), Side.of(z), k, 1, t))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> backend.covariances(Side.of(x), Side.of(x), k, 1, small))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
