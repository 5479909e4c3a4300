package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Explicit derivatives of features against differences of features that the reference backend computes, and exact sum
 * rules.
 */
class FeatureGradientsTest {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels HCO = Channels.oneHot(ELEMENTS);

    private static DensityExpansion expansion(int maxAngular, @Nullable Double accuracy) {
        return new DensityExpansion(
                new Cutoff(3.2, new Smoothing.ShiftedCosine(0.8)),
                new GaussianDensity(0.45, 0.9, new RadialScaling.Willatt2018(0.9, 2.2, 3)),
                new Basis(maxAngular, 1, accuracy));
    }

    private static Descriptor descriptor(String calculator, int lambda, int sigma) {
        return switch (calculator) {
            case "spherical_expansion" -> new Descriptor.SphericalExpansion(expansion(2, 1e-11));
            case "radial_spectrum" -> new Descriptor.RadialSpectrum(expansion(0, 1e-11));
            case "power_spectrum" -> new Descriptor.PowerSpectrum(expansion(3, 1e-11));
            case "bispectrum" -> new Descriptor.Bispectrum(expansion(2, 1e-11), sigma);
            default -> new Descriptor.LambdaSoap(expansion(3, 1e-11), lambda, sigma);
        };
    }

    private static Structure draw(Random random, boolean periodic, DensityExpansion expansion) {
        while (true) {
            Structure s = periodic
                    ? RandomStructures.crystal(random, 4, ELEMENTS)
                    : RandomStructures.cluster(random, 6, ELEMENTS);
            if (FiniteDifferences.clear(s, expansion)) {
                return s;
            }
        }
    }

    /** [structure][environment, M, column], of structures of equal size. */
    private static double[][] features(List<Structure> structures, Descriptor d) {
        try (Backend b = new ReferenceBackend(Precision.DOUBLE)) {
            double[] all = AgainstReference.features(b, structures, HCO, d).values();
            int size = all.length / structures.size();
            double[][] out = new double[structures.size()][];
            for (int s = 0; s < out.length; s++) {
                out[s] = Arrays.copyOfRange(all, s * size, (s + 1) * size);
            }
            return out;
        }
    }

