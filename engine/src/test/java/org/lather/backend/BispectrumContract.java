package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.density.Smoothing;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Invariants of three neighbours: what must not change, and their value as sums over triples of neighbours. */
public abstract class BispectrumContract extends AgainstReference {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels CHANNELS = Channels.oneHot(ELEMENTS);

    private static DensityExpansion expansion(int maxAngular, int maxRadial, @Nullable Double accuracy) {
        return new DensityExpansion(
                new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, null),
                new Basis(maxAngular, maxRadial, accuracy));
    }

    private FeatureBlock features(Structure s, Descriptor d) {
        return features(backend, List.of(s), CHANNELS, d);
    }

    private static Structure moved(Structure s, double[] matrix) {
        return Structure.of(
                s.atomicNumbers(),
                Rotations.apply(matrix, s.positions()),
                s.cell().anyPeriodic()
                        ? Cell.periodic(Rotations.apply(matrix, s.cell().rows()))
                        : Cell.NONE);
    }

    /** Rotation changes nothing, and inversion the sign of pseudo-scalars, to 1e-12 of the largest value. */
    @ParameterizedTest
    @CsvSource({"1,3,1,false", "1,3,1,true", "-1,3,1,false", "-1,2,2,true", "1,5,0,false"})
    void isInvariant(int sigma, int maxAngular, int maxRadial, boolean periodic) {
        Random random = new Random(300 + maxAngular);
        Structure s = periodic
                ? RandomStructures.crystal(random, 5, ELEMENTS)
                : RandomStructures.cluster(random, 9, ELEMENTS);
        Descriptor d = new Descriptor.Bispectrum(expansion(maxAngular, maxRadial, 1e-8), sigma);
        double[] before = features(s, d).values();
        double scale = largest(before);
        double limit = Math.max(1e-12 * scale, 8 * tolerance().feature(scale, 100));
        near("rotated", features(moved(s, Rotations.random(random)), d).values(), before, limit);
        double[] inverted = features(moved(s, new double[] {-1, 0, 0, 0, -1, 0, 0, 0, -1}), d)
                .values();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] *= sigma;
        }
        near("inverted", inverted, before, limit);
        assertThat(scale).isGreaterThan(1e-4);
    }

    @Test
    void takesAtomsInAnyOrder() {
        Random random = new Random(310);
        Structure s = RandomStructures.crystal(random, 7, ELEMENTS);
        int[] order = {3, 6, 0, 5, 1, 2, 4};
        double[] x = new double[21];
        int[] z = new int[7];
        for (int i = 0; i < 7; i++) {
            z[i] = s.atomicNumber(order[i]);
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] = s.position(order[i], k);
            }
        }
        Descriptor d = new Descriptor.Bispectrum(expansion(3, 1, 1e-8), 1);
        FeatureBlock a = features(s, d);
        double scale = largest(a.values());
        near(
                "order",
                features(Structure.of(z, x, s.cell()), d).values(),
                a.gather(order).values(),
                Math.max(1e-12 * scale, 8 * tolerance().feature(scale, 100)));
    }

    /** The angular part of three unit vectors a, b, c, without the weight. */
    private static double angular(BispectrumLayout.Triple t, double[] a, double[] b, double[] c) {
        double sphere = 4 * Math.PI;
        return switch (100 * t.l1() + 10 * t.l2() + t.l3()) {
            case 0 -> Math.pow(sphere, -1.5);
            case 11 -> Math.sqrt(3) * dot(b, c) / Math.pow(sphere, 1.5) * -1;
            case 112 -> 3 / sphere * Math.sqrt(7.5 / sphere) / Math.sqrt(5) * (dot(a, c) * dot(b, c) - dot(a, b) / 3);
            case 111 -> Math.pow(3 / sphere, 1.5) / Math.sqrt(6) * determinant(a, b, c);
            case 22 -> Math.sqrt(5) * (3 * dot(b, c) * dot(b, c) - 1) / 2 / Math.pow(sphere, 1.5);
            default -> Double.NaN;
        };
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double determinant(double[] a, double[] b, double[] c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1])
                + a[1] * (b[2] * c[0] - b[0] * c[2])
                + a[2] * (b[0] * c[1] - b[1] * c[0]);
    }

    /**
     * The four-body correlation: B(l1 l2 l3; q1 q2 q3) is a sum over triples of neighbours, of radial functions of
     * their distances and of a polynomial in the scalar products of their directions; both are computed here without
     * harmonics and Clebsch-Gordan coefficients.
     */
    @ParameterizedTest
    @CsvSource({"1", "-1"})
    void isTheSumOverTriplesOfNeighbours(int sigma) {
        Random random = new Random(320 + sigma);
        int radial = 2;
        DensityExpansion e = new DensityExpansion(
                new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 0, null),
                new Basis(2, radial - 1, null));
        Structure s = RandomStructures.cluster(random, 6, ELEMENTS);
        Descriptor.Bispectrum d = new Descriptor.Bispectrum(e, sigma);
        FeatureBlock got = features(s, d);
        BispectrumLayout layout = d.layout(CHANNELS);
        NeighbourList list = NeighbourList.of(s, 3.5);
        double limit = 8 * tolerance().feature(largest(got.values()), 200);
        int[] compared = {0};
        for (int i = 0; i < s.size(); i++) {
            double[][] directions = directions(list, i);
            double[][] values = radialValues(s, list, i, e);
            int row = i * got.columns();
            layout.forEach((place, p) -> {
                double sum = 0;
                for (int x = 0; x < directions.length; x++) {
                    for (int y = 0; y < directions.length; y++) {
                        for (int z = 0; z < directions.length; z++) {
                            sum += values[x][p.triple().l1() * 6 + p.q1()]
                                    * values[y][p.triple().l2() * 6 + p.q2()]
                                    * values[z][p.triple().l3() * 6 + p.q3()]
                                    * angular(p.triple(), directions[x], directions[y], directions[z]);
                        }
                    }
                }
                if (!Double.isNaN(sum)) {
                    near(
                            p.toString(),
                            new double[] {got.values()[row + place]},
                            new double[] {p.weight() * sum},
                            limit);
                    compared[0]++;
                }
            });
        }
        assertThat(compared[0]).isGreaterThan(100);
    }

    private static double[][] directions(NeighbourList list, int i) {
        return IntStream.range(list.start(i), list.end(i))
                .mapToObj(p -> new double[] {
                    list.x()[p] / list.distances()[p],
                    list.y()[p] / list.distances()[p],
                    list.z()[p] / list.distances()[p]
                })
                .toArray(double[][]::new);
    }

    /** f(r) I_nl(r) of each neighbour, [l 6 + a N + n], zero for other elements. */
    private static double[][] radialValues(Structure s, NeighbourList list, int i, DensityExpansion e) {
        RadialIntegral integral = RadialIntegrals.of(e);
        int n = e.basis().radialSize();
        double[][] out = new double[list.end(i) - list.start(i)][18];
        for (int p = list.start(i); p < list.end(i); p++) {
            double[] values = new double[3 * n];
            integral.values(list.distances()[p], values);
            int a = CHANNELS.indexOf(s.atomicNumber(list.neighbours()[p]));
            for (int l = 0; l < 3; l++) {
                for (int k = 0; k < n; k++) {
                    out[p - list.start(i)][l * 6 + a * n + k] =
                            e.cutoff().value(list.distances()[p]) * values[l * n + k];
                }
            }
        }
        return out;
    }

    /** Each product is found at its index, every order of its factors has the same one, and no two share one. */
    @ParameterizedTest
    @CsvSource({"1,3,5", "-1,4,5", "1,0,3", "-1,1,3", "1,4,1"})
    void hasOnePlaceForAllOrdersOfTheFactors(int sigma, int maxAngular, int channels) {
        BispectrumLayout layout = BispectrumLayout.of(maxAngular, sigma, channels);
        int[] next = {0};
        layout.forEach((place, p) -> {
            assertThat(place).isEqualTo(next[0]++);
            assertThat(layout.product(place)).isEqualTo(p);
            assertThat(layout.place(p)).isEqualTo(place);
            assertThat(layout.sign(p)).isOne();
            if (p.triple().l1() == p.triple().l2()) {
                BispectrumLayout.Product other = new BispectrumLayout.Product(p.triple(), p.q2(), p.q1(), p.q3());
                assertThat(layout.stored(other)).isEqualTo(p);
                assertThat(layout.sign(other)).isEqualTo(p.q1() == p.q2() ? 1 : sigma);
            }
            if (p.triple().l2() == p.triple().l3()) {
                BispectrumLayout.Product other = new BispectrumLayout.Product(p.triple(), p.q1(), p.q3(), p.q2());
                assertThat(layout.stored(other)).isEqualTo(p);
                assertThat(layout.sign(other)).isEqualTo(p.q2() == p.q3() ? 1 : sigma);
            }
        });
        assertThat(next[0]).isEqualTo(layout.size());
    }

    /** Columns that are selected are those of the whole row, pseudo-scalars too. */
    @ParameterizedTest
    @CsvSource({"1,4,3,200", "-1,4,2,200", "1,2,1,3"})
    void selectsColumns(int sigma, int maxAngular, int maxRadial, int count) {
        Random random = new Random(330 + maxAngular);
        Structure s = RandomStructures.crystal(random, 4, ELEMENTS);
        DensityExpansion e = expansion(maxAngular, maxRadial, 1e-8);
        Descriptor.Bispectrum all = new Descriptor.Bispectrum(e, sigma);
        int size = all.columns(CHANNELS);
        int[] some = random.ints(0, size).distinct().limit(count).sorted().toArray();
        double[] whole = features(reference, List.of(s), CHANNELS, all).values();
        double[] got = features(s, new Descriptor.Bispectrum(e, sigma, Columns.of(some)))
                .values();
        double[] expected = new double[got.length];
        for (int i = 0; i < s.size(); i++) {
            for (int k = 0; k < some.length; k++) {
                expected[i * some.length + k] = whole[i * size + some[k]];
            }
        }
        near("selected", got, expected, tolerance().feature(largest(whole), 100));
    }
}
