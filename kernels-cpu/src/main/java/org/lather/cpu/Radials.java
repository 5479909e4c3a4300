package org.lather.cpu;

/** f(r) u(r) I_nl(r) of neighbours, [j][l N + n]. */
interface Radials {
    /**
     * Neighbours {@code from} to {@code from + count} at distances r, Å; up to a wide vector beyond them may be
     * written.
     */
    void evaluate(double[] r, int from, int count, double[] out);

    /** d/dr of the same, 1/Å, in the same layout. */
    void slopes(double[] r, int from, int count, double[] out);
}
