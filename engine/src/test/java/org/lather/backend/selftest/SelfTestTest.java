package org.lather.backend.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.backend.reference.ReferenceBackend;

class SelfTestTest {
    @ParameterizedTest
    @EnumSource(Operation.class)
    void everyOperationGivesNumbers(Operation operation) {
        try (Backend b = new ReferenceBackend(Precision.DOUBLE)) {
            List<double[]> results = operation.compare(b);
            assertThat(results).hasSizeGreaterThanOrEqualTo(3);
            assertThat(results)
                    .allSatisfy(r -> assertThat(Arrays.stream(r).allMatch(Double::isFinite))
                            .isTrue());
            assertThat(results)
                    .allSatisfy(r ->
                            assertThat(Arrays.stream(r).anyMatch(v -> v != 0)).isTrue());
            assertThat(SelfTest.error(results, operation.compare(b))).isZero();
            assertThat(b.resources().ledger().heldBytes()).isZero();
        }
    }

    @Test
    void theErrorIsThatOfTheWorstNumber() {
        List<double[]> expected = List.of(new double[] {1, -4}, new double[] {100});
        assertThat(SelfTest.error(List.of(new double[] {1.5, -4}, new double[] {101}), expected))
                .isEqualTo(0.125);
        assertThat(SelfTest.error(List.of(new double[] {1, Double.NaN}, new double[] {100}), expected))
                .isInfinite();
        assertThat(SelfTest.error(List.of(new double[] {1}, new double[] {100}), expected))
                .isInfinite();
        assertThat(new Check("x", 1, 2e-11, 1e-11, 1, "").passed()).isFalse();
        assertThat(new Check("x", 1, Double.NaN, 1e-11, 1, "").passed()).isFalse();
    }
}
