package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.Smoothing;
import org.lather.descriptor.Composition;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.PairCorrelation;
import org.lather.descriptor.SymmetryFunctions;
import org.lather.descriptor.SymmetryFunctions.Angular;
import org.lather.descriptor.SymmetryFunctions.Radial;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Features that are computed from neighbours without a density expansion. */
abstract class DirectContract extends AgainstReference {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels HCO = Channels.oneHot(ELEMENTS);

    /** One function or several of every form, with two η and three pairs (ζ, λ). */
    static SymmetryFunctions functions(double radius) {
        return new SymmetryFunctions(
                new Cutoff(radius, new Smoothing.ShiftedCosine(radius)),
                List.of(new Radial(0.3, 0), new Radial(2, 1.4), new Radial(1.1, 2.3)),
                List.of(0.8, 1.9),
                List.of(new Angular(0.02, 1, 1), new Angular(0.02, 4, -1), new Angular(0.2, 2.5, -1)),
                List.of(new Angular(0.1, 2, -1), new Angular(0.03, 3, 1)));
    }

    static PairCorrelation pairs(double radius) {
        return new PairCorrelation(
                new Cutoff(radius, new Smoothing.ShiftedCosine(0.9)), new PairCorrelation.Grid(0.5, radius, 9, 0.4));
    }

    /** Whether differences step over no kink of the cutoff functions of the descriptors above up to 3.9 Å. */
    static boolean clear(Structure s) {
        return FiniteDifferences.clear(s, functions(3.6).cutoff())
                && FiniteDifferences.clear(s, pairs(3.9).cutoff());
    }

    static Stream<Descriptor> descriptors() {
        return Stream.of(functions(3.5), pairs(3.8), new Composition());
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void agreeWithTheReferenceInAnyRange(Descriptor d) {
        Random random = new Random(81);
        List<Structure> all = List.of(
                RandomStructures.cluster(random, 11, ELEMENTS),
                RandomStructures.crystal(random, 5, ELEMENTS),
                RandomStructures.cluster(random, 1, 6),
                RandomStructures.cluster(random, 2, 8));
        FeatureBlock whole = features(backend, all, HCO, d);
        FeatureBlock expected = features(reference, all, HCO, d);
        assertThat(whole.centers()).isEqualTo(expected.centers());
        near("features", whole.values(), expected.values(), 4 * tolerance().feature(largest(expected.values()), 20));
        try (Backend other = open(3)) {
            FeatureBlock some = features(other, all, HCO, d, 4, 13);
            assertThat(some.values())
                    .isEqualTo(Arrays.copyOfRange(whole.values(), 4 * whole.columns(), 13 * whole.columns()));
        }
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void doNotChangeWhenTheStructureIsTurnedOrItsCellIsDoubled(Descriptor d) {
        Random random = new Random(82);
        Structure s = RandomStructures.crystal(random, 4, ELEMENTS);
        double[] r = Rotations.random(random);
        Structure turned = Structure.of(
                s.atomicNumbers(),
                Rotations.apply(r, s.positions()),
                Cell.periodic(Rotations.apply(r, s.cell().rows())));
        Structure mirrored = Structure.of(
                s.atomicNumbers(),
                negated(s.positions()),
                Cell.periodic(negated(s.cell().rows())));
        double[] x = features(backend, List.of(s), HCO, d).values();
        double limit = 16 * tolerance().feature(largest(x), 100);
        near("turned", features(backend, List.of(turned), HCO, d).values(), x, limit);
        near("mirrored", features(backend, List.of(mirrored), HCO, d).values(), x, limit);
        double[] twice = features(backend, List.of(doubled(s)), HCO, d).values();
        near("doubled, first half", Arrays.copyOf(twice, x.length), x, limit);
        near("doubled, second half", Arrays.copyOfRange(twice, x.length, 2 * x.length), x, limit);
    }

    private static double[] negated(double[] x) {
        return Arrays.stream(x).map(v -> -v).toArray();
    }

    /** Two cells along the first lattice vector. */
    private static Structure doubled(Structure s) {
        int n = s.size();
        int[] z = Arrays.copyOf(s.atomicNumbers(), 2 * n);
        double[] x = Arrays.copyOf(s.positions(), 6 * n);
        double[] h = s.cell().rows();
        for (int i = 0; i < n; i++) {
            z[n + i] = z[i];
            for (int k = 0; k < 3; k++) {
                x[3 * (n + i) + k] = x[3 * i + k] + h[k];
            }
        }
        for (int k = 0; k < 3; k++) {
            h[k] *= 2;
        }
        return Structure.of(z, x, Cell.periodic(h));
    }

    /** Channels that mix elements belong to densities. */
    @ParameterizedTest
    @MethodSource("descriptors")
    void doNotDependOnTheChannelsOfADensity(Descriptor d) {
        Random random = new Random(83);
        List<Structure> all = List.of(RandomStructures.cluster(random, 8, ELEMENTS));
        Channels mixed = Channels.mixed(ELEMENTS, new double[][] {{0.3, 0.5}, {-0.2, 1}, {0.7, 0.1}});
        assertThat(features(backend, all, mixed, d).values())
                .isEqualTo(features(backend, all, HCO, d).values());
    }
}
