package org.lather.math;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Real spherical harmonics, orthonormal, without the Condon-Shortley phase: with K_lm = √((2l+1)/4π · (l−m)!/(l+m)!),
 * Y_l0 = K_l0 P_l(cos θ), Y_lm = √2 K_lm P_l^m(cos θ) cos mφ for m &gt; 0 and √2 K_l|m| P_l^|m|(cos θ) sin |m|φ for m
 * &lt; 0; l = 1 is √(3/4π) (y, z, x). Arrays contain Y_lm at l² + l + m.
 *
 * <p>They are computed from polynomials of the unit vector, without angles, so they are accurate at the poles, too.
 * Immutable.
 */
public final class SphericalHarmonics {
    private final int maxAngular;
    private final double[] norms;

    /**
     * @param maxAngular the largest l, 0 to 80
     * @throws IllegalArgumentException if the order is negative or above 80
     */
    public SphericalHarmonics(int maxAngular) {
        if (maxAngular < 0 || maxAngular > 80) {
            throw new IllegalArgumentException("expected a max_angular from 0 to 80, got " + maxAngular);
        }
        this.maxAngular = maxAngular;
        this.norms = new double[(maxAngular + 1) * (maxAngular + 1)];
        for (int l = 0; l <= maxAngular; l++) {
            double factorials = 1;
            for (int m = 0; m <= l; m++) {
                if (m > 0) {
                    factorials /= (double) (l + m) * (l - m + 1);
                }
                double k = Math.sqrt((m == 0 ? 1 : 2) * (2 * l + 1) / (4 * Math.PI) * factorials);
                norms[index(l, m)] = k;
                norms[index(l, -m)] = k;
            }
        }
    }

    /** The index of Y_lm, l² + l + m. */
    public static int index(int l, int m) {
        return l * l + l + m;
    }

    public int maxAngular() {
        return maxAngular;
    }

    /** The number of harmonics, (maxAngular + 1)². */
    public int size() {
        return norms.length;
    }

    /**
     * Computes Y_lm for the direction of (x, y, z), a vector of any length; for the zero vector all but Y_00 are 0.
     *
     * @param values [l² + l + m]
     */
    public void values(double x, double y, double z, double[] values) {
        evaluate(x, y, z, values, null);
    }

    /**
     * Computes Y_lm and the gradient of Y_lm(r/|r|) with respect to r = (x, y, z), in 1/Å for a vector in Å. The
     * gradient at the zero vector is 0.
     *
     * @param values [l² + l + m]
     * @param gradient [axis · size + l² + l + m], axis x, y, z
     */
    public void valuesAndGradient(double x, double y, double z, double[] values, double[] gradient) {
        evaluate(x, y, z, values, gradient);
    }

    private void evaluate(double vx, double vy, double vz, double[] values, double @Nullable [] gradient) {
        double length = Math.sqrt(vx * vx + vy * vy + vz * vz);
        double inverse = length == 0 ? 0 : 1 / length;
        double x = vx * inverse;
        double y = vy * inverse;
        double z = vz * inverse;
        Direction direction = new Direction(x, y, z, inverse);
        // P_l^m = sin^m θ Q_l^m with Q_l^m = d^m P_l/dz^m; cosine + i sine = (x + i y)^m = sin^m θ e^(imφ)
        double cosine = 1;
        double sine = 0;
        double cosineBefore = 0;
        double sineBefore = 0;
        double diagonal = 1;
        for (int m = 0; m <= maxAngular; m++) {
            double q = diagonal;
            double qBefore = 0;
            double slope = 0;
            double slopeBefore = 0;
            for (int l = m; l <= maxAngular; l++) {
                if (l > m) {
                    double qNext = ((2 * l - 1) * z * q - (l + m - 1) * qBefore) / (l - m);
                    double slopeNext = ((2 * l - 1) * (q + z * slope) - (l + m - 1) * slopeBefore) / (l - m);
                    qBefore = q;
                    q = qNext;
                    slopeBefore = slope;
                    slope = slopeNext;
                }
                int plus = index(l, m);
                int minus = index(l, -m);
                double k = norms[plus];
                values[minus] = k * q * sine;
                values[plus] = k * q * cosine;
                if (gradient != null) {
                    if (m > 0) {
                        // ∂x (x + iy)^m = m (x + iy)^(m-1); ∂y is i times that
                        tangent(
                                k * m * q * sineBefore,
                                k * m * q * cosineBefore,
                                k * slope * sine,
                                direction,
                                gradient,
                                minus);
                    }
                    tangent(
                            k * m * q * cosineBefore,
                            -k * m * q * sineBefore,
                            k * slope * cosine,
                            direction,
                            gradient,
                            plus);
                }
            }
            diagonal *= 2 * m + 1;
            cosineBefore = cosine;
            sineBefore = sine;
            cosine = x * cosineBefore - y * sineBefore;
            sine = x * sineBefore + y * cosineBefore;
        }
        if (length == 0) {
            Arrays.fill(values, 1, norms.length, 0);
            if (gradient != null) {
                Arrays.fill(gradient, 0, 3 * norms.length, 0);
            }
        }
    }

    /**
     * The unit vector r̂ of a vector r.
     *
     * @param inverse 1/|r|, 0 for the zero vector
     */
    private record Direction(double x, double y, double z, double inverse) {}

    /** Applies the chain rule through r̂ = r/|r|: (g − r̂ (r̂·g))/|r|. */
    private void tangent(double gx, double gy, double gz, Direction r, double[] out, int at) {
        double along = r.x * gx + r.y * gy + r.z * gz;
        out[at] = (gx - r.x * along) * r.inverse;
        out[norms.length + at] = (gy - r.y * along) * r.inverse;
        out[2 * norms.length + at] = (gz - r.z * along) * r.inverse;
    }
}
