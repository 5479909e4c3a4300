package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.Tile;
import org.lather.training.SmallTraining;

/** Noises of two kinds of rows of one linear model: few exact ones and many noisy ones. */
class RowTypeNoiseSearchTest {
    private static final int M = 12;
    private static final int FOLDS = 3;
    private static final int[] ROWS = {45, 240};
    private static final double[] NOISE = {0.02, 2.0};

    private final Backend backend = SmallTraining.reference();
    private final double[][] phi = new double[2][];
    private final double[][] y = new double[2][];

    RowTypeNoiseSearchTest() {
        Random random = new Random(8);
        double[] truth = random.doubles(M, -1, 1).toArray();
        for (int k = 0; k < 2; k++) {
            phi[k] = random.doubles((long) ROWS[k] * M, -1, 1).toArray();
            y[k] = new double[ROWS[k]];
            for (int r = 0; r < ROWS[k]; r++) {
                y[k][r] = NOISE[k] * random.nextGaussian();
                for (int i = 0; i < M; i++) {
                    y[k][r] += truth[i] * phi[k][r * M + i];
                }
            }
        }
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private NormalEquations sums(int kind, int fold, boolean without) {
        try (Tile tile = backend.tile(ROWS[kind], M);
                Accumulator a = backend.accumulator(new NormalEquations(M, 1))) {
            tile.upload(0, phi[kind]);
            double[] w = new double[ROWS[kind]];
            Arrays.setAll(w, r -> (r % FOLDS == fold) == without ? 0 : 1);
            a.add(tile, w.length, w, y[kind]);
            return a.download();
        }
    }

    private RowTypeFits fits() {
        return new SummedRowTypes(
                kinds(), SumStorage.inMemory(), backend.algebra().dense(), new Ledger());
    }

    private List<List<NormalEquations>> kinds() {
        List<List<NormalEquations>> kinds = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            List<NormalEquations> folds = new ArrayList<>();
            for (int f = 0; f < FOLDS; f++) {
                folds.add(sums(k, f, false));
            }
            kinds.add(folds);
        }
        return kinds;
    }

    @Test
    void errorsAreThoseOfExplicitFits() {
        double[] mu = {300, 0.7};
        double[] expected = new double[2];
        for (int f = 0; f < FOLDS; f++) {
            NormalEquations rest = new NormalEquations(M, 1);
            for (int k = 0; k < 2; k++) {
                rest.merge(sums(k, f, true), mu[k]);
            }
            double[] v =
                    RidgeFit.factor(rest.matrix(), 1, backend.algebra().dense()).solve(rest.right());
            for (int k = 0; k < 2; k++) {
                for (int r = f; r < ROWS[k]; r += FOLDS) {
                    double e = y[k][r];
                    for (int i = 0; i < M; i++) {
                        e -= phi[k][r * M + i] * v[i];
                    }
                    expected[k] += e * e / ROWS[k];
                }
            }
        }
        double[] got = fits().errors(mu);
        assertThat(got[0]).isCloseTo(expected[0], within(1e-10 * expected[0]));
        assertThat(got[1]).isCloseTo(expected[1], within(1e-10 * expected[1]));
    }

    /**
     * The exact rows rule: their noise is found far below that of the others, and predictions are as good as it allows.
     */
    @Test
    void weighsTheKindsByTheirNoise() {
        int[] steps = new int[1];
        RowTypeFits fits = fits();
        double[] mu = new RowTypeNoiseSearch(fits).search(1, () -> steps[0]++);
        assertThat(mu[0] / mu[1]).isGreaterThan(100);
        double[] errors = fits.errors(mu);
        assertThat(Math.sqrt(errors[0])).isLessThan(1.5 * NOISE[0]);
        assertThat(Math.sqrt(errors[1])).isBetween(0.8 * NOISE[1], 1.2 * NOISE[1]);
        assertThat(steps[0]).isBetween(8, 80);
    }

    private RowTypeAgreement.@Nullable Disagreement disagreement() {
        RowTypeFits fits = fits();
        double[] mu = new RowTypeNoiseSearch(fits).search(1, () -> {});
        return new RowTypeAgreement(fits).check(mu, fits.errors(mu), 1, () -> {});
    }

    @Test
    void kindsOfOneModelAgree() {
        assertThat(disagreement()).isNull();
    }

    /** Many rows of the opposite model are given a noise that leaves the few exact ones as they are. */
    @Test
    void aKindOfAnotherModelDisagrees() {
        Random random = new Random(9);
        for (int r = 0; r < ROWS[1]; r++) {
            double model = 0;
            for (int i = 0; i < M; i++) {
                model += phi[1][r * M + i] * (i % 3 - 1);
            }
            y[1][r] = -model + 0.001 * random.nextGaussian();
        }
        for (int r = 0; r < ROWS[0]; r++) {
            y[0][r] = NOISE[0] * random.nextGaussian();
            for (int i = 0; i < M; i++) {
                y[0][r] += phi[0][r * M + i] * (i % 3 - 1);
            }
        }
        RowTypeAgreement.Disagreement d = disagreement();
        assertThat(d).isNotNull();
        assertThat(d.type()).isEqualTo(1);
        assertThat(d.harmed()).isZero();
        assertThat(d.with()).isGreaterThan(1.2 * d.without());
        assertThat(d.without()).isLessThan(1.5 * NOISE[0]);
        assertThat(d.slope()).isBetween(-1.1, -0.9);
        assertThat(d.correlation()).isLessThan(-0.99);
        assertThat(Math.sqrt(fits().errors(d.mu())[0])).isLessThan(1.2 * d.without());
    }
}
