package org.lather.descriptor;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** Computes all factors and their derivatives at a cosine. */
    void at(double cosine) {
        for (int q = 0; q < zeta.length; q++) {
            // a cosine beyond 1 by rounding has no real power
            double half = Math.max(0, 0.5 * (1 + lambda[q] * cosine));
            double below = power(half, zeta[q] - 1);
            slope[q] = zeta[q] * lambda[q] * below;
            value[q] = 2 * half * below;
        }
    }

    /** The number of different factors. */
    int count() {
        return zeta.length;
    }

    /**
     * Computes all factors at some cosines.
     *
     * @param cosine [pair]
     * @param square [pair], scratch
     * @param out [factor][pair]
     */
    void values(double[] cosine, int pairs, double[] square, double[][] out) {
        for (int q = 0; q < zeta.length; q++) {
            double l = lambda[q];
            double[] to = out[q];
            for (int p = 0; p < pairs; p++) {
                square[p] = Math.max(0, 0.5 * (1 + l * cosine[p]));
            }
            int n = (int) zeta[q];
            if (n != zeta[q] || n > MOST) {
                for (int p = 0; p < pairs; p++) {
                    to[p] = 2 * Math.pow(square[p], zeta[q]);
                }
                continue;
            }
            Arrays.fill(to, 0, pairs, 2);
            while (n > 0) {
                if ((n & 1) == 1) {
                    for (int p = 0; p < pairs; p++) {
                        to[p] *= square[p];
                    }
                }
                n >>= 1;
                for (int p = 0; p < pairs && n > 0; p++) {
                    square[p] *= square[p];
                }
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