    /**
     * Derivatives of a whole structure's features, in the form of finite differences: [variable][environment, M,
     * column].
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Explicit(double[][] positions, double[][] strain, double[][] cell) {
        static Explicit of(Structure s, Descriptor d) {
            FeatureGradients g = new FeatureGradients(d, HCO, EnumSet.allOf(Variable.class));
            NeighbourList list = NeighbourList.of(s, d.radius() + 0.3);
            int size = g.size();
            Explicit out = new Explicit(
                    new double[3 * s.size()][s.size() * size],
                    new double[9][s.size() * size],
                    new double[9][s.size() * size]);
            double[] row = new double[size];
            for (int i = 0; i < s.size(); i++) {
                g.environment(s, list, i);
                for (int k : FeatureGradients.atoms(list, i)) {
                    for (int axis = 0; axis < 3; axis++) {
                        g.position(k, axis, row);
                        System.arraycopy(row, 0, out.positions[3 * k + axis], i * size, size);
                    }
                }
                for (int ab = 0; ab < 9; ab++) {
                    g.strain(ab / 3, ab % 3, row);
                    System.arraycopy(row, 0, out.strain[ab], i * size, size);
                    g.cell(ab / 3, ab % 3, row);
                    System.arraycopy(row, 0, out.cell[ab], i * size, size);
                }
            }
            return out;
        }
    }

    private static void near(String what, double[][] got, double[][] expected, double tolerance) {
        double scale = 0;
        for (double[] row : expected) {
            scale = Math.max(scale, AgainstReference.largest(row));
        }
        assertThat(scale).as(what).isGreaterThan(1e-4);
        for (int k = 0; k < expected.length; k++) {
            AgainstReference.near(what + " " + k, got[k], expected[k], tolerance * scale);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "spherical_expansion, 0, 1",
        "radial_spectrum, 0, 1",
        "power_spectrum, 0, 1",
        "bispectrum, 0, 1",
        "bispectrum, 0, -1",
        "lambda_soap, 0, 1",
        "lambda_soap, 1, 1",
        "lambda_soap, 1, -1",
        "lambda_soap, 2, 1",
        "lambda_soap, 2, -1",
        "lambda_soap, 3, 1",
        "lambda_soap, 3, -1",
        "lambda_soap, 4, 1",
        "lambda_soap, 4, -1"
    })
    void areThoseOfTheFeatures(String calculator, int lambda, int sigma) {
        Descriptor d = descriptor(calculator, lambda, sigma);
        long seed = 160;
        Random random = new Random(seed);
        for (boolean periodic : new boolean[] {true, false}) {
            Structure s = draw(random, periodic, d.onlyExpansion());
            Explicit got = Explicit.of(s, d);
            String what = "seed " + seed + (periodic ? " crystal " : " cluster ");
            near(what + "positions", got.positions, FiniteDifferences.positionsOfAll(s, m -> features(m, d)), 1e-8);
            near(what + "strain", got.strain, FiniteDifferences.strainOfAll(s, m -> features(m, d)), 1e-8);
            if (periodic) {
                near(what + "cell", got.cell, FiniteDifferences.cellOfAll(s, m -> features(m, d)), 1e-8);
            } else {
                for (double[] row : got.cell) {
                    assertThat(row).containsOnly(0);
                }
            }
        }
    }

    @Test
    void selectedColumnsArePartOfAll() {
        Random random = new Random(161);
        Descriptor.LambdaSoap tensors = new Descriptor.LambdaSoap(expansion(2, 1e-8), 2, -1);
        Descriptor.Bispectrum triples = new Descriptor.Bispectrum(expansion(2, 1e-8), 1);
        Structure s = RandomStructures.crystal(random, 3, ELEMENTS);
        Columns some = Columns.of(random.ints(0, tensors.columns(HCO))
                .limit(7)
                .sorted()
                .distinct()
                .toArray());
        compare(s, tensors, new Descriptor.LambdaSoap(tensors.expansion(), 2, -1, some), some);
        compare(s, triples, new Descriptor.Bispectrum(triples.expansion(), 1, some), some);
    }

    @Test
    void selectedProductsArePartOfAll() {
        Descriptor.PowerSpectrum all = new Descriptor.PowerSpectrum(expansion(2, 1e-8));
        Columns some = Columns.of(0, 3, 4, 9, all.columns(HCO) - 1);
        Descriptor part = new Descriptor.PowerSpectrum(all.expansion(), some);
        Explicit whole = Explicit.of(RandomStructures.crystal(new Random(162), 3, ELEMENTS), all);
        Explicit few = Explicit.of(RandomStructures.crystal(new Random(162), 3, ELEMENTS), part);
        for (int k = 0; k < few.positions.length; k++) {
            for (int c = 0; c < 5; c++) {
                double expected = whole.positions[k][some.place(c)];
                assertThat(few.positions[k][c]).isCloseTo(expected, within(1e-13 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    private static void compare(Structure s, Descriptor whole, Descriptor part, Columns wanted) {
        Explicit all = Explicit.of(s, whole);
        Explicit few = Explicit.of(s, part);
        int columns = whole.columns(HCO);
        int count = part.columns(HCO);
        for (int k = 0; k < few.positions.length; k++) {
            for (int row = 0; row < few.positions[k].length / count; row++) {
                for (int c = 0; c < count; c++) {
                    assertThat(few.positions[k][row * count + c])
                            .isEqualTo(all.positions[k][row * columns + wanted.place(c)]);
                }
            }
        }
    }

    /** All atoms together move nothing, and the strain is Σ r_k dp/dr_k + Σ h dp/dh. */
    @ParameterizedTest
    @CsvSource({
        "power_spectrum, 0, 1",
        "bispectrum, 0, 1",
        "lambda_soap, 1, 1",
        "lambda_soap, 2, -1",
        "lambda_soap, 3, 1"
    })
    void addUpToZero(String calculator, int lambda, int sigma) {
        Descriptor d = descriptor(calculator, lambda, sigma);
        Random random = new Random(162);
        for (boolean periodic : new boolean[] {true, false}) {
            Structure s = draw(random, periodic, d.onlyExpansion());
            Explicit g = Explicit.of(s, d);
            double scale = AgainstReference.largest(g.strain[0]);
            double[] h = s.cell().anyPeriodic() ? s.cell().rows() : new double[9];
            for (int v = 0; v < g.strain[0].length; v++) {
                for (int b = 0; b < 3; b++) {
                    double sum = 0;
                    for (int k = 0; k < s.size(); k++) {
                        sum += g.positions[3 * k + b][v];
                    }
                    assertThat(Math.abs(sum)).isLessThan(1e-12 * scale);
                    for (int a = 0; a < 3; a++) {
                        double strain = 0;
                        for (int k = 0; k < s.size(); k++) {
                            strain += s.position(k, a) * g.positions[3 * k + b][v];
                        }
                        for (int c = 0; c < 3; c++) {
                            strain += h[3 * c + a] * g.cell[3 * c + b][v];
                        }
                        assertThat(Math.abs(strain - g.strain[3 * a + b][v])).isLessThan(1e-11 * scale);
                    }
                }
            }
        }
    }

