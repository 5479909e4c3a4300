package org.lather.training;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.lather.math.SymmetricEigen;

/** Rotates channels among themselves, which changes no covariance, so that their weights are ordered. */
final class PrincipalChannels {
    private PrincipalChannels() {}

    /**
     * Returns weights with the same covariances of environments whose channels are ordered: Σ_a u_aJ u_aK = 0 for
     * different channels, and falling with J for equal ones; Σ_J u_aJ² is 1 in the mean over the elements, the largest
     * weight of each channel is positive, and weights have six digits.
     *
     * @param u [element][channel] flattened
     */
    static double[][] of(double[] u, int channels) {
        int n = u.length / channels;
        double[] products = new double[channels * channels];
        double squares = 0;
        for (int a = 0; a < n; a++) {
            for (int j = 0; j < channels; j++) {
                squares += u[a * channels + j] * u[a * channels + j];
                for (int k = 0; k < channels; k++) {
                    products[j * channels + k] += u[a * channels + j] * u[a * channels + k];
                }
            }
        }
        double[] vectors = new double[channels * channels];
        double[] values = SymmetricEigen.jacobi(products, channels, vectors);
        int[] order = IntStream.range(0, channels)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -values[j]))
                .mapToInt(j -> j)
                .toArray();
        double scale = squares == 0 ? 1 : Math.sqrt(n / squares);
        double[][] out = new double[n][channels];
        for (int j = 0; j < channels; j++) {
            double largest = 0;
            for (int a = 0; a < n; a++) {
                for (int k = 0; k < channels; k++) {
                    out[a][j] += scale * u[a * channels + k] * vectors[k * channels + order[j]];
                }
                largest = Math.abs(out[a][j]) > Math.abs(largest) + 1e-9 ? out[a][j] : largest;
            }
            for (int a = 0; a < n; a++) {
                out[a][j] = rounded(largest < 0 ? -out[a][j] : out[a][j]);
            }
        }
        return out;
    }

    private static double rounded(double x) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6g", x)) + 0.0;
    }
}
