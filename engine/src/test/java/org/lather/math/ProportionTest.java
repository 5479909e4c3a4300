package org.lather.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
    @Test
    void ofAMultiple() {
        Proportion p = new Proportion();
        assertThat(p.isKnown()).isFalse();
        assertThat(p.correlation()).isNaN();
        p.add(0, 0);
        assertThat(p.isKnown()).isFalse();
        for (double x : new double[] {1, -2, 5}) {
            p.add(x, -3 * x);
        }
        assertThat(p.isKnown()).isTrue();
        assertThat(p.correlation()).isCloseTo(-1, within(1e-15));
        assertThat(p.ratio()).isCloseTo(3, within(1e-15));
        assertThat(p.factor()).isCloseTo(-3, within(1e-15));
    }

    @Test
    void ofPairsThatAreNoMultiple() {
        Proportion p = new Proportion();
        p.add(1, 2);
        p.add(2, 1);
        assertThat(p.correlation()).isCloseTo(0.8, within(1e-15));
        assertThat(p.ratio()).isEqualTo(1);
        assertThat(p.factor()).isCloseTo(0.8, within(1e-15));
    }
}
