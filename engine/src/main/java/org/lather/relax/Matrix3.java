package org.lather.relax;

/** Products of 3×3 matrices, flattened row by row. */
final class Matrix3 {
    private Matrix3() {}

    static double[] product(double[] a, double[] b) {
        double[] out = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
            }
        }
        return out;
    }

    static double[] transpose(double[] a) {
        return new double[] {a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]};
    }

    /** The symmetric part (a + aᵀ)/2. */
    static double[] symmetric(double[] a) {
        double[] out = transpose(a);
        for (int k = 0; k < 9; k++) {
            out[k] = (out[k] + a[k]) / 2;
        }
        return out;
    }

    /** Applies A to every vector x of [n][3]. */
    static double[] apply(double[] a, double[] vectors) {
        double[] out = new double[vectors.length];
        for (int i = 0; i < vectors.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                out[i + k] = a[3 * k] * vectors[i] + a[3 * k + 1] * vectors[i + 1] + a[3 * k + 2] * vectors[i + 2];
            }
        }
        return out;
    }
}
