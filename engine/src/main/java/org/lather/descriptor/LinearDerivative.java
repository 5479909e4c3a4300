package org.lather.descriptor;

/** Derivatives of features that are the coefficients themselves; those of a radial spectrum have only l = 0. */
record LinearDerivative(int columns) implements CouplingDerivative {
    @Override
    public void environment(double[] c) {
        // their derivatives do not depend on the coefficients
    }

    @Override
    public void of(double[] dc, int from, int to, double[] out) {
        System.arraycopy(dc, 0, out, 0, columns);
    }

    @Override
    public long bytes() {
        return 0;
    }
}
