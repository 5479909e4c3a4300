package org.lather.backend.reference;

import org.lather.kernel.Covariance;

/** Covariances k(i,j) = (p_i·p_j / |p_i||p_j|)^ζ between rows of features (Bartók, Kondor, Csányi 2013, eq. 36). */
final class Gram {
    private Gram() {}

    static double covariance(ReferenceFeatures x, int i, ReferenceFeatures z, int j, Covariance covariance) {
        if (covariance.centers() == Covariance.Centers.SAME && x.center(i) != z.center(j)) {
            return 0;
        }
        // an environment without density has zero covariance with everything, including itself
        if (x.norm(i) == 0 || z.norm(j) == 0) {
            return 0;
        }
        return power(product(x, i, z, j) / (x.norm(i) * z.norm(j)), covariance.zeta());
    }

    static double product(ReferenceFeatures x, int i, ReferenceFeatures z, int j) {
        double product = 0;
        for (int c = 0; c < x.columns(); c++) {
            product += x.value(i, c) * z.value(j, c);
        }
        return product;
    }

    /**
     * The factor u^(ζ−1) / |p_i||p_j| with u the cosine of scalar features; 0 if their covariance is 0 by definition.
     */
    static double scalarFactor(ReferenceFeatures x, int i, ReferenceFeatures z, int j, Covariance covariance) {
        if ((covariance.centers() == Covariance.Centers.SAME && x.center(i) != z.center(j))
                || x.norm(i) == 0
                || z.norm(j) == 0) {
            return 0;
        }
        double norms = x.norm(i) * z.norm(j);
        double exponent = covariance.zeta() - 1;
        return (exponent == 0 ? 1 : power(product(x, i, z, j) / norms, exponent)) / norms;
    }

    /**
     * Adds factor dk(i,j)/dp_i, with u the cosine: dk/dp = ζ u^(ζ−1) (z/|p||z| − u p/|p|²); 0 if the covariance is 0 by
     * definition.
     */
    static void addGradient(
            ReferenceFeatures x,
            int i,
            ReferenceFeatures z,
            int j,
            Covariance covariance,
            double factor,
            double[] out,
            int at) {
        if (covariance.centers() == Covariance.Centers.SAME && x.center(i) != z.center(j)) {
            return;
        }
        if (x.norm(i) == 0 || z.norm(j) == 0) {
            return;
        }
        double cosine = product(x, i, z, j) / (x.norm(i) * z.norm(j));
        double derivative = factor * derivative(cosine, covariance.zeta());
        double alongZ = derivative / (x.norm(i) * z.norm(j));
        double alongP = derivative * cosine / (x.norm(i) * x.norm(i));
        for (int c = 0; c < x.columns(); c++) {
            out[at + c] += alongZ * z.value(j, c) - alongP * x.value(i, c);
        }
    }

    /** The derivative of {@link #power} with respect to the cosine. */
    static double derivative(double cosine, double zeta) {
        if (zeta == 1) {
            return 1;
        }
        // for ζ below 1 the derivative at 0 is infinite; a negative cosine counts as 0 and has none
        return zeta != Math.rint(zeta) && cosine <= 0 ? 0 : zeta * power(cosine, zeta - 1);
    }

    /** The power cosine^ζ; a negative cosine has no real power if ζ is not an integer, and counts as 0. */
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
