package org.lather.target;

import org.lather.density.Cutoff;

/** The screened repulsion of a pair of nuclei, smoothly cut off, see {@link FittedBaseline.Repulsion}. */
final class ScreenedRepulsion {
    /** The constant e²/4πε₀, eV Å (CODATA 2018). */
    private static final double COULOMB = 14.3996454784;

    private static final double SCREENING = 0.46850;
    private static final double[] SHARE = {0.18175, 0.50986, 0.28022, 0.02817};
    private static final double[] DECAY = {3.19980, 0.94229, 0.40290, 0.20162};

    private ScreenedRepulsion() {}

    /**
     * The energy of a pair, eV, and its derivative with respect to the distance, eV/Å.
     *
     * @param z1 atomic number of one nucleus
     * @param z2 atomic number of the other nucleus
     * @param r distance, Å
     */
    static double[] pair(Cutoff cutoff, int z1, int z2, double r) {
        double a = SCREENING / (Math.pow(z1, 0.23) + Math.pow(z2, 0.23));
        double phi = 0;
        double slope = 0;
        for (int k = 0; k < SHARE.length; k++) {
            double e = SHARE[k] * Math.exp(-DECAY[k] * r / a);
            phi += e;
            slope -= DECAY[k] / a * e;
        }
        double v = COULOMB * z1 * z2 * phi / r;
        double dv = COULOMB * z1 * z2 * (slope - phi / r) / r;
        double f = cutoff.value(r);
        return new double[] {f * v, cutoff.derivative(r) * v + f * dv};
    }
}
