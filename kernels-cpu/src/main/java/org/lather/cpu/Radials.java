package org.lather.cpu;

/** f(r) u(r) I_nl(r) of neighbours, [j][l N + n]. */
interface Radials {
    /**
     * Neighbours {@code from} to {@code from + count} at distances r, Å; up to a wide vector beyond them may be
     * written.
     */
    void evaluate(double[] r, int from, int count, double[] out);

    /** Computes the derivatives d/dr (f u I_nl), 1/Å, in the layout of {@link #evaluate}. */
    void derivatives(double[] r, int from, int count, double[] out);
}
