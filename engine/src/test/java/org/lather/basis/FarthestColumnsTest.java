package org.lather.basis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Precision;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.golden.Golden;
import org.lather.golden.Npz;

class FarthestColumnsTest {
    private final DenseAlgebra algebra =
            new ReferenceBackend(Precision.DOUBLE).algebra().dense();

    /** scikit-matter's choice. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void choosesAsOthersDo(int first) {
        Npz z = Golden.load("selection");
        int[] shape = z.shape("X");
        int[] expected = z.ints("fps_features_from" + first);
        int[] chosen = FarthestColumns.select(z.doubles("X"), shape[0], shape[1], expected.length, first, algebra);
        assertThat(chosen).isEqualTo(expected);
    }

    @Test
    void beginsWithTheLargestAndLeavesCopies() {
        double[] x = {
            1, 3, 1, 0, 3,
            2, 4, 2, 0, 4
        };
        assertThat(FarthestColumns.select(x, 2, 5, 5, algebra)).containsExactly(1, 3, 0);
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> FarthestColumns.select(new double[4], 2, 2, 0, algebra))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
    }
}
