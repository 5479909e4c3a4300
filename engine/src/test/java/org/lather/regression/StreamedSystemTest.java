package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Tile;
import org.lather.execution.CancelledException;
import org.lather.training.SmallTraining;

/** Rows of two types whose columns fall off over ten orders of magnitude, as those of a sparse fit do. */
class StreamedSystemTest {
    private static final int M = 90;
    private static final int FOLDS = 3;
    private static final int TARGETS = 2;
    private static final int[] ROWS = {300, 700};
    /** A rank that leaves most of the spectrum to the iteration. */
    private static final int RANK = 30;

    private static final StreamedRidge.Report IGNORED = new StreamedRidge.Report() {
        @Override
        public void solved(int iterations, double error, double rounding) {}

        @Override
        public void leftOut(double noise) {}
    };

    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();
    private final double[][] phi = new double[2][];
    private final double[][] y = new double[2][];
    private final double[][] weights = new double[2][];

    StreamedSystemTest() {
        Random random = new Random(5);
        for (int k = 0; k < 2; k++) {
            phi[k] = new double[ROWS[k] * M];
            y[k] = new double[ROWS[k] * TARGETS];
            weights[k] = new double[ROWS[k]];
            for (int r = 0; r < ROWS[k]; r++) {
                // some rows are left out
                weights[k][r] = r % 11 == 0 ? 0 : 0.5 + random.nextDouble();
                for (int i = 0; i < M; i++) {
                    // the rounding to single precision is not what is tested
                    double v = (float) (random.nextGaussian() * Math.pow(10, -5.0 * i / M));
                    phi[k][r * M + i] = v;
                    y[k][r * TARGETS] += v * (i % 5 - 2);
                    y[k][r * TARGETS + 1] += v * (i % 3);
                }
                y[k][r * TARGETS] += 0.01 * random.nextGaussian();
            }
        }
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private void fill(Accumulator a, int kind, int fold, int targets) {
        try (Tile tile = backend.tile(ROWS[kind], M)) {
            tile.upload(0, phi[kind]);
            double[] w = new double[ROWS[kind]];
            Arrays.setAll(w, r -> r % FOLDS == fold ? weights[kind][r] : 0);
            double[] first = new double[ROWS[kind] * targets];
            Arrays.setAll(first, i -> y[kind][i / targets * TARGETS + i % targets]);
            a.add(tile, w.length, w, first);
        }
    }

    private StreamedSystem streamed(ScratchFile file, Runnable onStep) {
        List<List<RowSums>> kinds = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            List<RowSums> folds = new ArrayList<>();
            for (int f = 0; f < FOLDS; f++) {
                RowSums rows = new RowSums(file, M, TARGETS, new Ledger());
                fill(rows, k, f, TARGETS);
                folds.add(rows);
            }
            kinds.add(folds);
        }
        return new StreamedSystem(file, kinds, RANK, backend, onStep);
    }

