package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Structure;

/** Some columns of the power spectrum, and gradients with respect to them, beside those of all columns. */
public abstract class SelectedColumnsContract extends AgainstReference {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels CHANNELS = Channels.oneHot(ELEMENTS);

    private final DensityExpansion expansion = new DensityExpansion(
            new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
            new GaussianDensity(0.4, 1, null),
            new Basis(4, 3, 1e-8));
    private final Descriptor all = new Descriptor.PowerSpectrum(expansion);
    private final int[] places = IntStream.range(0, all.columns(CHANNELS))
            .filter(k -> k % 7 == 0 || k % 31 == 5)
            .toArray();
    private final Descriptor some = new Descriptor.PowerSpectrum(expansion, Columns.of(places));
    private final Structure structure = RandomStructures.cluster(new Random(83), 9, ELEMENTS);

    /** Whether the backend computes them; one that does not says so before a run. */
    private boolean isComputed() {
        if (backend.computes(some)) {
            return true;
        }
        assertThatThrownBy(() -> backend.expectAll(List.of(all, some)))
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessageContaining("a selection of the features of the power spectrum")
                .hasMessageContaining("cpu");
        return false;
    }

    @Test
    void featuresArePartOfAll() {
        if (!isComputed()) {
            return;
        }
        FeatureBlock full = features(backend, List.of(structure), CHANNELS, all);
        FeatureBlock part = features(backend, List.of(structure), CHANNELS, some);
        assertThat(part.columns()).isEqualTo(places.length);
        for (int i = 0; i < part.rows(); i++) {
            for (int k = 0; k < places.length; k++) {
                double expected = full.values()[i * full.columns() + places[k]];
                assertThat(part.values()[i * places.length + k])
                        .isCloseTo(expected, within(tolerance().feature(Math.abs(expected), 100) + 1e-14));
            }
        }
    }

    @Test
    void gradientsArePartOfAll() {
        if (!isComputed()) {
            return;
        }
        int n = structure.size();
        double[] few = new Random(84).doubles((long) n * places.length, -1, 1).toArray();
        int columns = all.columns(CHANNELS);
        double[] many = new double[n * columns];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < places.length; k++) {
                many[i * columns + places[k]] = few[i * places.length + k];
            }
        }
        double[] expected = pulled(all, new FeatureBlock(many, columns, structure.atomicNumbers()));
        double[] got = pulled(some, new FeatureBlock(few, places.length, structure.atomicNumbers()));
        double scale = IntStream.range(0, got.length)
                .mapToDouble(k -> Math.abs(expected[k]))
                .max()
                .orElseThrow();
        assertThat(scale).isGreaterThan(1e-3);
        for (int k = 0; k < got.length; k++) {
            assertThat(got[k]).isCloseTo(expected[k], within(8 * tolerance().feature(scale, 100) + 1e-12 * scale));
        }
    }

    private double[] pulled(Descriptor d, FeatureBlock gradients) {
        int n = structure.size();
        double[] positions = new double[3 * n];
        double[] strain = new double[9];
        double[] factors = new double[n];
        Arrays.fill(factors, 1);
        try (Batch batch = backend.upload(List.of(structure), CHANNELS);
                Features v = backend.load(gradients)) {
            backend.gradients().pullBack(new WeightedRange(batch, 0, n, factors), d, v, positions, strain);
        }
        double[] out = Arrays.copyOf(positions, 3 * n + 9);
        System.arraycopy(strain, 0, out, 3 * n, 9);
        return out;
    }
}
