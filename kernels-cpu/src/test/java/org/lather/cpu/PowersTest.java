package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 32})
    void ofManyNumbersAreTheBitsOfEach(int n) {
        double[] x = new Random(n).doubles(30, -1.1, 1.1).toArray();
        double[] got = x.clone();
        Powers.of(got, 3, 20, n);
        for (int i = 0; i < x.length; i++) {
            assertThat(got[i]).isEqualTo(i < 3 || i >= 23 ? x[i] : Powers.of(x[i], n));
        }
    }
}
