package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Structures to features: expand and couple. */
abstract class ExpansionContract extends AgainstReference {
    private static final Channels HCNO = Channels.oneHot(1, 6, 7, 8);

    private static DensityExpansion expansion(int maxRadial, int maxAngular, @Nullable Double accuracy) {
        return new DensityExpansion(
                new Cutoff(3.5, new Smoothing.ShiftedCosine(0.7)),
                new GaussianDensity(0.4, 0.8, new RadialScaling.Willatt2018(0.9, 2, 4)),
                new Basis(maxAngular, maxRadial, accuracy));
    }

    private static List<Descriptor> descriptors(DensityExpansion e) {
        List<Descriptor> out = new ArrayList<>();
        out.add(new Descriptor.SphericalExpansion(e));
        out.add(new Descriptor.PowerSpectrum(e));
        if (e.basis().maxAngular() == 0) {
            out.add(new Descriptor.RadialSpectrum(e));
        }
        return out;
    }

    private void compare(String where, List<Structure> structures, Channels channels, DensityExpansion e) {
        int pairs = structures.stream()
                .mapToInt(s -> NeighbourList.of(s, e.cutoff().radius()).pairs())
                .sum();
        for (Descriptor d : descriptors(e)) {
            FeatureBlock got = features(backend, structures, channels, d);
            FeatureBlock expected = features(reference, structures, channels, d);
            assertThat(got.columns()).as(where).isEqualTo(d.columns(channels));
            assertThat(got.centers()).as(where).isEqualTo(expected.centers());
            double limit = tolerance().feature(largest(expected.values()), pairs);
            near(where + " " + d.getClass().getSimpleName(), got.values(), expected.values(), limit);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3", "2,6", "3,9", "4,1", "5,4", "6,7", "7,10", "8,2", "9,5", "10,8", "11,0", "12,3", "13,6"})
    void hasAnyNumberOfFunctions(int radial, int maxAngular) {
        long seed = 100L * radial + maxAngular;
        Random random = new Random(seed);
        List<Structure> structures =
                List.of(RandomStructures.cluster(random, 7, 1, 6, 8), RandomStructures.crystal(random, 2, 1, 7));
        compare("seed " + seed, structures, HCNO, expansion(radial - 1, maxAngular, 1e-8));
    }

    @Test
    void hasExactIntegrals() {
        Random random = new Random(5);
        compare("seed 5", List.of(RandomStructures.cluster(random, 9, 1, 6)), HCNO, expansion(5, 4, null));
    }

    @Test
    void knowsStepsAndAbsentCentres() {
        Random random = new Random(6);
        DensityExpansion e = new DensityExpansion(
                new Cutoff(3, new Smoothing.Step()), new GaussianDensity(0.5, 0, null), new Basis(3, 4, 1e-8));
        compare("seed 6", List.of(RandomStructures.crystal(random, 5, 6, 8)), HCNO, e);
    }

    @Test
    void doesWithoutNeighbours() {
        Structure alone = Structure.of(new int[] {6}, new double[] {1, 2, 3}, Cell.NONE);
        Structure apart = Structure.of(new int[] {6, 8}, new double[] {0, 0, 0, 0, 0, 3.5}, Cell.NONE);
        compare("isolated", List.of(alone, apart, alone), HCNO, expansion(4, 3, 1e-8));
        // and without anything: not even the centre
        DensityExpansion nothing = new DensityExpansion(
                new Cutoff(3.5, new Smoothing.Step()), new GaussianDensity(0.4, 0, null), new Basis(2, 3, 1e-8));
        FeatureBlock f = features(backend, List.of(alone), HCNO, new Descriptor.PowerSpectrum(nothing));
        assertThat(largest(f.values())).isZero();
    }

    @Test
    void takesPolesAxesAndCoincidingAtoms() {
        double[] x = {0, 0, 0, 0, 0, 1.5, 0, 0, -1.2, 1.1, 0, 0, 0, -1.4, 0, 1e-12, 1e-10, 2, 0, 0, 0};
        Structure s = Structure.of(new int[] {6, 1, 1, 7, 8, 1, 7}, x, Cell.NONE);
        compare("axes", List.of(s), HCNO, expansion(4, 5, 1e-8));
    }

    @Test
    void countsManyImagesInThinCells() {
        Structure tiny =
                Structure.of(new int[] {6}, new double[] {9, -4, 2}, Cell.periodic(1.1, 0, 0, 0.4, 1, 0, 0, 0.3, 1.2));
        Structure slab = Structure.of(
                new int[] {6, 1},
                new double[] {0, 0, 0, 0.9, 0.7, 1},
                Cell.of(new double[] {1.5, 0, 0, 0.5, 1.6, 0, 0.2, 0, 0.3}, true, true, false));
        compare("thin cells", List.of(tiny, slab), HCNO, expansion(5, 4, 1e-8));
    }

    @Test
    void hasAHundredElements() {
        int[] elements = IntStream.rangeClosed(1, 100).toArray();
        Structure s = RandomStructures.cluster(new Random(7), 100, elements);
        Channels channels = Channels.oneHot(elements);
        Descriptor d = new Descriptor.PowerSpectrum(expansion(1, 1, 1e-8));
        FeatureBlock got = features(backend, List.of(s), channels, d, 95, 100);
        FeatureBlock expected = features(reference, List.of(s), channels, d, 95, 100);
        near("seed 7", got.values(), expected.values(), tolerance().feature(largest(expected.values()), 100));
    }

    @Test
    void doesNotDependOnRangesOrThreads() {
        Random random = new Random(8);
        List<Structure> structures = List.of(
                RandomStructures.cluster(random, 5, 1, 6, 8),
                RandomStructures.crystal(random, 6, 6, 7),
                RandomStructures.cluster(random, 1, 8),
                RandomStructures.cluster(random, 23, 1, 6, 7, 8));
        Descriptor d = new Descriptor.PowerSpectrum(expansion(4, 3, 1e-8));
        FeatureBlock whole = features(backend, structures, HCNO, d);
        for (int threads = 1; threads <= 3; threads++) {
            try (Backend other = open(threads)) {
                assertThat(features(other, structures, HCNO, d).values()).isEqualTo(whole.values());
            }
        }
        for (int[] range : new int[][] {{0, 3}, {3, 8}, {8, 8}, {8, 12}, {12, 13}, {10, 35}, {34, 35}}) {
            FeatureBlock part = features(backend, structures, HCNO, d, range[0], range[1]);
            assertThat(part.centers()).isEqualTo(Arrays.copyOfRange(whole.centers(), range[0], range[1]));
            assertThat(part.values())
                    .as("seed 8, environments %d to %d", range[0], range[1])
                    .isEqualTo(
                            Arrays.copyOfRange(whole.values(), range[0] * whole.columns(), range[1] * whole.columns()));
        }
    }

    /** Memory may stay for the next call, but must not grow from one call to the next. */
    @Test
    void givesBackWhatItHeld() {
        List<Structure> s = List.of(RandomStructures.cluster(new Random(12), 20, 1, 6, 7, 8));
        Descriptor d = new Descriptor.PowerSpectrum(expansion(5, 4, 1e-8));
        // twice: memory for what goes up to a device has two halves, which take turns
        features(backend, s, HCNO, d);
        features(backend, s, HCNO, d);
        long held = backend.resources().ledger().heldBytes();
        long least = (backend.info().precision() == Precision.SINGLE ? 4L : 8L) * 20 * d.columns(HCNO);
        try (Batch batch = backend.upload(s, HCNO);
                Features f = backend.features(new Range(batch, 0, 20), d)) {
            assertThat(f.rows()).isEqualTo(20);
            assertThat(backend.resources().ledger().heldBytes()).isGreaterThanOrEqualTo(least);
        }
        assertThat(backend.resources().ledger().heldBytes()).isEqualTo(held);
        assertThat(backend.resources().ledger().peakBytes()).isGreaterThanOrEqualTo(least);
    }

    @Test
    void numbersEnvironmentsThroughABatch() {
        Random random = new Random(9);
        List<Structure> structures =
                List.of(RandomStructures.cluster(random, 4, 1, 6), RandomStructures.cluster(random, 2, 8));
        try (Batch b = backend.upload(structures, HCNO)) {
            assertThat(b.structures()).isEqualTo(2);
            assertThat(b.environments()).isEqualTo(6);
            assertThat(b.atoms(0)).isEqualTo(4);
            assertThat(b.atoms(1)).isEqualTo(2);
        }
    }

    @Test
    void downloadsRows() {
        Random random = new Random(10);
        List<Structure> s = List.of(RandomStructures.cluster(random, 6, 1, 6));
        Descriptor d = new Descriptor.PowerSpectrum(expansion(2, 2, 1e-8));
        try (Batch batch = backend.upload(s, HCNO);
                Features f = backend.features(new Range(batch, 0, 6), d)) {
            assertThat(f.rows()).isEqualTo(6);
            int columns = f.columns();
            double[] out = new double[2 * columns + 3];
            Arrays.fill(out, 7);
            f.download(3, 5, out, 2);
            double[] all = f.download().values();
            assertThat(Arrays.copyOfRange(out, 2, 2 + 2 * columns))
                    .isEqualTo(Arrays.copyOfRange(all, 3 * columns, 5 * columns));
            assertThat(new double[] {out[0], out[1], out[out.length - 1]}).containsOnly(7);
        }
    }

    @Test
    void refusesMistakes() {
        Structure iron = Structure.of(new int[] {6, 26}, new double[6], Cell.NONE);
        assertThatThrownBy(() -> backend.upload(List.of(iron), HCNO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("atom 1: expected one of the elements ");
        Structure s = RandomStructures.cluster(new Random(11), 3, 1);
        try (Batch batch = backend.upload(List.of(s), HCNO)) {
            assertThatThrownBy(() -> new Range(batch, 0, 4)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Range(batch, -1, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Range(batch, 2, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new WeightedRange(batch, 0, 3, new double[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("expected 3 factors, got 2");
        }
    }
}
