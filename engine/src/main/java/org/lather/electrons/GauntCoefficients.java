package org.lather.electrons;

import java.util.ArrayList;
import java.util.List;
import org.lather.math.GaussLegendre;
import org.lather.math.SphericalHarmonics;

/**
 * Integrals of three real spherical harmonics over the unit sphere, G = ∫ Y_l1m1 Y_l2m2 Y_LM, for all l1 and l2 up to a
 * largest order and L = |l1 − l2|, |l1 − l2| + 2, ..., l1 + l2; for other L they vanish. They are sums over the nodes
 * of a product rule that is exact for the polynomials.
 */
final class GauntCoefficients {
    private static final double ROUNDING = 1e-13;

    private final int most;
    private final List<List<List<Entry>>> byPair = new ArrayList<>();

    /**
     * A coefficient that is not zero.
     *
     * @param m1 l1 + m1, from 0
     * @param m2 l2 + m2, from 0
     * @param harmonic L² + L + M
     */
    record Entry(int m1, int m2, int harmonic, double value) {}

    GauntCoefficients(int most) {
        this.most = most;
        int large = 2 * most;
        SphericalHarmonics harmonics = new SphericalHarmonics(large);
        GaussLegendre rule = new GaussLegendre(large + 1);
        int turns = 2 * large + 1;
        double[][] values = new double[rule.points() * turns][harmonics.size()];
        double[] weights = new double[values.length];
        for (int i = 0; i < rule.points(); i++) {
            double z = rule.node(i);
            double s = Math.sqrt(1 - z * z);
            for (int j = 0; j < turns; j++) {
                double phi = 2 * Math.PI * j / turns;
                harmonics.values(s * Math.cos(phi), s * Math.sin(phi), z, values[i * turns + j]);
                weights[i * turns + j] = rule.weight(i) * 2 * Math.PI / turns;
            }
        }
        for (int l1 = 0; l1 <= most; l1++) {
            for (int l2 = 0; l2 <= most; l2++) {
                List<List<Entry>> orders = new ArrayList<>();
                for (int l = Math.abs(l1 - l2); l <= l1 + l2; l += 2) {
                    orders.add(entries(l1, l2, l, values, weights));
                }
                byPair.add(orders);
            }
        }
    }

    private static List<Entry> entries(int l1, int l2, int l, double[][] values, double[] weights) {
        List<Entry> out = new ArrayList<>();
        for (int m1 = 0; m1 <= 2 * l1; m1++) {
            for (int m2 = 0; m2 <= 2 * l2; m2++) {
                for (int m = 0; m <= 2 * l; m++) {
                    double sum = 0;
                    for (int p = 0; p < weights.length; p++) {
                        double[] y = values[p];
                        sum += weights[p] * y[l1 * l1 + m1] * y[l2 * l2 + m2] * y[l * l + m];
                    }
                    if (Math.abs(sum) > ROUNDING) {
                        out.add(new Entry(m1, m2, l * l + m, sum));
                    }
                }
            }
        }
        return out;
    }

    /** The entries of a pair of orders for L = |l1 − l2| + 2 i. */
    List<Entry> of(int l1, int l2, int i) {
        return byPair.get(l1 * (most + 1) + l2).get(i);
    }
}
