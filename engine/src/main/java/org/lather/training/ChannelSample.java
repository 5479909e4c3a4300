package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Structure;

/**
 * The density coefficients of the environments of a sample of structures, with a channel for each element of their
 * structure. Features of mixed channels u follow from them: the coefficients are c_iJ,nlm = Σ_a u_aJ c_ia,nlm, and p
 * their power spectrum, in the packed order of pairs q1 ≤ q2 of q = (J, n) for each l.
 */
final class ChannelSample {
    /** The numbers of one expansion. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Part(int orders, int radial, double[][] coefficients) {
        /** The number of features of J channels. */
        int columns(int channels) {
            int q = channels * radial;
            return orders * q * (q + 1) / 2;
        }
    }

    /** The atomic numbers of all elements, ascending. */
    private final int[] elements;

    private final List<Part> parts = new ArrayList<>();
    /** The elements of the structure of each environment, as places in all elements. */
    private final int[][] present;

    private final int[] centers;

    private ChannelSample(int[] elements, int environments) {
        this.elements = elements.clone();
        this.present = new int[environments][];
        this.centers = new int[environments];
    }

    /**
     * Expands the densities of structures.
     *
     * @param elements atomic numbers of all elements, ascending
     */
    static ChannelSample of(
            List<Structure> structures, List<DensityExpansion> expansions, int[] elements, Backend backend) {
        int environments = structures.stream().mapToInt(Structure::size).sum();
        ChannelSample out = new ChannelSample(elements, environments);
        for (DensityExpansion e : expansions) {
            out.parts.add(new Part(e.basis().maxAngular() + 1, e.basis().radialSize(), new double[environments][]));
        }
        int first = 0;
        for (Structure s : structures) {
            out.add(s, first, expansions, backend);
            first += s.size();
        }
        return out;
    }

    private void add(Structure s, int first, List<DensityExpansion> expansions, Backend backend) {
        Channels own = Channels.oneHot(s.atomicNumbers());
        int[] places = Arrays.stream(own.atomicNumbers())
                .map(z -> Arrays.binarySearch(elements, z))
                .toArray();
        try (Batch batch = backend.upload(List.of(s), own)) {
            for (int t = 0; t < parts.size(); t++) {
                try (Features features =
                        backend.features(Range.all(batch), new Descriptor.SphericalExpansion(expansions.get(t)))) {
                    int columns = features.columns();
                    for (int i = 0; i < s.size(); i++) {
                        double[] row = new double[columns];
                        features.download(i, i + 1, row, 0);
                        parts.get(t).coefficients[first + i] = row;
                        present[first + i] = places;
                        centers[first + i] = features.center(i);
                    }
                }
            }
        }
    }

    List<Part> parts() {
        return parts;
    }

    int environments() {
        return centers.length;
    }

    int elements() {
        return elements.length;
    }

    int center(int environment) {
        return centers[environment];
    }

    /**
     * Mixes the coefficients of an environment.
     *
     * @param u [element][channel] flattened
     * @param out receives c, [l² + l + m][J n]
     */
    void mix(Part part, int i, double[] u, int channels, double[] out) {
        int n = part.radial;
        int[] places = present[i];
        double[] c = part.coefficients[i];
        int rows = part.orders * part.orders;
        Arrays.fill(out, 0, rows * channels * n, 0);
        for (int lm = 0; lm < rows; lm++) {
            for (int a = 0; a < places.length; a++) {
                int from = (lm * places.length + a) * n;
                for (int j = 0; j < channels; j++) {
                    double w = u[places[a] * channels + j];
                    int to = (lm * channels + j) * n;
                    for (int k = 0; k < n; k++) {
                        out[to + k] += w * c[from + k];
                    }
                }
            }
        }
    }

    /** Adds the gradient with respect to u that follows from that with respect to the mixed coefficients. */
    void addMixed(Part part, int i, double[] gradient, int channels, double[] du) {
        int n = part.radial;
        int[] places = present[i];
        double[] c = part.coefficients[i];
        for (int lm = 0; lm < part.orders * part.orders; lm++) {
            for (int a = 0; a < places.length; a++) {
                int from = (lm * places.length + a) * n;
                for (int j = 0; j < channels; j++) {
                    int to = (lm * channels + j) * n;
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += gradient[to + k] * c[from + k];
                    }
                    du[places[a] * channels + j] += sum;
                }
            }
        }
    }

    /**
     * Computes the power spectrum of mixed coefficients, p_l,q1q2 = w/√(2l+1) Σ_m c_q1,lm c_q2,lm with w = √2 for two
     * different q.
     *
     * @param out receives p from an offset on
     */
    static void spectrum(Part part, double[] c, int channels, double[] out, int offset) {
        int q = channels * part.radial;
        int column = offset;
        for (int l = 0; l < part.orders; l++) {
            double diagonal = 1 / Math.sqrt(2 * l + 1);
            for (int q1 = 0; q1 < q; q1++) {
                for (int q2 = q1; q2 < q; q2++) {
                    double sum = 0;
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                        sum += c[lm * q + q1] * c[lm * q + q2];
                    }
                    out[column++] = (q1 == q2 ? diagonal : diagonal * Math.sqrt(2)) * sum;
                }
            }
        }
    }

    /** Computes the gradient with respect to mixed coefficients from that with respect to their power spectrum. */
    static void coefficientGradient(Part part, double[] c, int channels, double[] dp, double[] out) {
        int q = channels * part.radial;
        Arrays.fill(out, 0, part.orders * part.orders * q, 0);
        int column = 0;
        for (int l = 0; l < part.orders; l++) {
            double diagonal = 1 / Math.sqrt(2 * l + 1);
            for (int q1 = 0; q1 < q; q1++) {
                for (int q2 = q1; q2 < q; q2++) {
                    double g = (q1 == q2 ? diagonal : diagonal * Math.sqrt(2)) * dp[column++];
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                        out[lm * q + q1] += g * c[lm * q + q2];
                        out[lm * q + q2] += g * c[lm * q + q1];
                    }
                }
            }
        }
    }
}
