package org.lather.target;

import org.lather.error.Cure;
import org.lather.structure.DataException;

/**
 * The Clausius–Mossotti relation between a dielectric tensor ε and a polarizability density: A = V (ε − 1)(ε + 2)⁻¹, 3
 * × 3 matrices. A of a bulk material is closer to a sum over its atoms or molecules than ε is (Grisafi et al. 2018,
 * doi:10.1103/PhysRevLett.120.036002); ε = (1 + 2 A/V)(1 − A/V)⁻¹.
 */
public final class ClausiusMossotti {
    private ClausiusMossotti() {}

    /** Converts ε to A, in the unit of the volume. */
    public static double[] proxy(double[] dielectric, double volume, String place) {
        double[] out = times(plus(dielectric, 1, -1), inverse(plus(dielectric, 1, 2), place));
        for (int k = 0; k < 9; k++) {
            out[k] *= volume;
        }
        return out;
    }

    /** Converts A to ε. */
    public static double[] dielectric(double[] proxy, double volume, String place) {
        return times(plus(proxy, 2 / volume, 1), inverse(plus(proxy, -1 / volume, 1), place));
    }

    /** The matrix factor · a + diagonal · 1. */
    private static double[] plus(double[] a, double factor, double diagonal) {
        double[] out = new double[9];
        for (int k = 0; k < 9; k++) {
            out[k] = factor * a[k] + (k % 4 == 0 ? diagonal : 0);
        }
        return out;
    }

    private static double[] times(double[] a, double[] b) {
        double[] out = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    out[3 * i + j] += a[3 * i + k] * b[3 * k + j];
                }
            }
        }
        return out;
    }

    private static double[] inverse(double[] a, String place) {
        double[] c = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int i1 = (i + 1) % 3;
                int i2 = (i + 2) % 3;
                int j1 = (j + 1) % 3;
                int j2 = (j + 2) % 3;
                c[3 * j + i] = a[3 * i1 + j1] * a[3 * i2 + j2] - a[3 * i1 + j2] * a[3 * i2 + j1];
            }
        }
        double determinant = a[0] * c[0] + a[1] * c[3] + a[2] * c[6];
        if (determinant == 0) {
            throw new DataException(
                    place + "expected a dielectric tensor that the relation of Clausius and Mossotti"
                            + " takes, got a singular one",
                    Cure.text("Leave the transform out"));
        }
        for (int k = 0; k < 9; k++) {
            c[k] /= determinant;
        }
        return c;
    }
}
