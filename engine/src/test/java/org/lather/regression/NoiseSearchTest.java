package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.Tile;
import org.lather.training.SmallTraining;

/** The held-out error that comes out of sums is that of fits to the other rows, evaluated row by row. */
class NoiseSearchTest {
    private static final int ROWS = 60;
    private static final int M = 7;
    private static final int FOLDS = 4;
    private static final int TARGETS = 2;

    private final Backend backend = SmallTraining.reference();
    private final Random random = new Random(5);
    private final double[] phi = random.doubles((long) ROWS * M, -1, 1).toArray();
    private final double[] weight = random.doubles(ROWS, 0.2, 2).toArray();
    private final double[] y = targets();
    private final int[] fold = random.ints(ROWS, 0, FOLDS - 1).toArray();

    @AfterEach
    void close() {
        backend.close();
    }

    private double[] targets() {
        double[] out = new double[ROWS * TARGETS];
        for (int r = 0; r < ROWS; r++) {
            for (int t = 0; t < TARGETS; t++) {
                out[r * TARGETS + t] = 0.3 * random.nextGaussian();
                for (int i = 0; i < M; i++) {
                    out[r * TARGETS + t] += (i - 3 * t) * phi[r * M + i];
                }
            }
        }
        return out;
    }

    private NormalEquations sums(int onlyFold, int without) {
        try (Tile tile = backend.tile(ROWS, M);
                Accumulator a = backend.accumulator(new NormalEquations(M, TARGETS))) {
            tile.upload(0, phi);
            double[] w = new double[ROWS];
            for (int r = 0; r < ROWS; r++) {
                w[r] = (onlyFold < 0 || fold[r] == onlyFold) && fold[r] != without ? weight[r] : 0;
            }
            a.add(tile, ROWS, w, y);
            return a.download();
        }
    }

    private NoiseSearch search() {
        List<NormalEquations> folds = new ArrayList<>();
        // the last fold has no rows
        for (int f = 0; f < FOLDS; f++) {
            folds.add(sums(f, -1));
        }
        assertThat(folds.get(FOLDS - 1).rows()).isZero();
        return new NoiseSearch(new HostRidge(folds, backend.algebra().dense(), new Ledger()));
    }

    private double explicit(int target, double lambda) {
        double sum = 0;
        for (int f = 0; f < FOLDS - 1; f++) {
            NormalEquations rest = sums(-1, f);
            double[] v = RidgeFit.factor(
                            rest.matrix(), lambda, backend.algebra().dense())
                    .solve(Arrays.copyOfRange(rest.right(), target * M, (target + 1) * M));
            for (int r = 0; r < ROWS; r++) {
                if (fold[r] == f) {
                    double e = y[r * TARGETS + target];
                    for (int i = 0; i < M; i++) {
                        e -= phi[r * M + i] * v[i];
                    }
                    sum += weight[r] * e * e;
                }
            }
        }
        return sum;
    }

    @Test
    void errorIsThatOfExplicitFits() {
        NoiseSearch search = search();
        for (int t = 0; t < TARGETS; t++) {
            for (double lambda : new double[] {1e-10, 1e-3, 1, 50}) {
                double expected = explicit(t, lambda);
                assertThat(search.error(t, lambda)).isCloseTo(expected, within(1e-10 * expected));
            }
        }
    }

    @Test
    void findsANoiseNoWorseThanAFineGrid() {
        NoiseSearch search = search();
        int[] steps = new int[1];
        double found = search.search(0, () -> steps[0]++);
        double least = Double.POSITIVE_INFINITY;
        for (double l = 1e-6; l < 1e3; l *= 1.2) {
            least = Math.min(least, explicit(0, l));
        }
        assertThat(explicit(0, found)).isLessThan(1.02 * least);
        assertThat(steps[0]).isBetween(4, 40);
    }

    @Test
    void infiniteWhereTheNumbersDoNotCarryTheFit() {
        // two equal columns: singular but for λ
        NormalEquations n = new NormalEquations(2, 1);
        n.matrix().add(1, PanelsInMemory.of(new double[] {1, 1, 1, 1}, 2));
        n.squares()[0] = 1;
        n.countRows(1);
        NoiseSearch search =
                new NoiseSearch(new HostRidge(List.of(n, n), backend.algebra().dense(), new Ledger()));
        assertThat(search.error(0, 1e-20)).isInfinite();
        assertThat(search.error(0, 1e-3)).isFinite();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RidgeFit.factor(
                        PanelsInMemory.of(new double[] {1, 1, 1, 1}, 2),
                        1e-20,
                        backend.algebra().dense()))
                .isInstanceOf(NotPositiveDefiniteException.class);
    }
}
