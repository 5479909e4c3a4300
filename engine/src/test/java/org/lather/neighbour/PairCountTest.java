package org.lather.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Cells so small and cutoffs so large that the images of atoms run away are refused before the search. */
class PairCountTest {
    private static Structure atom(double edge, boolean... periodic) {
        double[] h = {edge, 0, 0, 0, edge, 0, 0, 0, edge};
        return Structure.of(new int[] {14}, new double[3], Cell.of(h, periodic[0], periodic[1], periodic[2]));
    }

    @ParameterizedTest
    @CsvSource({
        "1e-8, 3, true, true, true",
        "5.43, 100000, true, true, true",
        "1e-3, 100, true, true, true",
        "0.01, 1000, true, true, false",
        "1e-8, 1000, true, false, false"
    })
    void tooManyPairsAreRefusedAtOnce(double edge, double cutoff, boolean a, boolean b, boolean c) {
        Structure s = atom(edge, a, b, c);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> NeighbourList.of(s, cutoff))
                        .isInstanceOf(TooManyPairsException.class)
                        .hasMessageContaining("pairs of atoms closer than " + cutoff + " Å")
                        .hasMessageContaining("Use a smaller cutoff"));
    }

    @ParameterizedTest
    @CsvSource({"2, 60, true, true, true", "1, 600, true, true, false", "0.5, 300000, true, false, false"})
    void theEstimateIsCloseToTheCount(double edge, double cutoff, boolean a, boolean b, boolean c) {
        Structure s = atom(edge, a, b, c);
        double estimate = PairCount.estimate(s, cutoff);
        assertThat(estimate / NeighbourList.of(s, cutoff).pairs()).isBetween(0.98, 1.02);
    }

    @Test
    void atomsOutsideTheCutoffOfALayerAreNotCounted() {
        double[] h = {1, 0, 0, 0, 1, 0, 0, 0, 100};
        Structure s = Structure.of(new int[] {14, 14}, new double[] {0, 0, 0, 0, 0, 50}, Cell.of(h, true, true, false));
        assertThat(PairCount.estimate(s, 40) / NeighbourList.of(s, 40).pairs()).isBetween(0.98, 1.02);
        assertThat(PairCount.estimate(s, 60) / NeighbourList.of(s, 60).pairs()).isBetween(0.98, 1.02);
    }
}
