package org.lather.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ElementaryFunctionsTest {
    private static final int COUNT = 10_000;

    /** Numbers in a range, the first two its ends. */
    private static double[] numbers(double from, double to) {
        Random random = new Random(1);
        double[] x = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = from + (to - from) * random.nextDouble();
        }
        x[0] = from;
        x[1] = to;
        return x;
    }

    @Test
    void exponentialsAgreeToRounding() {
        for (double least : new double[] {-1e-9, -1, -30, -700}) {
            double[] x = numbers(least, 0);
            double[] y = x.clone();
            ElementaryFunctions.exp(y, new double[COUNT], COUNT);
            for (int i = 0; i < COUNT; i++) {
                double expected = Math.exp(x[i]);
                assertThat(y[i]).isCloseTo(expected, within(4e-16 * expected));
            }
        }
    }

    @Test
    void veryNegativeExponentsGiveNextToNothing() {
        double[] y = {-1e3, -1e300, Double.NEGATIVE_INFINITY, 0};
        ElementaryFunctions.exp(y, new double[4], 4);
        assertThat(y[3]).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            assertThat(y[i]).isBetween(0.0, 1e-303);
        }
    }

    @Test
    void raisedCosinesAgreeToRounding() {
        double[] x = numbers(0, Math.PI);
        double[] y = x.clone();
        ElementaryFunctions.raisedCosine(y, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat(y[i]).isCloseTo(0.5 * (1 + Math.cos(x[i])), within(3e-16));
        }
        assertThat(y[0]).isCloseTo(1, within(3e-16));
        assertThat(y[1]).isCloseTo(0, within(3e-16));
    }
}
