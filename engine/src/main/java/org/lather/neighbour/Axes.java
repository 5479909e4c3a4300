package org.lather.neighbour;

import java.util.Arrays;

/** Three orthonormal axes. */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record Axes(double[] a, double[] b, double[] c) {
    /** The axes along u, the part of v perpendicular to it, and their vector product times the handedness, 1 or -1. */
    static Axes of(double[] u, double[] v, int handedness) {
        double[] a = unit(u);
        double[] w = cross(cross(a, v), a);
        if (dot(w, w) <= 1e-12 * dot(v, v)) {
            // all atoms are on a line along u: any perpendicular serves
            int least = Math.abs(a[0]) < Math.abs(a[1]) ? 0 : 1;
            least = Math.abs(a[2]) < Math.abs(a[least]) ? 2 : least;
            double[] axis = new double[3];
            axis[least] = 1;
            w = cross(a, axis);
        }
        double[] b = unit(w);
        double[] c = cross(a, b);
        return new Axes(a, b, new double[] {handedness * c[0], handedness * c[1], handedness * c[2]});
    }

    /**
     * The rotation, with a reflection if the handedness differs, that maps these axes onto others, [3][3] flattened.
     */
    double[] onto(Axes other) {
        double[] out = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                out[3 * row + column] = other.a[row] * a[column] + other.b[row] * b[column] + other.c[row] * c[column];
            }
        }
        return out;
    }

    /** The product of a matrix, [3][3] flattened, and a vector. */
    static double[] times(double[] matrix, double[] v) {
        double[] out = new double[3];
        for (int row = 0; row < 3; row++) {
            out[row] = matrix[3 * row] * v[0] + matrix[3 * row + 1] * v[1] + matrix[3 * row + 2] * v[2];
        }
        return out;
    }

    static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double[] unit(double[] v) {
        double length = Math.sqrt(dot(v, v));
        return Arrays.stream(v).map(x -> x / length).toArray();
    }
}
