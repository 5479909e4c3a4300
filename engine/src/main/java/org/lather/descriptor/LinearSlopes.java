package org.lather.descriptor;

/** The features are the coefficients; those of a radial spectrum have l = 0 only. */
record LinearSlopes(int columns) implements Slopes {
    @Override
    public void environment(double[] c) {
        // their slopes do not depend on them
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