    private List<List<NormalEquations>> summed(int targets) {
        List<List<NormalEquations>> kinds = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            List<NormalEquations> folds = new ArrayList<>();
            for (int f = 0; f < FOLDS; f++) {
                try (Accumulator a = backend.accumulator(new NormalEquations(M, targets))) {
                    fill(a, k, f, targets);
                    folds.add(a.download());
                }
            }
            kinds.add(folds);
        }
        return kinds;
    }

    private HostRidge direct(double[] scales) {
        List<NormalEquations> folds = new ArrayList<>();
        for (int f = 0; f < FOLDS; f++) {
            NormalEquations sum = new NormalEquations(M, TARGETS);
            for (int k = 0; k < 2; k++) {
                sum.merge(summed(TARGETS).get(k).get(f), scales[k]);
            }
            folds.add(sum);
        }
        return new HostRidge(folds, backend.algebra().host(), new Ledger());
    }

    /** Root mean square of Σ s w (φ (v − v'))² over the rows, relative to the noise √λ δ. */
    private double difference(RidgeSystem of, int target, double lambda, double[] v, double[] other) {
        double[] d = new double[M];
        Arrays.setAll(d, i -> v[i] - other[i]);
        double rows = 0;
        double sum = 0;
        for (int f = 0; f < FOLDS; f++) {
            // the same quadratic form without targets: differences from the error at 0 and its slope
            sum += of.squaredError(f, target, d) + of.squaredError(f, target, negative(d)) - 2 * zero(of, f, target);
            rows += of.rows(f);
        }
        double delta2 = of.squares(target) / of.trace();
        return Math.sqrt(Math.abs(sum) / 2 / rows / (lambda * delta2));
    }

    private static double zero(RidgeSystem of, int fold, int target) {
        return of.squaredError(fold, target, new double[M]);
    }

    private static double[] negative(double[] v) {
        return Arrays.stream(v).map(x -> -x).toArray();
    }

    @Test
    void solutionsAreThoseOfAFactorisation() {
        double[] scales = {1, 0.3};
        int[] iterations = new int[1];
        StreamedRidge.Report report = new StreamedRidge.Report() {
            @Override
            public void solved(int n, double error, double rounding) {
                iterations[0] = Math.max(iterations[0], n);
                assertThat(error).isBetween(0.0, StreamedSystem.TOLERANCE);
                assertThat(rounding).isBetween(1e-9, 1e-3);
            }

            @Override
            public void leftOut(double noise) {
                throw new AssertionError(noise);
            }
        };
        try (ScratchFile file = new ScratchFile(folder);
                StreamedRidge iterative = new StreamedRidge(streamed(file, () -> {}), scales, report);
                HostRidge direct = direct(scales)) {
            assertThat(iterative.trace()).isCloseTo(direct.trace(), within(1e-12 * direct.trace()));
            for (int t = 0; t < TARGETS; t++) {
                assertThat(iterative.squares(t)).isCloseTo(direct.squares(t), within(1e-12 * direct.squares(t)));
                for (double lambda : new double[] {1e-1, 1e-4}) {
                    iterative.factor(RidgeSystem.ALL, lambda);
                    direct.factor(RidgeSystem.ALL, lambda);
                    double[] v = direct.solve(t);
                    double[] got = iterative.solve(t);
                    assertThat(difference(direct, t, lambda, v, got)).isLessThan(2 * StreamedSystem.TOLERANCE);
                    double expected = direct.heldOutError(t, lambda);
                    assertThat(iterative.heldOutError(t, lambda)).isCloseTo(expected, within(1e-3 * expected));
                    assertThat(iterative.squaredError(1, t, v))
                            .isCloseTo(direct.squaredError(1, t, v), within(1e-7 * direct.squaredError(1, t, v)));
                }
            }
            assertThat(iterative.triangle()).isEmpty();
            assertThat(iterative.rows(1)).isEqualTo(direct.rows(1));
        }
        // the preconditioner does not solve by itself
        assertThat(iterations[0]).isBetween(4, 100);
    }

    @Test
    void rowTypesAreThoseOfSums() {
        try (ScratchFile file = new ScratchFile(folder);
                StreamedRowTypes iterative = new StreamedRowTypes(streamed(file, () -> {}), IGNORED);
                SummedRowTypes direct = new SummedRowTypes(
                        summed(1), SumStorage.inMemory(), backend.algebra().host(), new Ledger())) {
            double[] mu = {300, 20};
            for (int k = 0; k < 2; k++) {
                assertThat(iterative.rows(k)).isEqualTo(direct.rows(k));
                assertThat(iterative.trace(k)).isCloseTo(direct.trace(k), within(1e-12 * direct.trace(k)));
                assertThat(iterative.errors(mu)[k])
                        .isCloseTo(direct.errors(mu)[k], within(1e-3 * direct.errors(mu)[k]));
            }
            double[] v = direct.weights(new double[] {300, 0});
            double[] got = iterative.weights(new double[] {300, 0});
            RowTypeFits.Products expected = direct.products(1, v);
            RowTypeFits.Products found = iterative.products(1, got);
            assertThat(found.linear()).isCloseTo(expected.linear(), within(1e-4 * Math.abs(expected.linear())));
            assertThat(found.quadratic()).isCloseTo(expected.quadratic(), within(1e-4 * expected.quadratic()));
            RowTypeFits second = iterative.without(0);
            assertThat(second.types()).isEqualTo(1);
            assertThat(second.squares(0)).isEqualTo(iterative.squares(1));
            double one = direct.without(0).errors(new double[] {20})[0];
            assertThat(second.errors(new double[] {20})[0]).isCloseTo(one, within(1e-3 * one));
        }
    }

    @Test
    void saysThatItDoesNotConverge() {
        try (ScratchFile file = new ScratchFile(folder);
                StreamedRidge iterative = new StreamedRidge(streamed(file, () -> {}), new double[] {1, 1}, IGNORED)) {
            iterative.factor(RidgeSystem.ALL, 1e-30);
            assertThatThrownBy(() -> iterative.solve(0))
                    .isInstanceOfAny(
                            NotConvergedException.class, org.lather.backend.NotPositiveDefiniteException.class);
            assertThat(iterative.heldOutError(0, 1e-30)).isInfinite();
        }
    }

    @Test
    void namesTheCauseOfAnIterationThatBreaksDown() {
        assertThat(new NotConvergedException(400, 0.02)).hasMessageContaining("after 400 iterations");
        assertThat(new NotConvergedException(0, Double.POSITIVE_INFINITY))
                .hasMessageContaining("noise is too small for the precision of the rows")
                .hasMessageNotContainingAny("Infinity", " 0 iterations");
    }

    @Test
    void saysWhichNoiseASearchLeavesOut() {
        List<Double> left = new ArrayList<>();
        StreamedRidge.Report report = new StreamedRidge.Report() {
            @Override
            public void solved(int iterations, double error, double rounding) {}

            @Override
            public void leftOut(double noise) {
                left.add(noise);
            }
        };
        double[] ones = {1, 1};
        try (ScratchFile file = new ScratchFile(folder);
                StreamedRidge iterative = new StreamedRidge(streamed(file, () -> {}), ones, report)) {
            double lambda = 1e-11;
            assertThat(iterative.heldOutError(0, lambda)).isInfinite();
            double noise = Math.sqrt(lambda * iterative.squares(0) / iterative.trace());
            assertThat(left).singleElement().isEqualTo(noise);
            assertThat(iterative.heldOutError(0, 1e-2)).isFinite();
            assertThat(left).hasSize(1);
            // too small for the preconditioner
            assertThat(iterative.heldOutError(0, 1e-30)).isInfinite();
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void endsWhenItIsCancelled() {
        int[] steps = new int[1];
        Runnable stop = () -> {
            if (++steps[0] > 12) {
                throw new CancelledException("stop");
            }
        };
        try (ScratchFile file = new ScratchFile(folder);
                StreamedRidge iterative = new StreamedRidge(streamed(file, stop), new double[] {1, 1}, IGNORED)) {
            assertThatThrownBy(() -> iterative.heldOutError(0, 1e-5)).isInstanceOf(CancelledException.class);
        }
    }

    /** A factor in the scratch file is that in memory to the last bit. */
    @Test
    void factorsOnDiskAreThoseInMemory() {
        List<NormalEquations> folds = summed(TARGETS).get(0);
        try (SumStorage storage = SumStorage.onDisk(folder, SumStorage.Place.FACTORS, 1 << 20);
                HostRidge onDisk =
                        new HostRidge(folds, storage, backend.algebra().host(), new Ledger());
                HostRidge inMemory = new HostRidge(folds, backend.algebra().host(), new Ledger())) {
            assertThat(storage.work(M).heldBytes()).isZero();
            for (HostRidge ridge : List.of(onDisk, inMemory)) {
                ridge.factor(1, 1e-3);
            }
            assertThat(onDisk.solve(0)).isEqualTo(inMemory.solve(0));
            assertThat(onDisk.triangle()).isEqualTo(inMemory.triangle());
        }
    }
}
