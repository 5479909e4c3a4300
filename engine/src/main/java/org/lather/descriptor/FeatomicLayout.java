package org.lather.descriptor;

import org.lather.density.Channels;

/**
 * Converts stored rows (see {@link Descriptor}) to featomic's columns (see {@link FeatureLabels}): out[k] = factor(k) ·
 * stored[index(k)]. Immutable.
 */
public final class FeatomicLayout {
    private final int[] index;
    private final double[] factor;

    /** @param channels the channels of the neighbours' density, mixed ones in place of elements */
    public FeatomicLayout(Descriptor descriptor, Channels channels) {
        Arrays arrays = descriptor.match(new Packing(channels));
        index = arrays.index;
        factor = arrays.factor;
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Arrays(int[] index, double[] factor) {
        Arrays(int size) {
            this(new int[size], new double[size]);
        }
    }

    /** The places and factors of the columns of each descriptor. */
    private record Packing(Channels channels) implements Descriptor.Cases<Arrays> {
        @Override
        public Arrays sphericalExpansion(Descriptor.SphericalExpansion descriptor) {
            return asStored(descriptor.columns(channels));
        }

        @Override
        public Arrays radialSpectrum(Descriptor.RadialSpectrum descriptor) {
            return asStored(descriptor.columns(channels));
        }

        private static Arrays asStored(int size) {
            Arrays out = new Arrays(size);
            for (int k = 0; k < size; k++) {
                out.index[k] = k;
                out.factor[k] = 1;
            }
            return out;
        }

        @Override
        public Arrays powerSpectrum(Descriptor.PowerSpectrum descriptor) {
            if (!descriptor.isPowerSpectrum()) {
                return selected(descriptor);
            }
            // also fails where the packed row has too many values for an index
            descriptor.columns(channels);
            Arrays out = new Arrays(FeatureLabels.of(descriptor, channels).size());
            int elements = channels.count();
            int radial = descriptor.expansion().basis().radialSize();
            int maxAngular = descriptor.expansion().basis().maxAngular();
            int q = elements * radial;
            int packed = q * (q + 1) / 2;
            int k = 0;
            for (int a = 0; a < elements; a++) {
                for (int b = a; b < elements; b++) {
                    for (int l = 0; l <= maxAngular; l++) {
                        for (int n1 = 0; n1 < radial; n1++) {
                            for (int n2 = 0; n2 < radial; n2++) {
                                int q1 = Math.min(a * radial + n1, b * radial + n2);
                                int q2 = Math.max(a * radial + n1, b * radial + n2);
                                out.index[k] = l * packed + q1 * q - q1 * (q1 - 1) / 2 + (q2 - q1);
                                out.factor[k] = a == b && n1 != n2 ? Math.sqrt(0.5) : 1;
                                k++;
                            }
                        }
                    }
                }
            }
            return out;
        }

        private Arrays selected(Descriptor.PowerSpectrum descriptor) {
            SpectrumProducts products = SpectrumProducts.of(descriptor, channels);
            int radial = descriptor.expansion().basis().radialSize();
            Arrays out = asStored(products.size());
            for (int k = 0; k < products.size(); k++) {
                boolean twice = products.q1(k) / radial == products.q2(k) / radial && products.q1(k) != products.q2(k);
                out.factor[k] = twice ? Math.sqrt(0.5) : 1;
            }
            return out;
        }

        @Override
        public Arrays lambdaSoap(Descriptor.LambdaSoap descriptor) {
            EquivariantColumns columns = new EquivariantColumns(descriptor, channels.count());
            return new Arrays(columns.index(), columns.factor());
        }

        @Override
        public Arrays bispectrum(Descriptor.Bispectrum descriptor) {
            BispectrumColumns columns = new BispectrumColumns(descriptor, channels.count());
            return new Arrays(columns.index(), columns.factor());
        }

        @Override
        public Arrays direct(DirectDescriptor descriptor) {
            return asStored(descriptor.columns(channels));
        }
    }

    /** The number of featomic's columns. */
    public int columns() {
        return index.length;
    }

    /** The index in the stored row of a column. */
    public int index(int column) {
        return index[column];
    }

    /** The factor of the stored value for a column. */
    public double factor(int column) {
        return factor[column];
    }

    /**
     * Converts one row.
     *
     * @param stored the row starts at {@code from}
     * @param out the row's {@link #columns()} values are written from {@code to} on
     */
    public void unpack(double[] stored, int from, double[] out, int to) {
        for (int k = 0; k < index.length; k++) {
            out[to + k] = factor[k] * stored[from + index[k]];
        }
    }
}
