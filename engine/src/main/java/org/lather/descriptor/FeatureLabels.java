package org.lather.descriptor;

import java.util.List;
import java.util.stream.IntStream;
import org.lather.density.Channels;

/**
 * The labels of the columns of a descriptor in featomic's dense order: an integer column for each label, sorted by the
 * labels in the order of {@link #names()}, the last one fastest, over all combinations of the given elements.
 *
 * <ul>
 *   <li>power spectrum: neighbor_1_type ≤ neighbor_2_type, l, n_1, n_2; for a selection only its columns, as stored
 *   <li>radial spectrum: neighbor_type, n
 *   <li>spherical expansion: o3_lambda, o3_mu, neighbor_type, n, which is what featomic's {@code keys_to_properties}
 *       for neighbor_type, {@code components_to_properties} for o3_mu and {@code keys_to_properties} for o3_lambda give
 *   <li>λ-SOAP: l_1 ≤ l_2, neighbor_1_type, n_1, neighbor_2_type, n_2, for each of the rows o3_mu = −λ..λ, in the order
 *       of featomic's EquivariantPowerSpectrum; for a selection only its columns, as stored
 *   <li>bispectrum: l_1 ≤ l_2 ≤ k_2 = l_3, then neighbor_type and n of the three, as featomic's DensityCorrelations has
 *       them; for a selection only its columns, as stored
 * </ul>
 *
 * <p>A {@link DirectDescriptor} has labels in the same way: {@link DirectLabels}.
 *
 * <p>Mixed channels have no elements: the labels of features of their density are then {@code channel_1},
 * {@code channel_2}, {@code channel} in place of {@code neighbor_1_type}, {@code neighbor_2_type},
 * {@code neighbor_type}, with the index of the channel from 0.
 */
public final class FeatureLabels {
    private final List<String> names;
    private final int size;
    private final int[][] columns;
    private int filled;

    FeatureLabels(int size, String... names) {
        this(List.of(names), size, new int[names.length][size], 0);
    }

    private FeatureLabels(List<String> names, int size, int[][] columns, int filled) {
        this.names = names;
        this.size = size;
        this.columns = columns;
        this.filled = filled;
    }

    /**
     * Returns the labels for a channel for each element.
     *
     * @param atomicNumbers elements of the neighbours, ascending
     * @throws IllegalArgumentException if atomic numbers are not ascending
     */
    public static FeatureLabels of(Descriptor descriptor, int... atomicNumbers) {
        for (int i = 1; i < atomicNumbers.length; i++) {
            if (atomicNumbers[i] <= atomicNumbers[i - 1]) {
                throw new IllegalArgumentException("expected ascending atomic numbers, got " + atomicNumbers[i]
                        + " after " + atomicNumbers[i - 1]);
            }
        }
        return descriptor.match(new Labelling(atomicNumbers));
    }

    /** Returns the labels for some channels of the neighbours' density. */
    public static FeatureLabels of(Descriptor descriptor, Channels channels) {
        if (channels.isOneHot() || descriptor.direct().isPresent()) {
            return of(descriptor, channels.atomicNumbers());
        }
        FeatureLabels byNumber = descriptor.match(
                new Labelling(IntStream.range(0, channels.count()).toArray()));
        List<String> names = byNumber.names.stream()
                .map(name -> name.replaceFirst("^neighbor(.*)_type$", "channel$1"))
                .toList();
        return new FeatureLabels(names, byNumber.size, byNumber.columns, byNumber.filled);
    }

