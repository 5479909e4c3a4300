package org.lather.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lather.golden.Golden;
import org.lather.golden.Npz;

class ClebschGordanTest {
    @Test
    void hasTheGoldenValues() {
        Npz z = Golden.load("clebsch-gordan");
        int[] l1 = z.ints("l1");
        int[] l2 = z.ints("l2");
        int[] order = z.ints("L");
        int[] m1 = z.ints("m1");
        int[] m2 = z.ints("m2");
        int[] m = z.ints("M");
        double[] value = z.doubles("value");
        Map<List<Integer>, Double> ours = new HashMap<>();
        for (int a = 0; a <= 4; a++) {
            for (int b = 0; b <= 4; b++) {
                for (int c = Math.abs(a - b); c <= a + b; c++) {
                    for (ClebschGordan.Entry e : ClebschGordan.of(a, b, c).entries()) {
                        ours.put(List.of(a, e.m1(), b, e.m2(), c, e.m()), e.value());
                    }
                }
            }
        }
        assertThat(ours).hasSize(value.length);
        for (int k = 0; k < value.length; k++) {
            List<Integer> key = List.of(l1[k], m1[k], l2[k], m2[k], order[k], m[k]);
            assertThat(ours.get(key)).as(key.toString()).isCloseTo(value[k], within(1e-15));
        }
    }

    /** For fixed l1, l2 the coefficients of all L are an orthogonal matrix; far beyond the orders that are used. */
    @Test
    void isOrthogonal() {
        for (int[] l : new int[][] {{6, 6}, {12, 12}, {3, 9}, {0, 5}, {15, 8}}) {
            int rows = (2 * l[0] + 1) * (2 * l[1] + 1);
            double[][] c = new double[rows][rows];
            int row = 0;
            for (int order = Math.abs(l[0] - l[1]); order <= l[0] + l[1]; order++) {
                for (ClebschGordan.Entry e : ClebschGordan.of(l[0], l[1], order).entries()) {
                    c[row + e.m() + order][(e.m1() + l[0]) * (2 * l[1] + 1) + e.m2() + l[1]] = e.value();
                }
                row += 2 * order + 1;
            }
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = 0;
                    for (int k = 0; k < rows; k++) {
                        sum += c[i][k] * c[j][k];
                    }
                    assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-14));
                }
            }
        }
    }

    /** In the order y, z, x: the scalar product, the vector product and the symmetric traceless part. */
    @Test
    void couplesVectors() {
        double[] a = {0.3, -1.2, 0.7}; // y, z, x
        double[] b = {-0.4, 0.9, 1.1};
        assertThat(ClebschGordan.of(1, 1, 0).couple(a, b)[0])
                .isCloseTo(-(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / Math.sqrt(3), within(1e-15));
        double x = a[0] * b[1] - a[1] * b[0];
        double y = a[1] * b[2] - a[2] * b[1];
        double z = a[2] * b[0] - a[0] * b[2];
        double[] cross = ClebschGordan.of(1, 1, 1).couple(a, b);
        assertThat(cross[0]).isCloseTo(-y / Math.sqrt(2), within(1e-15));
        assertThat(cross[1]).isCloseTo(-z / Math.sqrt(2), within(1e-15));
        assertThat(cross[2]).isCloseTo(-x / Math.sqrt(2), within(1e-15));
        double[] second = ClebschGordan.of(1, 1, 2).couple(a, b);
        assertThat(second[0]).isCloseTo((a[2] * b[0] + a[0] * b[2]) / Math.sqrt(2), within(1e-15));
        assertThat(second[2]).isCloseTo((2 * a[1] * b[1] - a[2] * b[2] - a[0] * b[0]) / Math.sqrt(6), within(1e-15));
        assertThat(second[4]).isCloseTo((a[2] * b[2] - a[0] * b[0]) / Math.sqrt(2), within(1e-15));
    }

    @Test
    void refusesWhatDoesNotCouple() {
        assertThatThrownBy(() -> ClebschGordan.of(1, 1, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("L = 3");
    }
}
