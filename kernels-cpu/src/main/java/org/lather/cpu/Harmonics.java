package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Real orthonormal spherical harmonics of unit vectors, no Condon-Shortley phase, lanes = neighbours: Y_lm of neighbour
 * j at [(l² + l + m) stride + j].
 *
 * <p>Y_lm = Q_lm(z) Re (x + iy)^m, Y_l,−m = Q_lm(z) Im (x + iy)^m, with the recursion of normalised Legendre functions
 * Q_lm = A_lm (z Q_(l−1)m + B_lm Q_(l−2)m), A = √((4l² − 1)/(l² − m²)), B = −√(((l−1)² − m²)/(4(l−1)² − 1))
 * (Limpanuparb, Milthorpe 2014, arXiv:1410.1748).
 */
final class Harmonics {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private final int maxAngular;
    private final double[] diagonal;
    private final double[] second;
    /**
     * A_lm and A_lm B_lm at [m (L + 1) + l]. The product is stored separately, so that the recursion has a single
     * operation on its critical path.
     */
    private final double[] a;

    private final double[] ab;

    Harmonics(int maxAngular) {
        this.maxAngular = maxAngular;
        int n = maxAngular + 1;
        diagonal = new double[n];
        second = new double[n];
        a = new double[n * n];
        ab = new double[n * n];
        double f = 1 / (4 * Math.PI);
        for (int m = 0; m < n; m++) {
            f *= m == 0 ? 1 : (2 * m + 1.0) / (2 * m);
            diagonal[m] = Math.sqrt(m == 0 ? f : 2 * f);
            second[m] = Math.sqrt(2 * m + 3.0);
            for (int l = m + 2; l < n; l++) {
                double al = Math.sqrt((4.0 * l * l - 1) / (l * l - m * m));
                double bl = -Math.sqrt(((l - 1.0) * (l - 1) - m * m) / (4.0 * (l - 1) * (l - 1) - 1));
                a[m * n + l] = al;
                ab[m * n + l] = al * bl;
            }
        }
    }

    /** Q_mm without its sine, at [m]. The internal array. */
    double[] diagonal() {
        return diagonal;
    }

    /** Q_(m+1)m = second(m) z Q_mm. */
    double second(int m) {
        return second[m];
    }

    /** A_lm at [m (L + 1) + l]. The internal array. */
    double[] a() {
        return a;
    }

    /** A_lm B_lm at [m (L + 1) + l]. The internal array. */
    double[] ab() {
        return ab;
    }

    /** The length of the scratch array that {@link #evaluate} needs. */
    int scratch() {
        return 4 * W * (maxAngular + 1);
    }

    /**
     * Neighbours {@code from} to {@code from + count} of x, y, z, of which up to one vector beyond is read; results
     * from column 0 of {@code out} on, up to a vector beyond {@code count}.
     */
    void evaluate(double[] x, double[] y, double[] z, int from, int count, double[] out, int stride, double[] scratch) {
        int j = 0;
        // two vectors at once hide the latency of the recursion
        for (; count - j > W; j += 2 * W) {
            powers(x, y, from + j, maxAngular, diagonal, scratch, 0);
            powers(x, y, from + j + W, maxAngular, diagonal, scratch, W);
            for (int m = 0; m <= maxAngular; m++) {
                two(m, maxAngular, z, from + j, scratch, a, ab, second[m], out, stride, j);
            }
        }
        if (j < count) {
            powers(x, y, from + j, maxAngular, diagonal, scratch, 0);
            for (int m = 0; m <= maxAngular; m++) {
                one(m, maxAngular, z, from + j, scratch, a, ab, second[m], out, stride, j);
            }
        }
    }

