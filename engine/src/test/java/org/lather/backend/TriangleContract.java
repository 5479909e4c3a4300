package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triangles in panels against the square, with the algebra of any backend. */
public abstract class TriangleContract {
    protected abstract DenseAlgebra algebra();

    private static double[] positiveDefinite(Random random, int n) {
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                out[i * n + j] = i == j ? 3 + random.nextDouble() : random.nextGaussian() / Math.sqrt(n);
            }
        }
        return out;
    }

    private static void near(double[] got, double[] expected, double limit) {
        assertThat(got).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            if (!(Math.abs(got[i] - expected[i]) <= limit)) {
                throw new AssertionError("index " + i + ": expected " + expected[i] + ", got " + got[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 767, 768, 769, 1540})
    void factorsAndSolves(int n) {
        Random random = new Random(n);
        double[] square = positiveDefinite(random, n);
        LowerTriangle a = PanelsInMemory.of(square, n);
        TriangleAlgebra.potrf(a, algebra());
        algebra().potrf(Matrix.of(square, n, n));
        double[] factor = PanelsInMemory.of(square, n).square();
        near(a.square(), factor, 1e-13);
        if (n <= LowerTriangle.PANEL) {
            assertThat(a.square()).isEqualTo(factor);
        }
        Matrix l = Matrix.of(square, n, n);
        int sides = 3;
        double[] b = random.doubles((long) n * sides, -1, 1).toArray();
        double[] got = b.clone();
        double[] expected = b.clone();
        TriangleAlgebra.solveLeft(a, Matrix.of(got, n, sides), algebra());
        algebra().solveLeft(l, Matrix.of(expected, n, sides));
        near(got, expected, 1e-13);
        TriangleAlgebra.solveLeftTransposed(a, Matrix.of(got, n, sides), algebra());
        algebra().solveLeft(l.transpose(), Matrix.of(expected, n, sides));
        near(got, expected, 1e-13);
        got = b.clone();
        expected = b.clone();
        TriangleAlgebra.solveRightTransposed(a, Matrix.of(got, sides, n), algebra());
        algebra().solveRight(l.transpose(), Matrix.of(expected, sides, n));
        near(got, expected, 1e-13);
    }

    @Test
    void namesThePivotOfAnyPanel() {
        int n = 800;
        double[] square = positiveDefinite(new Random(1), n);
        square[790 * n + 790] = -5;
        LowerTriangle a = PanelsInMemory.of(square, n);
        NotPositiveDefiniteException e =
                catchThrowableOfType(NotPositiveDefiniteException.class, () -> TriangleAlgebra.potrf(a, algebra()));
        assertThat(e.pivot()).isEqualTo(790);
        assertThat(e.value()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 768, 770, 1536, 1537})
    void holdsTheLowerTriangle(int n) {
        double[] square = new Random(n).doubles((long) n * n).toArray();
        LowerTriangle a = PanelsInMemory.of(square, n);
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += square[i * n + i];
        }
        assertThat(a.trace()).isCloseTo(trace, within(1e-9 * trace));
        double[] packed = a.packed();
        assertThat(packed).hasSize(n * (n + 1) / 2);
        assertThat(packed[n * (n + 1) / 2 - 1]).isEqualTo(square[n * n - 1]);
        assertThat(PanelsInMemory.ofPacked(packed, n).square()).isEqualTo(a.square());
        long count = 0;
        long largest = 0;
        for (int p = 0; p < a.panels(); p++) {
            Matrix rows = a.read(p, a.buffer());
            count += (long) rows.rows() * rows.columns();
            largest = Math.max(largest, (long) rows.rows() * rows.columns());
        }
        assertThat(LowerTriangle.count(n)).isEqualTo(count);
        assertThat(LowerTriangle.largestPanel(n)).isEqualTo(largest);
        a.add(-0.5, PanelsInMemory.of(square, n));
        assertThat(a.trace()).isCloseTo(trace / 2, within(1e-9 * trace));
        a.clear();
        assertThat(a.square()).containsOnly(0);
    }
}
