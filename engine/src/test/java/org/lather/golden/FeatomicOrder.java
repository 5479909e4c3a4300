package org.lather.golden;

import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** Features in featomic's columns, written from the definition of the stored layouts. */
final class FeatomicOrder {
    private FeatomicOrder() {}

    /** One row, columns sorted by featomic's labels. */
    static double[] of(Descriptor d, Channels channels, double[] stored, int from) {
        Basis b = d.expansion().basis();
        if (d instanceof Descriptor.SphericalExpansion) {
            return expansion(channels.count(), b.radialSize(), b.maxAngular(), stored, from);
        }
        if (d instanceof Descriptor.RadialSpectrum) {
            return java.util.Arrays.copyOfRange(stored, from, from + d.columns(channels));
        }
        return power(channels.count(), b.radialSize(), b.maxAngular(), stored, from);
    }

    private static double[] expansion(int count, int size, int maxAngular, double[] stored, int from) {
        double[] out = new double[count * size * (maxAngular + 1) * (maxAngular + 1)];
        int at = 0;
        for (int a = 0; a < count; a++) {
            for (int l = 0; l <= maxAngular; l++) {
                for (int m = -l; m <= l; m++) {
                    for (int n = 0; n < size; n++) {
                        out[at++] = stored[from + (l * l + l + m) * count * size + a * size + n];
                    }
                }
            }
        }
        return out;
    }

    private static double[] power(int count, int size, int maxAngular, double[] stored, int from) {
        int q = count * size;
        double[] out = new double[count * (count + 1) / 2 * size * size * (maxAngular + 1)];
        int at = 0;
        for (int a = 0; a < count; a++) {
            for (int b = a; b < count; b++) {
                for (int l = 0; l <= maxAngular; l++) {
                    for (int n1 = 0; n1 < size; n1++) {
                        for (int n2 = 0; n2 < size; n2++) {
                            int q1 = Math.min(a * size + n1, b * size + n2);
                            int q2 = Math.max(a * size + n1, b * size + n2);
                            int place = from + l * q * (q + 1) / 2 + q1 * q - q1 * (q1 - 1) / 2 + (q2 - q1);
                            out[at++] = stored[place] / (a == b && q1 != q2 ? Math.sqrt(2) : 1);
                        }
                    }
                }
            }
        }
        return out;
    }
}