    /** The labels of each descriptor. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Labelling(int[] atomicNumbers) implements Descriptor.Cases<FeatureLabels> {
        @Override
        public FeatureLabels powerSpectrum(Descriptor.PowerSpectrum descriptor) {
            if (!descriptor.isPowerSpectrum()) {
                return selected(descriptor);
            }
            int elements = atomicNumbers.length;
            int radial = descriptor.expansion().basis().radialSize();
            int maxAngular = descriptor.expansion().basis().maxAngular();
            int pairs = elements * (elements + 1) / 2;
            FeatureLabels labels = new FeatureLabels(
                    Math.multiplyExact(pairs, (maxAngular + 1) * radial * radial),
                    "neighbor_1_type",
                    "neighbor_2_type",
                    "l",
                    "n_1",
                    "n_2");
            for (int a = 0; a < elements; a++) {
                for (int b = a; b < elements; b++) {
                    for (int l = 0; l <= maxAngular; l++) {
                        for (int n = 0; n < radial * radial; n++) {
                            labels.add(atomicNumbers[a], atomicNumbers[b], l, n / radial, n % radial);
                        }
                    }
                }
            }
            return labels;
        }

        private FeatureLabels selected(Descriptor.PowerSpectrum descriptor) {
            int radial = descriptor.expansion().basis().radialSize();
            // only their number matters for the products of channels
            SpectrumProducts products = SpectrumProducts.of(
                    descriptor,
                    Channels.oneHot(
                            IntStream.rangeClosed(1, atomicNumbers.length).toArray()));
            FeatureLabels labels =
                    new FeatureLabels(products.size(), "neighbor_1_type", "neighbor_2_type", "l", "n_1", "n_2");
            for (int k = 0; k < products.size(); k++) {
                labels.add(
                        atomicNumbers[products.q1(k) / radial],
                        atomicNumbers[products.q2(k) / radial],
                        products.l(k),
                        products.q1(k) % radial,
                        products.q2(k) % radial);
            }
            return labels;
        }

        @Override
        public FeatureLabels radialSpectrum(Descriptor.RadialSpectrum descriptor) {
            int radial = descriptor.expansion().basis().radialSize();
            FeatureLabels labels = new FeatureLabels(atomicNumbers.length * radial, "neighbor_type", "n");
            for (int z : atomicNumbers) {
                for (int n = 0; n < radial; n++) {
                    labels.add(z, n);
                }
            }
            return labels;
        }

        @Override
        public FeatureLabels lambdaSoap(Descriptor.LambdaSoap descriptor) {
            int radial = descriptor.expansion().basis().radialSize();
            EquivariantColumns columns = new EquivariantColumns(descriptor, atomicNumbers.length);
            FeatureLabels labels =
                    new FeatureLabels(columns.size(), "l_1", "l_2", "neighbor_1_type", "n_1", "neighbor_2_type", "n_2");
            for (int k = 0; k < columns.size(); k++) {
                labels.add(
                        columns.l1(k),
                        columns.l2(k),
                        atomicNumbers[columns.q1(k) / radial],
                        columns.q1(k) % radial,
                        atomicNumbers[columns.q2(k) / radial],
                        columns.q2(k) % radial);
            }
            return labels;
        }

        @Override
        public FeatureLabels bispectrum(Descriptor.Bispectrum descriptor) {
            return FeatureLabels.bispectrum(descriptor, atomicNumbers);
        }

        @Override
        public FeatureLabels direct(DirectDescriptor descriptor) {
            return descriptor.matchDirect(new DirectLabels(atomicNumbers));
        }

        @Override
        public FeatureLabels sphericalExpansion(Descriptor.SphericalExpansion descriptor) {
            int radial = descriptor.expansion().basis().radialSize();
            int maxAngular = descriptor.expansion().basis().maxAngular();
            FeatureLabels labels = new FeatureLabels(
                    Math.multiplyExact(atomicNumbers.length * radial, (maxAngular + 1) * (maxAngular + 1)),
                    "o3_lambda",
                    "o3_mu",
                    "neighbor_type",
                    "n");
            for (int l = 0; l <= maxAngular; l++) {
                for (int m = -l; m <= l; m++) {
                    for (int z : atomicNumbers) {
                        for (int n = 0; n < radial; n++) {
                            labels.add(l, m, z, n);
                        }
                    }
                }
            }
            return labels;
        }
    }

    private static FeatureLabels bispectrum(Descriptor.Bispectrum descriptor, int... atomicNumbers) {
        int radial = descriptor.expansion().basis().radialSize();
        BispectrumColumns columns = new BispectrumColumns(descriptor, atomicNumbers.length);
        FeatureLabels labels = new FeatureLabels(
                columns.size(),
                "l_1",
                "l_2",
                "k_2",
                "l_3",
                "neighbor_1_type",
                "n_1",
                "neighbor_2_type",
                "n_2",
                "neighbor_3_type",
                "n_3");
        for (int k = 0; k < columns.size(); k++) {
            BispectrumLayout.Product p = columns.product(k);
            BispectrumLayout.Triple t = p.triple();
            labels.add(
                    t.l1(),
                    t.l2(),
                    t.l3(),
                    t.l3(),
                    atomicNumbers[p.q1() / radial],
                    p.q1() % radial,
                    atomicNumbers[p.q2() / radial],
                    p.q2() % radial,
                    atomicNumbers[p.q3() / radial],
                    p.q3() % radial);
        }
        return labels;
    }

    void add(int... values) {
        for (int k = 0; k < values.length; k++) {
            columns[k][filled] = values[k];
        }
        filled++;
    }

    /** The names of the labels, the slowest first. */
    public List<String> names() {
        return names;
    }

    /** The number of features. */
    public int size() {
        return size;
    }

    /**
     * The values of one label, one for each feature.
     *
     * @throws IllegalArgumentException if there is no label of this name
     */
    public int[] column(String name) {
        int k = names.indexOf(name);
        if (k < 0) {
            throw new IllegalArgumentException("expected a label of " + names + ", got " + name);
        }
        return columns[k].clone();
    }
}
