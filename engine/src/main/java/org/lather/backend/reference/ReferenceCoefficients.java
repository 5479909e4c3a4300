package org.lather.backend.reference;

import org.lather.backend.Coefficients;
import org.lather.backend.Ledger;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;

/** c_a,nlm of a range of environments, [environment][lm][a N + n]. */
final class ReferenceCoefficients implements Coefficients {
    private final DensityExpansion expansion;
    private final Channels channels;
    private final int[] centers;
    private final Holding holding;
    private double[] values;
    private boolean coupled;

    ReferenceCoefficients(
            DensityExpansion expansion, Channels channels, int[] centers, double[] values, Ledger ledger) {
        this.expansion = expansion;
        this.channels = channels;
        this.centers = centers;
        this.values = values;
        this.holding = new Holding("coefficients", ledger, 8L * values.length);
    }

    @Override
    public int environments() {
        return centers.length;
    }

    DensityExpansion expansion() {
        return expansion;
    }

    Channels channels() {
        return channels;
    }

    /** The atomic numbers of the centres. */
    int[] centers() {
        return centers;
    }

    double[] values() {
        holding.check();
        if (coupled) {
            throw new IllegalArgumentException("expected coefficients that were not coupled before");
        }
        return values;
    }

    /** They were coupled: the memory is free, the handle still open. */
    void drop() {
        coupled = true;
        values = new double[0];
        holding.resize(0);
    }

    @Override
    public void close() {
        if (holding.release()) {
            values = new double[0];
        }
    }
}
