package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Combinations;
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
                .hasMessageContaining("a selection or principal components of the power spectrum")
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

    /** Combinations of columns, other ones for each element, are z = P p, and gradients dE/dp = Pᵀ dE/dz. */
    @Test
    void combinationsAreProducts() {
        int columns = all.columns(CHANNELS);
        int count = 5;
        SortedMap<Integer, double[]> p = new TreeMap<>();
        for (int z : new int[] {1, 8}) {
            p.put(z, new Random(z).doubles((long) count * columns, -1, 1).toArray());
        }
        Descriptor combined =
                new Descriptor.PowerSpectrum(expansion, Columns.combined(new Combinations(p, count, columns)));
        if (!backend.computes(combined)) {
            assertThatThrownBy(() -> backend.expectAll(List.of(combined)))
                    .isInstanceOf(UnavailableBackendException.class)
                    .hasMessageContaining("principal components");
            return;
        }
        int n = structure.size();
        FeatureBlock full = features(backend, List.of(structure), CHANNELS, all);
        FeatureBlock got = features(backend, List.of(structure), CHANNELS, combined);
        assertThat(got.centers()).isEqualTo(structure.atomicNumbers()).contains(1, 6, 8);
        double[] v = new Random(86).doubles((long) n * count, -1, 1).toArray();
        double[] back = new double[n * columns];
        for (int i = 0; i < n; i++) {
            double[] own = p.getOrDefault(got.centers()[i], new double[count * columns]);
            for (int k = 0; k < count; k++) {
                double expected = 0;
                double size = 0;
                for (int j = 0; j < columns; j++) {
                    double product = own[k * columns + j] * full.values()[i * columns + j];
                    expected += product;
                    size += Math.abs(product);
                    back[i * columns + j] += own[k * columns + j] * v[i * count + k];
                }
                assertThat(got.values()[i * count + k])
                        .isCloseTo(expected, within(tolerance().feature(size, 100) + 1e-14));
            }
        }
        double[] expected = pulled(all, new FeatureBlock(back, columns, structure.atomicNumbers()));
        double[] pulled = pulled(combined, new FeatureBlock(v, count, structure.atomicNumbers()));
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(scale).isGreaterThan(1e-3);
        for (int k = 0; k < pulled.length; k++) {
            assertThat(pulled[k]).isCloseTo(expected[k], within(8 * tolerance().feature(scale, 100) + 1e-12 * scale));
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
