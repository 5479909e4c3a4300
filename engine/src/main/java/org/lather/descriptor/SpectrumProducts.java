package org.lather.descriptor;

import org.lather.density.Channels;

/**
 * The products of density coefficients that are the columns of a power spectrum: column k is factor(k) Σ_m c_q1,lm
 * c_q2,lm with q1 ≤ q2. Immutable.
 */
public final class SpectrumProducts {
    private final int[] l;
    private final int[] q1;
    private final int[] q2;
    private final double[] factor;
    private final int channels;

    private SpectrumProducts(int size, int channels) {
        l = new int[size];
        q1 = new int[size];
        q2 = new int[size];
        factor = new double[size];
        this.channels = channels;
    }

    /** The columns of a descriptor, all or a selection, in their stored order. */
    public static SpectrumProducts of(Descriptor.PowerSpectrum descriptor, Channels channels) {
        int size = descriptor.columns(channels);
        int q = channels.count() * descriptor.expansion().basis().radialSize();
        SpectrumProducts out = new SpectrumProducts(size, q);
        int triangle = q * (q + 1) / 2;
        int row = 0;
        int begin = 0;
        for (int k = 0; k < size; k++) {
            int place = descriptor.wanted().place(k);
            // places ascend, and so do rows of the triangles of all l
            while (place >= begin + q - row % q) {
                begin += q - row % q;
                row++;
            }
            int order = place / triangle;
            out.l[k] = order;
            out.q1[k] = row % q;
            out.q2[k] = row % q + place - begin;
            double weight = out.q1[k] < out.q2[k] ? Math.sqrt(2) : 1;
            out.factor[k] = (order % 2 == 0 ? 1 : -1) / Math.sqrt(2 * order + 1) * weight;
        }
        return out;
    }

    public int size() {
        return l.length;
    }

    /** Channels times radial functions, Q. */
    public int channels() {
        return channels;
    }

    public int l(int column) {
        return l[column];
    }

    public int q1(int column) {
        return q1[column];
    }

    public int q2(int column) {
        return q2[column];
    }

    /** (−1)^l/√(2l+1) w. */
    public double factor(int column) {
        return factor[column];
    }
}
