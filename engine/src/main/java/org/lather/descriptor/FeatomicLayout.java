package org.lather.descriptor;

import org.lather.density.Channels;

/**
 * Converts stored rows (see {@link Descriptor}) to featomic's columns (see {@link FeatureLabels}): out[k] = factor(k) ·
 * stored[index(k)]. Immutable.
 */
public final class FeatomicLayout {
    private final int[] index;
    private final double[] factor;

    /** @param channels one channel for each element, because mixed channels have no featomic labels */
    public FeatomicLayout(Descriptor descriptor, Channels channels) {
        if (!channels.isOneHot()) {
            throw new IllegalArgumentException("expected one channel an element for featomic's columns, got "
                    + channels.count() + " mixed channels of " + channels.atomicNumbers().length + " elements");
        }
        int elements = channels.count();
        int radial = descriptor.expansion().basis().radialSize();
        if (descriptor instanceof Descriptor.PowerSpectrum) {
            // also fails if the packed row has too many values for an index
            descriptor.columns(channels);
            int size = FeatureLabels.of(descriptor, channels.atomicNumbers()).size();
            index = new int[size];
            factor = new double[size];
            fillPowerSpectrum(elements, radial, descriptor.expansion().basis().maxAngular());
        } else if (descriptor instanceof Descriptor.LambdaSoap equivariant) {
            EquivariantColumns columns = new EquivariantColumns(equivariant, elements);
            index = columns.index();
            factor = columns.factor();
        } else if (descriptor instanceof Descriptor.Bispectrum triples) {
            int size = triples.columns(channels);
            BispectrumLayout layout = triples.layout(channels);
            index = new int[size];
            factor = new double[size];
            for (int k = 0; k < size; k++) {
                index[k] = k;
                factor[k] = 1 / layout.triple(triples.wanted().place(k)).weight();
            }
        } else {
            // the stored order is featomic's
            int size = descriptor.columns(channels);
            index = new int[size];
            factor = new double[size];
            for (int k = 0; k < size; k++) {
                index[k] = k;
                factor[k] = 1;
            }
        }
    }

    private void fillPowerSpectrum(int elements, int radial, int maxAngular) {
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
                            index[k] = l * packed + q1 * q - q1 * (q1 - 1) / 2 + (q2 - q1);
                            factor[k] = a == b && n1 != n2 ? Math.sqrt(0.5) : 1;
                            k++;
                        }
                    }
                }
            }
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
