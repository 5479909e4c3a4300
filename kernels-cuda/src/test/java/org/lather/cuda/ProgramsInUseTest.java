package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.backend.Precision;

/** What the work on molecules asks of a device, without one. */
class ProgramsInUseTest {
    /** Stored floats are gathered as doubles, because the program that sums is several times slower than a library. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void gradientsOfFeaturesAreProductsOfTheVendor(Precision precision) {
        assertThat(ProgramsInUse.termsOfGradients(true, precision)).containsExactly(0);
        assertThat(ProgramsInUse.termsOfGradients(false, precision))
                .isNotEmpty()
                .doesNotContain(0);
    }

    /** A chunk of pairs of the power spectrum: more where a multiprocessor executes as many groups with them. */
    @Test
    void chunksFollowTheMultiprocessor() {
        assertThat(List.of(pairs(80), pairs(90), pairs(75))).containsExactly(pairs(80), 24, pairs(80));
        assertThat(pairs(80)).isBetween(8, 23);
    }

    private static int pairs(int architecture) {
        return ProgramsInUse.ofMolecules(true, architecture).keySet().stream()
                .filter(f -> f.name().equals("spectrum"))
                .map(f -> f.source().constants())
                .filter(constants -> Integer.valueOf(8).equals(constants.get("N")))
                .mapToInt(constants -> Objects.requireNonNull(constants.get("PAIRS")))
                .findFirst()
                .orElseThrow();
    }
}
