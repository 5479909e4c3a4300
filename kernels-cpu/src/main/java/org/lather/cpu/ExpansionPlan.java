package org.lather.cpu;

import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.ExactRadialIntegral;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.density.SplinedRadialIntegral;

/** The data shared by all environments of an expansion: sizes, tables, weights. Immutable. */
final class ExpansionPlan {
    private static final double Y00 = Math.sqrt(1 / (4 * Math.PI));

    final DensityExpansion expansion;
    final Channels channels;
    final int maxAngular;
    /** N. */
    final int n;
    /** One neighbour's radial integrals. */
    final int radialRow;
    /** The elements of the one-hot expansion, and the channels that they are mixed to. */
    final int elements;

    final int count;
    final boolean mixed;
    /** A harmonic's coefficients by element, the last element's padded; the same by channel. */
    final int width;

    final int channelWidth;
    final Harmonics harmonics;
    final Radials radials;
    /** [n]: what the centre adds to its own element's c_n00. */
    final double[] center;

    final boolean centered;

    ExpansionPlan(DensityExpansion expansion, Channels channels) {
        this.expansion = expansion;
        this.channels = channels;
        maxAngular = expansion.basis().maxAngular();
        n = expansion.basis().radialSize();
        radialRow = (maxAngular + 1) * n;
        elements = channels.atomicNumbers().length;
        count = channels.count();
        mixed = !channels.isOneHot();
        width = Lanes.roundUp((elements - 1) * n + Contraction.written(n), 4);
        channelWidth = mixed ? Lanes.roundUp(count * n, 4) : width;
        harmonics = new Harmonics(maxAngular);
        RadialIntegral integral = RadialIntegrals.of(expansion);
        PairWeight weight = new PairWeight(expansion);
        radials = integral.match(new RadialIntegral.Cases<>() {
            @Override
            public Radials exact(ExactRadialIntegral exact) {
                return new ExactRadials(exact, weight);
            }

            @Override
            public Radials splined(SplinedRadialIntegral spline) {
                return new RadialTable(spline, weight);
            }
        });
        double[] atZero = new double[(maxAngular + 1) * n];
        integral.values(0, atZero);
        center = new double[n];
        double w = expansion.density().centerAtomWeight();
        for (int k = 0; k < n; k++) {
            center[k] = w * Y00 * atZero[k];
        }
        centered = w > 0;
    }

    /** Q, the columns of the coefficients that features are made of. */
    int columns() {
        return count * n;
    }
}
