package org.lather.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Candidates against measured shifts: differences, probabilities, conversions and matchings. */
class RankingTest {
    private static final Conversion GIVEN = new Conversion(Map.of(1, 30.0, 6, 170.0), false);

    @TempDir
    Path folder;

    private static Candidate candidate(int frame, double uncertainty, int[] elements, double... shieldings) {
        return new Candidate(
                "c.xyz",
                frame,
                elements,
                shieldings,
                IntStream.range(0, elements.length)
                        .mapToDouble(i -> uncertainty)
                        .toArray());
    }

    private static MeasuredShift shift(int z, double shift, Integer... atoms) {
        return new MeasuredShift(z, shift, 0, List.of(atoms));
    }

    private static Ranking.OfElement element(Ranking.Ranked r, int z) {
        return Objects.requireNonNull(r.byElement().get(z));
    }

    @Test
    void assigned() {
        Candidate near = candidate(0, 0.3, new int[] {1, 1, 6}, 25, 22, 50);
        Candidate far = candidate(1, 0.4, new int[] {1, 1, 6}, 24, 22, 50);
        MeasuredShifts measured = new MeasuredShifts(
                List.of(shift(1, 5.1, 0), shift(1, 7.7, 1), new MeasuredShift(6, 121, 0.4, List.of(2))));
        List<Ranking.Ranked> ranked = Ranking.of(List.of(far, near), measured, GIVEN);
        assertThat(ranked).extracting(r -> r.candidate().frame()).containsExactly(0L, 1L);
        Ranking.Ranked r = ranked.get(0);
        double squares = 0.1 * 0.1 + 0.3 * 0.3 + 1;
        assertThat(r.rmsd()).isCloseTo(Math.sqrt(squares / 3), within(1e-12));
        // dR/dd_i = d_i / 3R, with s = 0.3, 0.3 and (0.3² + 0.4²)½
        assertThat(r.rmsdUncertainty())
                .isCloseTo(Math.sqrt((0.01 + 0.09) * 0.09 + 0.25) / (3 * r.rmsd()), within(1e-12));
        assertThat(r.deviation()).isCloseTo(Math.sqrt(((0.01 + 0.09) / 0.09 + 1 / 0.25) / 3), within(1e-12));
        assertThat(element(r, 1).rmsd()).isCloseTo(Math.sqrt(0.05), within(1e-12));
        double a = -((0.01 + 0.09) / 0.09 + 1 / 0.25) / 2 - Math.log(0.3 * 0.3 * 0.5);
        double b = -((0.9 * 0.9 + 0.09) / 0.16 + 1 / 0.32) / 2 - Math.log(0.4 * 0.4 * Math.sqrt(0.32));
        assertThat(r.probability()).isCloseTo(1 / (1 + Math.exp(b - a)), within(1e-12));
        assertThat(ranked.get(1).probability()).isCloseTo(1 - r.probability(), within(1e-12));
    }

    @Test
    void atomsOfOneShiftAreAveraged() {
        Candidate c = candidate(0, 0.3, new int[] {1, 1, 1, 1}, 28, 29, 30, 20);
        MeasuredShifts measured = new MeasuredShifts(List.of(shift(1, 1.5, 0, 1, 2), shift(1, 10, 3)));
        assertThat(Ranking.of(List.of(c), measured, GIVEN).get(0).rmsd()).isCloseTo(0.5 / Math.sqrt(2), within(1e-12));
    }

    @Test
    void unassignedShiftsAreThoseOfTheOrder() {
        // two molecules: the shifts 4, 6 and 9 are each those of two atoms
        Candidate c = candidate(0, 0.5, new int[] {1, 1, 1, 1, 1, 1}, 21, 24, 26.5, 20.5, 25.5, 24.5);
        MeasuredShifts measured = new MeasuredShifts(List.of(shift(1, 9), shift(1, 4), shift(1, 6)));
        Ranking.Ranked r = Ranking.of(List.of(c), measured, GIVEN).get(0);
        double squares = (0.5 * 0.5 + 0.5 * 0.5 + 0 + 0.5 * 0.5 + 0 + 0.5 * 0.5) / 2;
        assertThat(r.rmsd()).isCloseTo(Math.sqrt(squares / 3), within(1e-12));
        assertThat(element(r, 1).shifts()).isEqualTo(3);
    }

