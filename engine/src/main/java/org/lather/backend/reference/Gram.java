package org.lather.backend.reference;

import org.lather.kernel.Covariance;

/** k(i,j) = (p_i·p_j / |p_i||p_j|)^ζ between rows of features (Bartók, Kondor, Csányi 2013, eq. 36). */
final class Gram {
    private Gram() {}

    static double covariance(ReferenceFeatures x, int i, ReferenceFeatures z, int j, Covariance covariance) {
        if (covariance.centers() == Covariance.Centers.SAME && x.center(i) != z.center(j)) {
            return 0;
        }
        // an environment without any density is like nothing, not even like itself
        if (x.norm(i) == 0 || z.norm(j) == 0) {
            return 0;
        }
        double product = 0;
        for (int c = 0; c < x.columns(); c++) {
            product += x.value(i, c) * z.value(j, c);
        }
        return power(product / (x.norm(i) * z.norm(j)), covariance.zeta());
    }

    /** cosine^ζ; a negative cosine has no real power if ζ is not an integer and counts as 0. */
    static double power(double cosine, double zeta) {
        if (zeta == Math.rint(zeta) && zeta <= 64) {
            double k = cosine;
            for (int times = 1; times < zeta; times++) {
                k *= cosine;
            }
            return k;
        }
        return zeta == Math.rint(zeta) ? Math.pow(cosine, zeta) : Math.pow(Math.max(0, cosine), zeta);
    }
}
