package org.lather.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.lather.evaluation.ErrorSums;

class ReliabilityTest {
    private static final Place PLACE = new Place("a", "H2", 2, "");

    private static Pair pair(double error, double uncertainty) {
        return new Pair(PLACE, 1, 1 + error, uncertainty, null);
    }

    @Test
    void byHand() {
        Reliability r = Reliability.of(List.of(pair(0.5, 1), pair(-3, 2), pair(1, Double.NaN), pair(1, 0)));
        assertThat(r.ratios()).containsExactly(0.5, 1.5);
        assertThat(r.coverage(1)).isEqualTo(0.5);
        assertThat(r.coverage(2)).isEqualTo(1);
        assertThat(r.isShown()).isFalse();
    }

    /** Normal errors of known standard deviations are reliable; those of half the size are not. */
    @Test
    void normalErrors() {
        long seed = 7;
        Random random = new Random(seed);
        List<Pair> right = new ArrayList<>();
        List<Pair> small = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double u = Math.exp(random.nextGaussian());
            double e = u * random.nextGaussian();
            right.add(pair(e, u));
            small.add(pair(e, u / 2));
        }
        Reliability r = Reliability.of(right);
        assertThat(r.coverage(1)).as("seed " + seed).isCloseTo(0.6827, within(0.01));
        assertThat(r.coverage(2)).isCloseTo(0.9545, within(0.01));
        assertThat(r.groups()).hasSize(10).allSatisfy(g -> {
            assertThat(g.count()).isEqualTo(2000);
            assertThat(g.error() / g.uncertainty()).isCloseTo(1, within(0.05));
        });
        Reliability half = Reliability.of(small);
        assertThat(half.groups())
                .allSatisfy(g -> assertThat(g.error() / g.uncertainty()).isCloseTo(2, within(0.1)));
        assertThat(half.coverage(2)).isEqualTo(r.coverage(1));
    }

    @Test
    void axesHaveRoundTicks() {
        Axis linear = Axis.linear(DoubleStream.of(-0.31, 0.98), "x");
        assertThat(linear.ticks()).containsExactly(-0.2, 0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0);
        assertThat(linear.label(-0.2)).isEqualTo("−0.2");
        assertThat(linear.place(linear.least())).isZero();
        assertThat(linear.place(linear.most())).isEqualTo(1);
        Axis logarithmic = Axis.logarithmic(DoubleStream.of(0, 0.01, 2), "x");
        assertThat(logarithmic.ticks().stream().map(logarithmic::label))
                .containsExactly("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2");
        assertThat(logarithmic.place(logarithmic.least())).isZero();
        Axis point = Axis.linear(DoubleStream.of(5, 5), "x");
        assertThat(point.place(5)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(Numbers.three(0.012345)).isEqualTo("0.0123");
        assertThat(Numbers.three(-123.45)).isEqualTo("−123");
        assertThat(Numbers.three(1.5e-7)).isEqualTo("1.50e-7");
        assertThat(Numbers.three(2e6)).isEqualTo("2.00e6");
        assertThat(Numbers.three(Double.NaN)).isEqualTo("–");
        assertThat(Numbers.three(0)).isEqualTo("0");
        assertThat(Numbers.three(1.5, "eV/A^3")).isEqualTo("1.50 eV/Å³");
        assertThat(Numbers.three(1.5, "1")).isEqualTo("1.50");
        assertThat(Numbers.seconds(125)).isEqualTo("2 min 5 s");
        assertThat(Numbers.bytes(2_500_000_000L)).isEqualTo("2.50 GB");
    }

    @Test
    void oneGroupOfManySizesHasARange() {
        Map<Integer, ErrorSums> sums = new TreeMap<>();
        for (int n = 1; n <= 60; n++) {
            ErrorSums s = new ErrorSums();
            s.add(n);
            sums.put(n, s);
        }
        List<ErrorPlots.Group> groups = Groups.bySize(sums);
        assertThat(groups).hasSize(12);
        assertThat(groups.get(0).name()).isEqualTo("1–5 atoms");
        assertThat(groups.get(11).name()).isEqualTo("56–60 atoms");
        assertThat(groups.stream().mapToLong(g -> g.errors().count())).containsOnly(5L);
    }
}
