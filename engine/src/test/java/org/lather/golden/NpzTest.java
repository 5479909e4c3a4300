package org.lather.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NpzTest {
    @Test
    void readsArraysWithTheirShapes() {
        Npz z = Golden.load("spherical-harmonics");
        assertThat(z.shape("Y")).containsExactly(26, 121);
        assertThat(z.ints("l")).hasSize(121).startsWith(0, 1, 1, 1, 2).endsWith(10);
        assertThat(z.doubles("Y")[0]).isCloseTo(0.5 / Math.sqrt(Math.PI), within(1e-15));
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> Golden.load("spherical-harmonics").doubles("y"))
                .hasMessageContaining("no array y");
        assertThatThrownBy(() -> Golden.load("spherical-harmonics").doubles("l"))
                .hasMessageContaining("got <i4");
    }
}
