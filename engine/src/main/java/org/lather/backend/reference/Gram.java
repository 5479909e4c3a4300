package org.lather.backend.reference;

import org.lather.kernel.Covariance;

/** Covariances k(i,j) = (p_i·p_j / |p_i||p_j|)^ζ between rows of features (Bartók, Kondor, Csányi 2013, eq. 36). */
final class Gram {
    private Gram() {}

    /** The vector p of an environment: a row of features. */
    record Row(ReferenceFeatures features, int index) {
        int center() {
            return features.center(index);
        }

        double norm() {
            return features.norm(index);
        }

        double value(int column) {
            return features.value(index, column);
        }

        int columns() {
            return features.columns();
        }
    }

    static double covariance(Row x, Row z, Covariance covariance) {
        return isZero(x, z, covariance) ? 0 : power(product(x, z) / (x.norm() * z.norm()), covariance.zeta());
    }

    /** Whether a covariance is 0 by definition, whatever the cosine of the vectors. */
    private static boolean isZero(Row x, Row z, Covariance covariance) {
        // an environment without density has zero covariance with everything, including itself
        return (covariance.centers() == Covariance.Centers.SAME && x.center() != z.center())
                || x.norm() == 0
                || z.norm() == 0;
    }

    static double product(Row x, Row z) {
        double product = 0;
        for (int c = 0; c < x.columns(); c++) {
            product += x.value(c) * z.value(c);
        }
        return product;
    }

    /**
     * The factor u^(ζ−1) / |p_i||p_j| with u the cosine of scalar features; 0 if their covariance is 0 by definition.
     */
    static double scalarFactor(Row x, Row z, Covariance covariance) {
        if (isZero(x, z, covariance)) {
            return 0;
        }
        double norms = x.norm() * z.norm();
        double exponent = covariance.zeta() - 1;
        return (exponent == 0 ? 1 : power(product(x, z) / norms, exponent)) / norms;
    }

    /**
     * Adds factor dk(i,j)/dp_i, with u the cosine: dk/dp = ζ u^(ζ−1) (z/|p||z| − u p/|p|²), the last term times
     * d|p|²/dp² of a faint vector ({@link Covariance#normSlope}); 0 if the covariance is 0 by definition.
     */
    static void addGradient(Row x, Row z, Covariance covariance, double factor, double[] out, int at) {
        if (isZero(x, z, covariance)) {
            return;
        }
        double cosine = product(x, z) / (x.norm() * z.norm());
        double derivative = factor * derivative(cosine, covariance.zeta());
        double alongZ = derivative / (x.norm() * z.norm());
        double alongP = Covariance.normSlope(x.norm()) * derivative * cosine / (x.norm() * x.norm());
        for (int c = 0; c < x.columns(); c++) {
            out[at + c] += alongZ * z.value(c) - alongP * x.value(c);
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
