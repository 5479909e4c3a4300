package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/**
 * The columns of a packed power spectrum (see {@link PackedTriangle}) that belong to each pair of channels: (a, n1)
 * with (b, n2) for every l. If an environment has no density in a channel, the columns of all its pairs are zero, and
 * products can skip them.
 *
 * @param channels at least 2 and at most {@value #MOST}, the bits of a long
 * @param n N
 */
record ChannelPairs(int channels, int n, int maxAngular) {
    static final int MOST = 64;

    /** Number of columns below which skipping columns does not make products faster. */
    private static final int LEAST = 96;

    /** The pairs of a descriptor; null if it has no such columns, or too few to gain anything. */
    static @Nullable ChannelPairs of(Descriptor descriptor, Channels channels) {
        int count = channels.count();
        if (!descriptor.isPowerSpectrum() || count < 2 || count > MOST) {
            return null;
        }
        int n = descriptor.onlyExpansion().basis().radialSize();
        int l = descriptor.onlyExpansion().basis().maxAngular();
        return (l + 1) * n * (n + 1) / 2 >= LEAST ? new ChannelPairs(count, n, l) : null;
    }

    /** The columns of a pair a ≤ b in ascending order. */
    Selection of(int a, int b) {
        int q = channels * n;
        int triangle = q * (q + 1) / 2;
        int[] from = new int[(maxAngular + 1) * n];
        int[] at = new int[from.length + 1];
        int run = 0;
        for (int l = 0; l <= maxAngular; l++) {
            for (int k = 0; k < n; k++) {
                int i = a * n + k;
                int j = a == b ? i : b * n;
                from[run] = l * triangle + i * q - i * (i - 1) / 2 + j - i;
                at[run + 1] = at[run] + (b + 1) * n - j;
                run++;
            }
        }
        return new Selection(from, at);
    }

    /**
     * Columns in runs: those from[r] to from[r] + at[r + 1] − at[r] − 1 are number at[r] and so on of the selection.
     *
     * @param from [runs]
     * @param at [runs + 1]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Selection(int[] from, int[] at) {
        int columns() {
            return at[from.length];
        }

        /** out[number in the selection] := a row of features. */
        void gather(CpuFeatures x, int row, double[] out, int outAt) {
            double[] d = x.doubles();
            if (d != null) {
                gather(d, row * x.columns(), out, outAt);
            }
            float[] f = x.floats();
            if (f != null) {
                gather(f, row * x.columns(), out, outAt);
            }
        }

        private void gather(double[] values, int valuesAt, double[] out, int outAt) {
            for (int r = 0; r < from.length; r++) {
                System.arraycopy(values, valuesAt + from[r], out, outAt + at[r], at[r + 1] - at[r]);
            }
        }

        private void gather(float[] values, int valuesAt, double[] out, int outAt) {
            for (int r = 0; r < from.length; r++) {
                int shift = valuesAt + from[r] - at[r];
                for (int i = at[r]; i < at[r + 1]; i++) {
                    out[outAt + i] = values[shift + i];
                }
            }
        }

        /** Sets the selected columns to 0. */
        void clear(double[] to, int toAt) {
            for (int r = 0; r < from.length; r++) {
                int begin = toAt + from[r];
                Arrays.fill(to, begin, begin + at[r + 1] - at[r], 0);
            }
        }

        /** The inverse of {@link #gather}; nothing is written between the selected columns. */
        void scatter(double[] values, int valuesAt, double[] to, int toAt) {
            for (int r = 0; r < from.length; r++) {
                System.arraycopy(values, valuesAt + at[r], to, toAt + from[r], at[r + 1] - at[r]);
            }
        }
    }
}
