package org.lather.cpu;

import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.lather.density.Channels;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Descriptor;
import org.lather.math.ClebschGordan;

/**
 * The scratch of one worker for computing the bispectrum of an environment from its density coefficients: for a triple
 * of orders and each q1 the product of the first two factors, T_M[q2], then B[q2][q3] = Σ_M T_M[q2] c_l3M[q3].
 */
final class BispectrumBench {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private final Descriptor.Bispectrum descriptor;
    private final Channels channels;
    private final BispectrumLayout layout;
    private final List<ClebschGordan> coefficients;
    private final int columns;
    private final int q;
    private final int width;
    /** The product T, [M][width]. */
    private final double[] pair;
    /** Coefficients of the second factor in T_M, [m2]. */
    private final double[] turned;

    BispectrumBench(Descriptor.Bispectrum descriptor, Channels channels) {
        this.descriptor = descriptor;
        this.channels = channels;
        layout = descriptor.layout(channels);
        coefficients = layout.triples().stream()
                .map(t -> ClebschGordan.of(t.l1(), t.l2(), t.l3()))
                .toList();
        columns = descriptor.columns(channels);
        q = layout.channels();
        width = Lanes.roundUp(q, 2 * W) + 4;
        int most = 2 * descriptor.expansion().basis().maxAngular() + 1;
        pair = new double[most * width + 2 * W];
        turned = new double[most];
    }

    /** Whether this scratch fits a descriptor and channels. */
    boolean serves(Descriptor.Bispectrum other, Channels otherChannels) {
        return descriptor.equals(other) && channels.equals(otherChannels);
    }

    long bytes() {
        return 8L * (pair.length + turned.length);
    }

    /**
     * Computes the row of an environment.
     *
     * @param c its density coefficients [lm][cWidth], up to two vectors readable beyond
     */
    void couple(double[] c, int cWidth, double[] out, int at) {
        int next = 0;
        for (int b = 0; b < coefficients.size(); b++) {
            BispectrumLayout.Triple t = layout.triples().get(b);
            int end = t.offset() + q * q * q;
            for (int q1 = 0; q1 < q; q1++) {
                int from = layout.place(t, q1, 0, 0);
                if (descriptor.wanted().isAll()) {
                    product(coefficients.get(b), t, q1, c, cWidth);
                    multiply(t, c, cWidth, out, at + from);
                } else if (next < columns && descriptor.wanted().place(next) < Math.min(end, from + q * q)) {
                    product(coefficients.get(b), t, q1, c, cWidth);
                    while (next < columns && descriptor.wanted().place(next) < from + q * q) {
                        int inside = descriptor.wanted().place(next) - from;
                        out[at + next++] = one(t, inside / q, inside % q, c, cWidth);
                    }
                }
            }
        }
    }

    /** Computes T for one q1, with the sign and the weight of the triple. */
    private void product(ClebschGordan coupling, BispectrumLayout.Triple t, int q1, double[] c, int cWidth) {
        double factor = t.factor() * coupling.sign();
        List<ClebschGordan.Entry> entries = coupling.entries();
        int k = 0;
        for (int m = -t.l3(); m <= t.l3(); m++) {
            Arrays.fill(turned, 0);
            while (k < entries.size() && entries.get(k).m() == m) {
                ClebschGordan.Entry e = entries.get(k++);
                turned[e.m2() + t.l2()] += factor * e.value() * c[(t.l1() * t.l1() + t.l1() + e.m1()) * cWidth + q1];
            }
            sum(turned, 2 * t.l2() + 1, c, t.l2() * t.l2() * cWidth, cWidth, pair, (m + t.l3()) * width, q);
        }
    }

    private static void sum(double[] f, int rows, double[] c, int cAt, int cWidth, double[] out, int at, int q) {
        for (int j = 0; j < q; j += W) {
            DoubleVector sum = DoubleVector.zero(S);
            for (int k = 0; k < rows; k++) {
                sum = DoubleVector.broadcast(S, f[k]).fma(DoubleVector.fromArray(S, c, cAt + k * cWidth + j), sum);
            }
            sum.intoArray(out, at + j);
        }
    }

    /** Computes B[q2][q3] into {@code out} from {@code to} on. */
    private void multiply(BispectrumLayout.Triple t, double[] c, int cWidth, double[] out, int to) {
        int cAt = t.l3() * t.l3() * cWidth;
        int rows = 2 * t.l3() + 1;
        if (q < W) {
            for (int i = 0; i < q * q; i++) {
                out[to + i] = one(t, i / q, i % q, c, cWidth);
            }
            return;
        }
        for (int i = 0; i < q; i += 4) {
            int count = Math.min(4, q - i);
            int j = 0;
            while (j < q) {
                if (count == 4 && q - j >= 2 * W) {
                    EquivariantTile.fourByTwo(pair, i, width, c, cAt + j, cWidth, rows, out, to + i * q + j, q);
                    j += 2 * W;
                } else {
                    // the last columns are a tile that overlaps its neighbour
                    int start = Math.min(j, q - W);
                    EquivariantTile.byOne(
                            count, pair, i, width, c, cAt + start, cWidth, rows, out, to + i * q + start, q);
                    j = start + W;
                }
            }
        }
    }

    private double one(BispectrumLayout.Triple t, int q2, int q3, double[] c, int cWidth) {
        double sum = 0;
        for (int m = 0; m < 2 * t.l3() + 1; m++) {
            sum = Math.fma(pair[m * width + q2], c[(t.l3() * t.l3() + m) * cWidth + q3], sum);
        }
        return sum;
    }
}
