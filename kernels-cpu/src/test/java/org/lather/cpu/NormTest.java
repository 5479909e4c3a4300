package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NormTest {
    private static final int LENGTH = 203;

    /** The first calls are interpreted, the last compiled: bits must not tell. */
    @Test
    void isTheSameInterpretedAndCompiled() {
        Random random = new Random(5);
        double[][] rows = new double[50][];
        double[] first = new double[rows.length];
        double[] firstRounded = new double[rows.length];
        float[] out = new float[LENGTH];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.doubles(LENGTH, -1, 1).toArray();
            first[i] = Norm.squared(rows[i], 0, LENGTH);
            firstRounded[i] = Norm.roundAndSquare(rows[i], 0, LENGTH, out, 0);
        }
        for (int round = 0; round < 2000; round++) {
            for (int i = 0; i < rows.length; i++) {
                assertThat(Norm.squared(rows[i], 0, LENGTH)).isEqualTo(first[i]);
                assertThat(Norm.roundAndSquare(rows[i], 0, LENGTH, out, 0)).isEqualTo(firstRounded[i]);
            }
        }
    }
}
