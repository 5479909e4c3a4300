package org.lather.backend;

import java.util.Random;
import org.lather.math.GaussLegendre;
import org.lather.math.SphericalHarmonics;

/** Rotations of space and of real spherical harmonics, and integrals over all of them. */
final class Rotations {
    private Rotations() {}

    /** Uniformly distributed, from a unit quaternion, [3][3]. */
    static double[] random(Random random) {
        double[] q = AgainstReference.gaussian(random, 4);
        double s = 2 / (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        return new double[] {
            1 - s * (y * y + z * z),
            s * (x * y - w * z),
            s * (x * z + w * y),
            s * (x * y + w * z),
            1 - s * (x * x + z * z),
            s * (y * z - w * x),
            s * (x * z - w * y),
            s * (y * z + w * x),
            1 - s * (x * x + y * y)
        };
    }

    /** R r for each of the vectors. */
    static double[] apply(double[] r, double[] vectors) {
        double[] out = new double[vectors.length];
        for (int v = 0; v < vectors.length; v += 3) {
            for (int i = 0; i < 3; i++) {
                out[v + i] = r[3 * i] * vectors[v] + r[3 * i + 1] * vectors[v + 1] + r[3 * i + 2] * vectors[v + 2];
            }
        }
        return out;
    }

    /** R = R_z(α) R_y(β) R_z(γ). */
    private static double[] euler(double alpha, double cosBeta, double gamma) {
        double ca = Math.cos(alpha);
        double sa = Math.sin(alpha);
        double sb = Math.sqrt(1 - cosBeta * cosBeta);
        double cg = Math.cos(gamma);
        double sg = Math.sin(gamma);
        return new double[] {
            ca * cosBeta * cg - sa * sg,
            -ca * cosBeta * sg - sa * cg,
            ca * sb,
            sa * cosBeta * cg + ca * sg,
            -sa * cosBeta * sg + ca * cg,
            sa * sb,
            -sb * cg,
            sb * sg,
            cosBeta
        };
    }

    /**
     * D^l_mm'(R) = ∫ dv Y_lm(R v) Y_lm'(v) for all l, [lm][lm'], zero between different l; exact quadrature on the
     * sphere.
     */
    static double[] matrices(double[] r, int maxAngular) {
        SphericalHarmonics y = new SphericalHarmonics(maxAngular);
        int size = y.size();
        double[] out = new double[size * size];
        double[] here = new double[size];
        double[] there = new double[size];
        GaussLegendre theta = new GaussLegendre(maxAngular + 1);
        int around = 2 * maxAngular + 1;
        for (int i = 0; i < theta.points(); i++) {
            for (int k = 0; k < around; k++) {
                double z = theta.node(i);
                double s = Math.sqrt(1 - z * z);
                double phi = 2 * Math.PI * k / around;
                double[] v = {s * Math.cos(phi), s * Math.sin(phi), z};
                double[] w = apply(r, v);
                y.values(v[0], v[1], v[2], here);
                y.values(w[0], w[1], w[2], there);
                double weight = theta.weight(i) * 2 * Math.PI / around;
                for (int l = 0; l <= maxAngular; l++) {
                    for (int a = l * l; a < (l + 1) * (l + 1); a++) {
                        for (int b = l * l; b < (l + 1) * (l + 1); b++) {
                            out[a * size + b] += weight * there[a] * here[b];
                        }
                    }
                }
            }
        }
        return out;
    }

    /**
     * ∫ dR overlap(R)^ν for ν = 1, 2 with overlap(R) = Σ_lm,q c_lm,q (D(R) c')_lm,q, the whole volume counted as 1.
     * Exact: Gauss-Legendre in cos β, uniform in α and γ.
     *
     * @param c [lm][q] of both densities, at {@code from} and {@code other}, {@code columns} numbers each
     */
    static double[] overlapIntegrals(double[] c, int from, int other, int columns, int maxAngular) {
        int size = (maxAngular + 1) * (maxAngular + 1);
        double[] product = products(c, from, other, columns, size);
        GaussLegendre beta = new GaussLegendre(maxAngular + 1);
        int around = 2 * maxAngular + 1;
        double[] integral = new double[2];
        for (int i = 0; i < beta.points(); i++) {
            for (int j = 0; j < around; j++) {
                for (int k = 0; k < around; k++) {
                    double[] r = euler(2 * Math.PI * j / around, beta.node(i), 2 * Math.PI * k / around);
                    double[] d = matrices(r, maxAngular);
                    double overlap = 0;
                    for (int p = 0; p < product.length; p++) {
                        overlap += d[p] * product[p];
                    }
                    double weight = beta.weight(i) / (2.0 * around * around);
                    integral[0] += weight * overlap;
                    integral[1] += weight * overlap * overlap;
                }
            }
        }
        return integral;
    }

    /** ∫ dR D^λ_MM'(R) overlap(R)², [M][M'], see {@link #overlapIntegrals}. */
    static double[] tensorIntegral(double[] c, int from, int other, int columns, int maxAngular, int lambda) {
        return integral(c, from, other, columns, maxAngular, lambda, 2);
    }

    /** ∫ dR overlap(R)³. */
    static double cubeIntegral(double[] c, int from, int other, int columns, int maxAngular) {
        return integral(c, from, other, columns, maxAngular, 0, 3)[0];
    }

    /**
     * ∫ dR D^λ_MM'(R) overlap(R)^ν: a polynomial of degree ν maxAngular + λ in the matrices, so these points are exact.
     */
    private static double[] integral(
            double[] c, int from, int other, int columns, int maxAngular, int lambda, int power) {
        int size = (maxAngular + 1) * (maxAngular + 1);
        double[] product = products(c, from, other, columns, size);
        int order = Math.max(maxAngular, lambda);
        int all = (order + 1) * (order + 1);
        int rows = 2 * lambda + 1;
        int degree = power * maxAngular + lambda;
        GaussLegendre beta = new GaussLegendre(degree / 2 + 1);
        int around = degree + 1;
        double[] integral = new double[rows * rows];
        for (int i = 0; i < beta.points(); i++) {
            for (int j = 0; j < around; j++) {
                for (int k = 0; k < around; k++) {
                    double[] r = euler(2 * Math.PI * j / around, beta.node(i), 2 * Math.PI * k / around);
                    double[] d = matrices(r, order);
                    double overlap = 0;
                    for (int a = 0; a < size; a++) {
                        for (int b = 0; b < size; b++) {
                            overlap += d[a * all + b] * product[a * size + b];
                        }
                    }
                    double weight = beta.weight(i) / (2.0 * around * around) * Math.pow(overlap, power);
                    for (int m = 0; m < rows; m++) {
                        for (int n = 0; n < rows; n++) {
                            integral[m * rows + n] += weight * d[(lambda * lambda + m) * all + lambda * lambda + n];
                        }
                    }
                }
            }
        }
        return integral;
    }

    /** Σ_q c_lm,q c'_l'm',q. */
    private static double[] products(double[] c, int from, int other, int columns, int size) {
        int q = columns / size;
        double[] product = new double[size * size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                for (int k = 0; k < q; k++) {
                    product[a * size + b] += c[from + a * q + k] * c[other + b * q + k];
                }
            }
        }
        return product;
    }
}
