package org.lather.basis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomSampleTest {
    @Test
    void isAscendingWithoutRepeatsAndSeeded() {
        long[] s = RandomSample.of(10_000, 300, 1);
        assertThat(s).hasSize(300).isSorted().doesNotHaveDuplicates();
        assertThat(s[0]).isNotNegative();
        assertThat(s[299]).isLessThan(10_000);
        assertThat(RandomSample.of(10_000, 300, 1)).isEqualTo(s);
        assertThat(RandomSample.of(10_000, 300, 2)).isNotEqualTo(s);
    }

    @Test
    void isAllWhereFewerAreThere() {
        assertThat(RandomSample.of(5, 9, 1)).isEqualTo(LongStream.range(0, 5).toArray());
        assertThat(RandomSample.of(5, 5, 1)).isEqualTo(LongStream.range(0, 5).toArray());
        assertThat(RandomSample.of(0, 5, 1)).isEmpty();
    }

    /** Each of 20 numbers is drawn in 5 of 20 cases: 4,000 draws, 1,000 ± 27 each; and pairs at 5·4/(20·19). */
    @Test
    void isUniform() {
        int[] count = new int[20];
        int pair = 0;
        for (int seed = 0; seed < 4000; seed++) {
            boolean first = false;
            for (long i : RandomSample.of(20, 5, seed)) {
                count[(int) i]++;
                first |= i == 0;
                pair += first && i == 19 ? 1 : 0;
            }
        }
        for (int c : count) {
            assertThat(c).isBetween(1000 - 140, 1000 + 140);
        }
        assertThat(pair).isBetween(210 - 75, 210 + 75);
    }
}