    /** The order-preserving matching is the best one of all injections. */
    @Test
    void atomsWithoutAShift() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            double[] sigma = random.doubles(5, 20, 26).toArray();
            double[] shifts = random.doubles(3, 4, 10).toArray();
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 5; j++) {
                    for (int k = 0; k < 5; k++) {
                        if (i != j && i != k && j != k) {
                            double a = 30 - sigma[i] - shifts[0];
                            double b = 30 - sigma[j] - shifts[1];
                            double c = 30 - sigma[k] - shifts[2];
                            least = Math.min(least, a * a + b * b + c * c);
                        }
                    }
                }
            }
            MeasuredShifts measured =
                    new MeasuredShifts(List.of(shift(1, shifts[0]), shift(1, shifts[1]), shift(1, shifts[2])));
            Candidate c = candidate(0, 0.5, new int[] {1, 1, 1, 1, 1}, sigma);
            assertThat(Ranking.of(List.of(c), measured, GIVEN).get(0).rmsd())
                    .isCloseTo(Math.sqrt(least / 3), within(1e-12));
        }
    }

    @Test
    void fittedConversions() {
        Candidate c = candidate(0, 0.5, new int[] {6, 6, 6}, 20, 50, 110);
        MeasuredShifts measured = new MeasuredShifts(List.of(shift(6, 151, 0), shift(6, 124, 1), shift(6, 70, 2)));
        Ranking.OfElement line = element(
                Ranking.of(List.of(c), measured, new Conversion(Map.of(), true)).get(0), 6);
        assertThat(line.slope()).isCloseTo(-0.9, within(1e-12));
        assertThat(line.offset()).isCloseTo(169, within(1e-10));
        assertThat(line.rmsd()).isLessThan(1e-10);
        Ranking.OfElement offset = element(
                Ranking.of(List.of(c), measured, new Conversion(Map.of(), false))
                        .get(0),
                6);
        assertThat(offset.slope()).isEqualTo(-1);
        assertThat(offset.offset()).isCloseTo((171 + 174 + 180) / 3.0, within(1e-10));
    }

    /**
     * Shifts of one of ten candidates with errors of the size of the uncertainties: the right one comes first as often
     * as the probabilities say.
     */
    @ParameterizedTest
    @CsvSource({"true, 0.9", "false, 0.9", "true, 0.4"})
    void probabilitiesAreFrequencies(boolean reference, double distance) {
        Random random = new Random(17);
        int[] elements = IntStream.range(0, 20).map(i -> i < 10 ? 1 : 6).toArray();
        double expected = 0;
        double variance = 0;
        double logarithm = 0;
        int first = 0;
        int draws = 100;
        for (int draw = 0; draw < draws; draw++) {
            List<Candidate> candidates = new ArrayList<>();
            double[] base = random.doubles(20).toArray();
            for (int k = 0; k < 10; k++) {
                double[] v = new double[20];
                double[] u = new double[20];
                for (int i = 0; i < 20; i++) {
                    u[i] = (i < 10 ? 0.4 : 3) * (0.5 + random.nextDouble());
                    v[i] = (i < 10 ? 20 + 10 * base[i] : 20 + 150 * base[i]) + distance * u[i] * random.nextGaussian();
                }
                candidates.add(new Candidate("c.xyz", k, elements, v, u));
            }
            int right = random.nextInt(10);
            Candidate truth = candidates.get(right);
            List<MeasuredShift> shifts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                double error = Math.hypot(truth.uncertainties()[i], 0.1) * random.nextGaussian();
                shifts.add(new MeasuredShift(
                        elements[i], (i < 10 ? 30 : 170) - truth.shieldings()[i] + error, 0.1, List.of(i)));
            }
            Conversion conversion = reference ? GIVEN : new Conversion(Map.of(), false);
            List<Ranking.Ranked> ranked = Ranking.of(candidates, new MeasuredShifts(shifts), conversion);
            double p = ranked.get(0).probability();
            expected += p;
            variance += p * (1 - p);
            first += ranked.get(0).candidate().frame() == right ? 1 : 0;
            logarithm += ranked.stream()
                    .filter(r -> r.candidate().frame() == right)
                    .mapToDouble(r -> Math.log(r.probability()))
                    .sum();
        }
        assertThat((double) first).isCloseTo(expected, within(2.5 * Math.sqrt(variance)));
        // more is known than before the measurement
        assertThat(logarithm / draws).isGreaterThan(Math.log(0.1) / 2);
        assertThat(first).isGreaterThan(distance > 0.5 ? 85 : 40);
    }

    private MeasuredShifts read(String text) throws IOException {
        return MeasuredShifts.read(Files.writeString(folder.resolve("m.csv"), text));
    }

    @Test
    void tables() throws IOException {
        MeasuredShifts m =
                read("# solid state\nElement, Shift,sigma,atom,remark\nH, 7.25 ,0.1,1 2 3,CH3\n\nC,128,,4,\n");
        assertThat(m.byElement().get(1)).containsExactly(new MeasuredShift(1, 7.25, 0.1, List.of(0, 1, 2)));
        assertThat(m.byElement().get(6)).containsExactly(new MeasuredShift(6, 128, 0, List.of(3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "element,ppm/H,1 | m.csv:1: expected the columns element and shift, found 'element,ppm'",
                "element,shift/H,x | m.csv:2: expected a number for shift, found 'x'",
                "element,shift/Q,1 | m.csv:2: expected an element's symbol, found 'Q'",
                "element,shift/H,1,2 | m.csv:2: expected 2 values separated by commas, found 3",
                "element,shift,atom/H,1,0 | m.csv:2: expected atoms counted from 1, separated by blanks, found '0'",
                "element,shift,sigma/H,1,-1 | m.csv:2: expected a positive sigma, found '-1'",
                "element,shift,atom/H,1,1/H,2, | expected all shifts of H with an atom or all without, got 1 of 2",
                "element,shift,atom/H,1,3 3 | m.csv:2: expected each atom once, found atom 3 (counted from 1) again",
                "element,shift,atom/H,1,1/H,2,2 1 | m.csv:3: expected each atom once, found atom 1",
                "element,shift,atom/H,1,1/C,2,1 | m.csv:3: expected each atom once, found atom 1",
                "element,shift | found no shift",
            })
    void wrongTables(String text, String message) {
        assertThatThrownBy(() -> read(text.replace('/', '\n'))).hasMessageContaining(message);
    }

    @Test
    void whatCannotBeCompared() {
        assertThatThrownBy(() -> new MeasuredShifts(List.of(shift(1, 5, 2), shift(1, 6, 0, 2))))
                .hasMessageContaining("found atom 3 (counted from 1) again");
        Candidate c = candidate(0, 0, new int[] {1, 6, 6, 6}, 25, 50, 60, Double.NaN);
        assertThatThrownBy(() -> Ranking.of(List.of(c), new MeasuredShifts(List.of(shift(1, 5, 1))), GIVEN))
                .hasMessageContaining("c.xyz@0: expected atom 2 to be H, as in the measured shifts, found C");
        assertThatThrownBy(() -> Ranking.of(List.of(c), new MeasuredShifts(List.of(shift(1, 5, 0))), GIVEN))
                .hasMessageContaining("expected a standard deviation");
        assertThatThrownBy(() -> Ranking.of(List.of(c), new MeasuredShifts(List.of(shift(6, 5, 3))), GIVEN))
                .hasMessageContaining("expected predicted shieldings of C");
        // what no model predicts is told before what the conversion lacks
        assertThatThrownBy(() -> Ranking.of(
                        List.of(c), new MeasuredShifts(List.of(shift(6, 5))), new Conversion(Map.of(), false)))
                .hasMessageContaining("expected predicted shieldings of C")
                .hasMessageContaining("target of atoms of C in ppm");
        assertThatThrownBy(() -> Ranking.of(
                        List.of(c), new MeasuredShifts(List.of(shift(1, 5, 0))), new Conversion(Map.of(), false)))
                .hasMessageContaining("expected more than 1 measured shifts of H");
        assertThatThrownBy(() -> Ranking.of(
                        List.of(candidate(0, 1, new int[] {1, 6, 6, 6}, 25, 50, 60, 70)),
                        new MeasuredShifts(List.of(shift(6, 5), shift(6, 7))),
                        new Conversion(Map.of(), false)))
                .hasMessageContaining("which of them have a shift depends on the conversion");
    }
}
