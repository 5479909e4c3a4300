package org.lather.descriptor;

import java.util.ArrayList;
import java.util.List;
import org.lather.descriptor.SymmetryFunctions.Angular;

/** The different angular factors P(c) = 2 ((1 + λ c)/2)^ζ of some functions at a cosine c, and their derivatives. */
final class AngularPowers {
    /** The largest ζ that is raised by multiplication if it is an integer. */
    private static final int MOST = 64;

    private record Form(double zeta, double lambda) {}

    private final List<Form> forms = new ArrayList<>();
    private final double[] zeta;
    private final double[] lambda;
    private final double[] value;
    private final double[] slope;

    AngularPowers(List<Angular> functions) {
        functions.stream().map(f -> new Form(f.zeta(), f.lambda())).distinct().forEach(forms::add);
        zeta = forms.stream().mapToDouble(Form::zeta).toArray();
        lambda = forms.stream().mapToDouble(Form::lambda).toArray();
        value = new double[zeta.length];
        slope = new double[zeta.length];
    }

    /** The index of the factor of a function. */
    int index(Angular function) {
        return forms.indexOf(new Form(function.zeta(), function.lambda()));
    }

    /** Computes all factors at a cosine. */
    void at(double cosine, boolean derivatives) {
        for (int q = 0; q < zeta.length; q++) {
            // a cosine beyond 1 by rounding has no real power
            double half = Math.max(0, 0.5 * (1 + lambda[q] * cosine));
            if (derivatives) {
                double below = power(half, zeta[q] - 1);
                slope[q] = zeta[q] * lambda[q] * below;
                value[q] = 2 * half * below;
            } else {
                value[q] = 2 * power(half, zeta[q]);
            }
        }
    }

    double value(int index) {
        return value[index];
    }

    /** The derivative with respect to the cosine. */
    double slope(int index) {
        return slope[index];
    }

    private static double power(double x, double exponent) {
        int n = (int) exponent;
        if (n != exponent || n > MOST) {
            return Math.pow(x, exponent);
        }
        double out = 1;
        for (double square = x; n > 0; n >>= 1, square *= square) {
            if ((n & 1) == 1) {
                out *= square;
            }
        }
        return out;
    }
}