    /**
     * A turn of all atoms turns the tensors: G_ab − G_ba = d/dθ D^λ(R(θ)) T with r → r (1 + θ (e_a e_b − e_b e_a)); of
     * scalars G is symmetric. D by quadrature on the sphere.
     */
    @ParameterizedTest
    @CsvSource({
        "power_spectrum, 0, 1",
        "bispectrum, 0, -1",
        "lambda_soap, 0, 1",
        "lambda_soap, 1, 1",
        "lambda_soap, 1, -1",
        "lambda_soap, 2, 1",
        "lambda_soap, 3, -1",
        "lambda_soap, 4, 1"
    })
    void turnWithTheAtoms(String calculator, int lambda, int sigma) {
        Descriptor d = descriptor(calculator, lambda, sigma);
        Random random = new Random(163);
        int rows = 2 * lambda + 1;
        int columns = d.columns(HCO);
        for (boolean periodic : new boolean[] {true, false}) {
            Structure s = draw(random, periodic, d.onlyExpansion());
            double[] values = features(List.of(s), d)[0];
            Explicit g = Explicit.of(s, d);
            double scale = AgainstReference.largest(g.strain[0]);
            for (int a = 0; a < 3; a++) {
                int b = (a + 1) % 3;
                double[] generator = generator(lambda, a, b);
                for (int i = 0; i < s.size(); i++) {
                    for (int m = 0; m < rows; m++) {
                        for (int c = 0; c < columns; c++) {
                            int at = (i * rows + m) * columns + c;
                            double turned = 0;
                            for (int k = 0; k < rows; k++) {
                                turned += generator[m * rows + k] * values[(i * rows + k) * columns + c];
                            }
                            double got = g.strain[3 * a + b][at] - g.strain[3 * b + a][at];
                            assertThat(Math.abs(got - turned)).isLessThan(1e-8 * scale);
                        }
                    }
                }
            }
        }
    }

    /** d/dθ D^λ, [M][M'], of the rotation r_b → r_b + θ r_a, r_a → r_a − θ r_b, by extrapolated differences. */
    private static double[] generator(int lambda, int a, int b) {
        int rows = 2 * lambda + 1;
        int all = (lambda + 1) * (lambda + 1);
        double[] weights = {1.0 / 45, -20.0 / 45, 64.0 / 45};
        double[] out = new double[rows * rows];
        for (int h = 0; h < 3; h++) {
            double step = 0.02 / (1 << h);
            for (int sign = -1; sign <= 1; sign += 2) {
                double[] r = {1, 0, 0, 0, 1, 0, 0, 0, 1};
                r[3 * a + a] = Math.cos(step);
                r[3 * b + b] = Math.cos(step);
                r[3 * b + a] = sign * Math.sin(step);
                r[3 * a + b] = -sign * Math.sin(step);
                double[] matrices = Rotations.matrices(r, lambda);
                for (int k = 0; k < out.length; k++) {
                    int at = (lambda * lambda + k / rows) * all + lambda * lambda + k % rows;
                    out[k] += sign * weights[h] * matrices[at] / (2 * step);
                }
            }
        }
        return out;
    }

    /** The atom itself is among those that move, also where it has no neighbours; images of it do not count twice. */
    @Test
    void listsTheAtomsThatMove() {
        Structure alone = Structure.of(new int[] {1, 6}, new double[] {0, 0, 0, 9, 9, 9}, Cell.NONE);
        assertThat(FeatureGradients.atoms(NeighbourList.of(alone, 3), 1)).containsExactly(1);
        Structure chain = Structure.of(
                new int[] {1, 6, 8},
                new double[] {0, 0, 0, 1, 0, 0, 2, 0, 0},
                Cell.of(new double[] {3, 0, 0, 0, 9, 0, 0, 0, 9}, true, false, false));
        assertThat(FeatureGradients.atoms(NeighbourList.of(chain, 3.5), 1)).containsExactly(0, 1, 2);
        assertThat(FeatureGradients.atoms(NeighbourList.of(chain, 0.5), 0)).containsExactly(0);
    }
}
