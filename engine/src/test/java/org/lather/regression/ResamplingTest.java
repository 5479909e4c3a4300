package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Tile;
import org.lather.structure.DataException;
import org.lather.training.SmallTraining;

class ResamplingTest {
    private static long[] rows(int bins) {
        long[] out = new long[bins];
        Arrays.fill(out, 3);
        return out;
    }

    @ParameterizedTest
    @CsvSource({"8,16", "8,70", "9,17", "12,100"})
    void membersAreDifferentHalvesInPairs(int bins, int members) {
        Resampling r = Resampling.of(rows(bins), members, 5, "energy");
        Set<String> seen = new HashSet<>();
        int[] out = new int[bins];
        for (int k = 0; k < members; k++) {
            boolean[] own = r.of(k);
            assertThat(seen.add(Arrays.toString(own))).isTrue();
            for (int f = 0; f < bins; f++) {
                out[f] += own[f] ? 0 : 1;
                if (k % 2 == 1) {
                    assertThat(own[f]).isNotEqualTo(r.of(k - 1)[f]);
                }
            }
        }
        for (int f = 0; f < bins; f++) {
            assertThat(out[f]).isBetween(members / 2, (members + 1) / 2);
            assertThat(r.outOfBag(f)).hasSize(out[f]);
        }
    }

    @Test
    void binsWithoutRowsAreNotDrawn() {
        long[] rows = rows(10);
        rows[3] = 0;
        Resampling r = Resampling.of(rows, 16, 5, "energy");
        assertThat(r.isFilled(3)).isFalse();
        for (int k = 0; k < 16; k++) {
            assertThat(r.of(k)[3]).isFalse();
        }
        Arrays.fill(rows, 0, 6, 0);
        assertThatThrownBy(() -> Resampling.of(rows, 16, 5, "energy"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("16 members of `energy` needs more bins of structures with labels, got 4");
    }

    /** Sums of a few folds over random rows. */
    private static RidgeSystem system(Backend backend, int folds, int size) {
        Random random = new Random(8);
        List<NormalEquations> sums = new ArrayList<>();
        try (Tile phi = backend.tile(12, size)) {
            for (int f = 0; f < folds; f++) {
                phi.upload(0, random.doubles(12L * size, -1, 1).toArray());
                var sum = backend.accumulator(new NormalEquations(size, 1));
                sum.add(
                        phi,
                        12,
                        random.doubles(12, 0.5, 2).toArray(),
                        random.doubles(12, -1, 1).toArray());
                sums.add(sum.download());
                sum.close();
            }
        }
        return new HostRidge(sums, backend.algebra().dense(), new Ledger());
    }

    /** A member of all bins is the fit, bit for bit; one of all but one is what held-out errors are of. */
    @Test
    void aMemberOfEveryBinIsTheFit() {
        try (Backend backend = SmallTraining.reference();
                RidgeSystem system = system(backend, 4, 6)) {
            system.factor(RidgeSystem.ALL, 0.3);
            double[] fit = system.solve(0);
            assertThat(system.solve(new boolean[] {true, true, true, true}, 0, 0.3))
                    .containsExactly(fit);
            double[] without = system.solve(new boolean[] {true, true, false, true}, 0, 0.3);
            system.factor(2, 0.3);
            assertThat(without).containsExactly(system.solve(0), within(1e-12));
        }
    }

    /** Of a mean, which is linear in the bins, the scatter of half-samples is the standard error. */
    @Test
    void membersOfAMeanScatterByItsStandardError() {
        int bins = 8;
        Random random = new Random(9);
        double all = 0;
        double out = 0;
        double expected = 0;
        for (int trial = 0; trial < 300; trial++) {
            Resampling r = Resampling.of(rows(bins), 40, trial, "energy");
            double[] x = random.doubles(bins, -1, 1).toArray();
            double[] means = new double[40];
            Arrays.setAll(means, k -> mean(x, r.of(k)));
            double own = Arrays.stream(x).average().orElseThrow();
            expected += Arrays.stream(x).map(v -> (v - own) * (v - own)).sum() / (bins - 1) / bins;
            all += Arrays.stream(means).map(v -> (v - own) * (v - own)).sum() / 39;
            double[] without =
                    Arrays.stream(r.outOfBag(0)).mapToDouble(k -> means[k]).toArray();
            double center = Arrays.stream(without).average().orElseThrow();
            out += Arrays.stream(without).map(v -> (v - center) * (v - center)).sum() / (without.length - 1);
        }
        assertThat(all / expected).isBetween(0.95, 1.08);
        // the factor also has the ratio of the means of 1/s² for 19 and 20 degrees of freedom
        double freedom = (19.0 / 17) / (20.0 / 18);
        assertThat(Resampling.of(rows(bins), 40, 1, "energy").factor())
                .isCloseTo(Math.sqrt(7.0 / 6 * freedom), within(1e-12));
        assertThat(7.0 / 6 * out / expected).isBetween(0.9, 1.1);
    }

    private static double mean(double[] x, boolean[] in) {
        double sum = 0;
        int n = 0;
        for (int f = 0; f < x.length; f++) {
            if (in[f]) {
                sum += x[f];
                n++;
            }
        }
        return sum / n;
    }
}
