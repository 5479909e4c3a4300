package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Scalar products and squares in double precision, summed in an order that depends only on the length of the row. */
final class Norm {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();
    /** Vectors with as many floats as {@link #S} has doubles. */
    private static final VectorSpecies<Float> HALF =
            VectorSpecies.of(float.class, VectorShape.forBitSize(S.vectorBitSize() / 2));

    private Norm() {}

    /** Σ v_i². */
    static double squared(double[] v, int at, int length) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        int i = 0;
        for (; i + 4 * W <= length; i += 4 * W) {
            DoubleVector v0 = DoubleVector.fromArray(S, v, at + i);
            DoubleVector v1 = DoubleVector.fromArray(S, v, at + i + W);
            DoubleVector v2 = DoubleVector.fromArray(S, v, at + i + 2 * W);
            DoubleVector v3 = DoubleVector.fromArray(S, v, at + i + 3 * W);
            s0 = v0.fma(v0, s0);
            s1 = v1.fma(v1, s1);
            s2 = v2.fma(v2, s2);
            s3 = v3.fma(v3, s3);
        }
        double sum = lanes(s0.add(s1).add(s2.add(s3)));
        for (; i < length; i++) {
            sum += v[at + i] * v[at + i];
        }
        return sum;
    }

    /** Σ a_i b_i. */
    static double product(double[] a, int aAt, double[] b, int bAt, int length) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        int i = 0;
        for (; i + 4 * W <= length; i += 4 * W) {
            int p = aAt + i;
            int q = bAt + i;
            s0 = DoubleVector.fromArray(S, a, p).fma(DoubleVector.fromArray(S, b, q), s0);
            s1 = DoubleVector.fromArray(S, a, p + W).fma(DoubleVector.fromArray(S, b, q + W), s1);
            s2 = DoubleVector.fromArray(S, a, p + 2 * W).fma(DoubleVector.fromArray(S, b, q + 2 * W), s2);
            s3 = DoubleVector.fromArray(S, a, p + 3 * W).fma(DoubleVector.fromArray(S, b, q + 3 * W), s3);
        }
        double sum = lanes(s0.add(s1).add(s2.add(s3)));
        for (; i < length; i++) {
            sum += a[aAt + i] * b[bAt + i];
        }
        return sum;
    }

    /** Σ a_i b_i with floats b. */
    static double product(double[] a, int aAt, float[] b, int bAt, int length) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = s0;
        int i = 0;
        for (; i + 2 * W <= length; i += 2 * W) {
            int p = aAt + i;
            int q = bAt + i;
            s0 = DoubleVector.fromArray(S, a, p).fma(widen(FloatVector.fromArray(HALF, b, q)), s0);
            s1 = DoubleVector.fromArray(S, a, p + W).fma(widen(FloatVector.fromArray(HALF, b, q + W)), s1);
        }
        double sum = lanes(s0.add(s1));
        for (; i < length; i++) {
            sum += a[aAt + i] * b[bAt + i];
        }
        return sum;
    }

    /** Rounds a row to float, and the sum of the squares of what was rounded. */
    static double roundAndSquare(double[] v, int at, int length, float[] out, int outAt) {
        DoubleVector s0 = DoubleVector.zero(S);
        DoubleVector s1 = s0;
        int i = 0;
        for (; i + 2 * W <= length; i += 2 * W) {
            FloatVector f0 = round(DoubleVector.fromArray(S, v, at + i));
            FloatVector f1 = round(DoubleVector.fromArray(S, v, at + i + W));
            f0.intoArray(out, outAt + i);
            f1.intoArray(out, outAt + i + W);
            DoubleVector d0 = widen(f0);
            DoubleVector d1 = widen(f1);
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
        }
        double sum = lanes(s0.add(s1));
        for (; i < length; i++) {
            out[outAt + i] = (float) v[at + i];
            sum += (double) out[outAt + i] * out[outAt + i];
        }
        return sum;
    }

    private static FloatVector round(DoubleVector v) {
        return (FloatVector) v.convertShape(VectorOperators.D2F, HALF, 0);
    }

    private static DoubleVector widen(FloatVector v) {
        return (DoubleVector) v.convertShape(VectorOperators.F2D, S, 0);
    }

    /**
     * The sum of the lanes in a fixed order. {@code reduceLanes} leaves the order open, and the interpreter and the
     * compiler choose different ones: the last bits would depend on when a method was compiled.
     */
    private static double lanes(DoubleVector v) {
        double sum = v.lane(0) + v.lane(1);
        if (W > 2) {
            sum += v.lane(2) + v.lane(3);
        }
        if (W > 4) {
            sum += (v.lane(4) + v.lane(5)) + (v.lane(6) + v.lane(7));
        }
        return sum;
    }
}
