package org.lather.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.options.Options;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class CompositionUncertaintyTest {
    private static final Target ENERGY = new Target("energy", Unit.EV, Target.Quantity.TOTAL, List.of());

    private static Structure structure(int... numbers) {
        return Structure.of(numbers, new double[3 * numbers.length], Cell.NONE);
    }

    private static double[] counts(Structure s, int[] elements) {
        double[] out = new double[elements.length];
        for (int z : s.atomicNumbers()) {
            out[Arrays.binarySearch(elements, z)]++;
        }
        return out;
    }

    /** A fit to energies of structures, and what it leaves. */
    private record Fit(Map<Integer, Double> numbers, CompositionUncertainty uncertainty) {
        static Fit of(int[] elements, List<Structure> structures, double[] energies) {
            CompositionFit fit = new CompositionFit(elements);
            for (int i = 0; i < energies.length; i++) {
                Structure s = structures.get(i);
                fit.add(counts(s, elements), energies[i], 1.0 / s.size());
            }
            Map<Integer, Double> x = fit.solve();
            double residual = 0;
            for (int i = 0; i < energies.length; i++) {
                double r = energies[i] - sum(x, structures.get(i));
                residual += r * r / structures.get(i).size();
            }
            return new Fit(x, fit.uncertainty(residual));
        }
    }

    private static double sum(Map<Integer, Double> x, Structure s) {
        return Arrays.stream(s.atomicNumbers()).mapToDouble(x::get).sum();
    }

    /** Two elements in one ratio: the difference of their numbers has the variance of their mean. */
    @Test
    void isThatOfThePriorOutsideOfTheSpan() {
        int[] elements = {29, 79};
        List<Structure> train = new ArrayList<>();
        double[] energies = new double[40];
        Random random = new Random(1);
        for (int i = 0; i < energies.length; i++) {
            train.add(structure(29, 29, 79, 79));
            energies[i] = -12000 + 0.1 * random.nextGaussian();
        }
        CompositionUncertainty u = Fit.of(elements, train, energies).uncertainty();
        assertThat(u.undeterminedElements()).containsExactly(29, 79);
        assertThat(u.explainsAll()).isFalse();
        Structure inside = structure(29, 79);
        assertThat(u.isOutside(inside, Target.Quantity.TOTAL)).isFalse();
        assertThat(Math.sqrt(u.variance(inside, ENERGY, 1))).isLessThan(0.02);
        for (int gold = 0; gold <= 4; gold++) {
            Structure s = structure(gold > 0 ? 79 : 29, gold > 1 ? 79 : 29, gold > 2 ? 79 : 29, gold > 3 ? 79 : 29);
            double error = Math.abs(-1000 * (4 - gold) - 5000 * gold + 12000);
            double sigma = Math.sqrt(u.variance(s, ENERGY, 1));
            assertThat(u.isOutside(s, Target.Quantity.TOTAL)).isEqualTo(gold != 2);
            assertThat(sigma).as(gold + " of gold").isBetween(0.5 * error, 20 * error + 1);
        }
    }

    /** The mean over many sets of the ratio of error to deviation, of compositions that the set determines. */
    @ParameterizedTest
    @ValueSource(ints = {7, 10, 20, 80})
    void isAsLargeAsErrorsWithinTheSpan(int count) {
        int[] elements = {22, 23, 24, 25, 26, 27};
        double sum = 0;
        int n = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] truth = random.doubles(elements.length, -8, -2).toArray();
            List<Structure> all = new ArrayList<>();
            double[] energies = new double[count + 20];
            for (int i = 0; i < energies.length; i++) {
                int[] z =
                        random.ints(8, 0, elements.length).map(k -> elements[k]).toArray();
                all.add(structure(z));
                energies[i] = 0.3 * random.nextGaussian()
                        + Arrays.stream(z)
                                .mapToDouble(x -> truth[Arrays.binarySearch(elements, x)])
                                .sum();
            }
            Fit fit = Fit.of(elements, all.subList(0, count), Arrays.copyOf(energies, count));
            CompositionUncertainty u = fit.uncertainty;
            for (int i = count; i < energies.length; i++) {
                if (!u.isOutside(all.get(i), Target.Quantity.TOTAL)) {
                    double e = energies[i] - sum(fit.numbers, all.get(i));
                    sum += e * e / (u.variance(all.get(i), ENERGY, 1) + u.rowVariance() * 8);
                    n++;
                }
            }
        }
        assertThat(Math.sqrt(sum / n)).isBetween(0.7, 1.5);
    }

    /** As many numbers as rows, and rows without any residual. */
    @Test
    void isNotZeroWhereEveryRowIsExplained() {
        CompositionUncertainty few = Fit.of(
                        new int[] {1, 6}, List.of(structure(1, 6), structure(1, 1, 6)), new double[] {-3, -5})
                .uncertainty;
        assertThat(few.explainsAll()).isTrue();
        assertThat(few.variance(structure(6, 6), ENERGY, 1)).isPositive();
        List<Structure> atoms = List.of(structure(18, 18), structure(18, 18, 18), structure(18, 18));
        CompositionUncertainty exact = Fit.of(new int[] {18}, atoms, new double[] {-2, -3, -2}).uncertainty;
        assertThat(exact.explainsAll()).isTrue();
        assertThat(exact.inflation()).isEqualTo(1);
        // nothing but the values themselves says how large a remainder may be: their mean square is 7/3 for each atom
        assertThat(exact.variance(structure(18, 18), ENERGY, 1)).isCloseTo(2 * 7.0 / 3 + 4.0 / 3, within(1e-9));
    }

    /** As many numbers as were fitted are taken from the residuals. */
    @Test
    void inflatesResiduals() {
        Random random = new Random(3);
        List<Structure> train = new ArrayList<>();
        double[] energies = new double[30];
        for (int i = 0; i < energies.length; i++) {
            train.add(structure(random.ints(8, 0, 3).map(k -> 6 + k).toArray()));
            energies[i] = -8 * 5 + random.nextGaussian();
        }
        CompositionUncertainty u = Fit.of(new int[] {6, 7, 8}, train, energies).uncertainty;
        assertThat(u.inflation()).isCloseTo(30.0 / 27, within(0.1));
        assertThat(u.undetermined()).isEmpty();
        assertThat(u.undeterminedElements()).isEmpty();
    }

    /** Atoms of an element without values leave its number open, which a target of other atoms alone does not need. */
    @Test
    void atomsWithoutValuesAreNotOutside() {
        CompositionFit fit = new CompositionFit(new int[] {1, 7});
        Random random = new Random(4);
        double squares = 0;
        for (int i = 0; i < 20; i++) {
            double r = random.nextGaussian();
            fit.add(new double[] {0, 1}, 150 + r, 1);
            squares += r * r;
        }
        CompositionUncertainty u = fit.uncertainty(squares);
        Structure s = structure(1, 1, 7);
        Map<String, Target> targets = Options.parse("""
                targets:
                  some: {key: shielding, unit: ppm, quantity: atom, centers: [N]}
                  all: {key: shielding, unit: ppm, quantity: atom}
                """, Path.of("")).targets();
        assertThat(u.isOutside(s, Objects.requireNonNull(targets.get("some")))).isFalse();
        assertThat(u.isOutside(s, Objects.requireNonNull(targets.get("all")))).isTrue();
    }
}