    /** Q_mm Re (x + iy)^m at [4 W m + at], Q_mm Im (x + iy)^m at [4 W m + 2 W + at]. */
    private static void powers(
            double[] x, double[] y, int j, int maxAngular, double[] diagonal, double[] scratch, int at) {
        DoubleVector vx = DoubleVector.fromArray(S, x, j);
        DoubleVector vy = DoubleVector.fromArray(S, y, j);
        DoubleVector c = DoubleVector.broadcast(S, 1);
        DoubleVector s = DoubleVector.zero(S);
        for (int m = 0; m <= maxAngular; m++) {
            c.mul(diagonal[m]).intoArray(scratch, 4 * W * m + at);
            s.mul(diagonal[m]).intoArray(scratch, 4 * W * m + 2 * W + at);
            DoubleVector t = vx.mul(c).sub(vy.mul(s));
            s = vx.mul(s).add(vy.mul(c));
            c = t;
        }
    }

    private static void one(
            int m,
            int maxAngular,
            double[] z,
            int j,
            double[] scratch,
            double[] a,
            double[] ab,
            double second,
            double[] out,
            int stride,
            int at) {
        int step = m * stride;
        int o = (m * m + m) * stride + at;
        DoubleVector z0 = DoubleVector.fromArray(S, z, j);
        DoubleVector c0 = DoubleVector.fromArray(S, scratch, 4 * W * m);
        DoubleVector s0 = DoubleVector.fromArray(S, scratch, 4 * W * m + 2 * W);
        // for m = 0 the sine's place is the cosine's: stored first, it is overwritten
        s0.intoArray(out, o - step);
        c0.intoArray(out, o + step);
        DoubleVector p0 = DoubleVector.zero(S);
        DoubleVector q0 = DoubleVector.broadcast(S, 1);
        DoubleVector n0 = z0.mul(second);
        int k = m * (maxAngular + 1);
        for (int l = m + 1; l <= maxAngular; l++) {
            p0 = q0;
            q0 = n0;
            o += 2 * l * stride;
            s0.mul(q0).intoArray(out, o - step);
            c0.mul(q0).intoArray(out, o + step);
            int next = Math.min(l + 1, maxAngular);
            n0 = z0.mul(a[k + next]).fma(q0, p0.mul(ab[k + next]));
        }
    }

    private static void two(
            int m,
            int maxAngular,
            double[] z,
            int j,
            double[] scratch,
            double[] a,
            double[] ab,
            double second,
            double[] out,
            int stride,
            int at) {
        int step = m * stride;
        int o = (m * m + m) * stride + at;
        DoubleVector z0 = DoubleVector.fromArray(S, z, j);
        DoubleVector z1 = DoubleVector.fromArray(S, z, j + W);
        DoubleVector c0 = DoubleVector.fromArray(S, scratch, 4 * W * m);
        DoubleVector c1 = DoubleVector.fromArray(S, scratch, 4 * W * m + W);
        DoubleVector s0 = DoubleVector.fromArray(S, scratch, 4 * W * m + 2 * W);
        DoubleVector s1 = DoubleVector.fromArray(S, scratch, 4 * W * m + 3 * W);
        s0.intoArray(out, o - step);
        s1.intoArray(out, o - step + W);
        c0.intoArray(out, o + step);
        c1.intoArray(out, o + step + W);
        DoubleVector p0 = DoubleVector.zero(S);
        DoubleVector p1 = p0;
        DoubleVector q0 = DoubleVector.broadcast(S, 1);
        DoubleVector q1 = q0;
        DoubleVector n0 = z0.mul(second);
        DoubleVector n1 = z1.mul(second);
        int k = m * (maxAngular + 1);
        for (int l = m + 1; l <= maxAngular; l++) {
            p0 = q0;
            p1 = q1;
            q0 = n0;
            q1 = n1;
            o += 2 * l * stride;
            s0.mul(q0).intoArray(out, o - step);
            s1.mul(q1).intoArray(out, o - step + W);
            c0.mul(q0).intoArray(out, o + step);
            c1.mul(q1).intoArray(out, o + step + W);
            int next = Math.min(l + 1, maxAngular);
            n0 = z0.mul(a[k + next]).fma(q0, p0.mul(ab[k + next]));
            n1 = z1.mul(a[k + next]).fma(q1, p1.mul(ab[k + next]));
        }
    }
}
