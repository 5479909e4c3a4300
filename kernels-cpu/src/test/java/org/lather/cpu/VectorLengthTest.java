package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.DoubleVector;
import org.junit.jupiter.api.Test;

final class VectorLengthTest {
    @Test
    void isWhatThePropertySaysOrTheProcessorHas() {
        int preferred = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
        int expected = Integer.getInteger("lather.vector.bits", Math.min(512, Math.max(128, preferred)));
        assertThat(Lanes.SPECIES.vectorBitSize()).isEqualTo(expected);
        assertThat(CpuBackend.device()).isEqualTo("Vector API, " + expected + " bit");
    }
}
