package org.lather.math;

/** Sums over pairs (x, y) that tell how nearly y is a multiple of x; without pairs, every quotient is NaN. */
public final class Proportion {
    private double xx;
    private double yy;
    private double xy;

    /** Adds a pair. */
    public void add(double x, double y) {
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }

    /** Whether neither all x nor all y are 0. */
    public boolean isKnown() {
        return xx != 0 && yy != 0;
    }

    /** Returns Σ x y / √(Σ x² Σ y²), which is 1 or −1 if y is a multiple of x; means are not subtracted. */
    public double correlation() {
        return xy / Math.sqrt(xx * yy);
    }

    /** Returns √(Σ y² / Σ x²). */
    public double ratio() {
        return Math.sqrt(yy / xx);
    }

    /** Returns the factor a of least Σ (a x − y)², Σ x y / Σ x². */
    public double factor() {
        return xy / xx;
    }
}
