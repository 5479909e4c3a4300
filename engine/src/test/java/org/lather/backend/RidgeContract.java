package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.regression.HostRidge;

/** Regressions on sums that stay in the backend, beside those of the host on the same sums. */
public abstract class RidgeContract extends AgainstReference {
    private static final int FOLDS = 3;

    /** What is done with a system of the backend and one of the host. */
    private interface Comparison {
        void of(RidgeSystem got, RidgeSystem expected);
    }

    private void compare(Random random, int rows, int size, int targets, double last, Comparison comparison) {
        List<Accumulator> folds = new ArrayList<>();
        Ledger elsewhere = new Ledger();
        try (Tile phi = backend.tile(rows, size)) {
            for (int f = 0; f < FOLDS; f++) {
                folds.add(backend.accumulator(new NormalEquations(size, targets)));
                double[] values = gaussian(random, rows * size);
                if (f == 1) {
                    values[size - 1] *= last;
                }
                phi.upload(0, values);
                // the last fold has no rows
                int count = f < FOLDS - 1 ? rows : 0;
                folds.get(f)
                        .add(phi, count, random.doubles(count, 0.1, 2).toArray(), gaussian(random, count * targets));
            }
            Optional<RidgeSystem> there = backend.algebra().ridge(folds);
            assumeTrue(there.isPresent(), "this backend leaves regressions to the host");
            List<NormalEquations> sums =
                    folds.stream().map(Accumulator::download).toList();
            try (RidgeSystem got = there.get();
                    RidgeSystem expected =
                            new HostRidge(sums, reference.algebra().dense(), elsewhere)) {
                comparison.of(got, expected);
            }
        } finally {
            folds.forEach(Accumulator::close);
        }
        assertThat(elsewhere.heldBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3,1,1", "40,7,2", "90,33,1", "200,65,3", "400,130,1", "300,257,1"})
    void agreesWithTheHost(int rows, int size, int targets) {
        Random random = new Random(size);
        String where = "seed " + size;
        compare(random, rows, size, targets, 1, (got, expected) -> {
            assertThat(got.size()).isEqualTo(size);
            assertThat(got.folds()).isEqualTo(FOLDS);
            assertThat(got.trace()).isCloseTo(expected.trace(), org.assertj.core.data.Percentage.withPercentage(1e-9));
            for (int without : new int[] {RidgeSystem.ALL, 0, 1, 2}) {
                for (double lambda : new double[] {1, 1e-3}) {
                    got.factor(without, lambda);
                    expected.factor(without, lambda);
                    double[] c = expected.triangle();
                    near(where, got.triangle(), c, 1e-9 * largest(c));
                    for (int t = 0; t < targets; t++) {
                        double[] v = expected.solve(t);
                        near(where, got.solve(t), v, 1e-7 * largest(v));
                        for (int f = 0; f < FOLDS; f++) {
                            double error = expected.squaredError(f, t, v);
                            near(
                                    where,
                                    new double[] {got.squaredError(f, t, v)},
                                    new double[] {error},
                                    1e-9 * Math.max(1, expected.squares(t)));
                        }
                    }
                }
            }
            for (boolean[] some : new boolean[][] {{true, true, true}, {true, false, false}, {false, true, true}}) {
                for (int t = 0; t < targets; t++) {
                    double[] v = expected.solve(some, t, 0.1);
                    near(where, got.solve(some, t, 0.1), v, 1e-7 * largest(v));
                }
            }
            for (int f = 0; f < FOLDS; f++) {
                assertThat(got.rows(f)).isEqualTo(expected.rows(f));
            }
            for (int t = 0; t < targets; t++) {
                assertThat(got.squares(t)).isEqualTo(expected.squares(t));
            }
        });
    }

    /** Fewer rows than columns and no λ: singular, and with a negative λ certainly so. */
    @Test
    void namesThePivot() {
        compare(new Random(3), 4, 30, 1, 1, (got, expected) -> {
            NotPositiveDefiniteException e =
                    catchThrowableOfType(NotPositiveDefiniteException.class, () -> expected.factor(0, -1));
            NotPositiveDefiniteException g =
                    catchThrowableOfType(NotPositiveDefiniteException.class, () -> got.factor(0, -1));
            assertThat(g.pivot()).isEqualTo(e.pivot());
            assertThat(g.value()).isCloseTo(e.value(), org.assertj.core.api.Assertions.within(1e-9));
            assertThat(g.suggestedJitter()).isPositive();
            assertThatThrownBy(() -> got.solve(0)).isInstanceOf(IllegalStateException.class);
            // the next one is not harmed
            got.factor(0, 1);
            assertThat(got.solve(0)).hasSize(30);
        });
    }

    @Test
    void refusesWhatIsNotANumber() {
        compare(
                new Random(4),
                5,
                3,
                1,
                Double.NaN,
                (got, expected) -> assertThatThrownBy(() -> got.factor(RidgeSystem.ALL, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("finite"));
    }
}
