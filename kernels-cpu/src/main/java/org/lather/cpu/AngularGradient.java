package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Computes from α_lm, β_lm of neighbours (see {@link AdjointTile}) dE/dr = Σ_lm (β_lm Y_lm r̂ + α_lm ∇Y_lm), lanes =
 * neighbours. With Y_l±m = Q_lm(z) {Re, Im} (x + iy)^m the sums over l are computed first, for each m: Σ α Q, Σ α
 * dQ/dz, Σ β Q; the derivative on the unit sphere follows from ∂(x + iy)^m.
 */
final class AngularGradient {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int W = S.length();

    private final int maxAngular;
    private final Harmonics harmonics;
    private final double[] sums;

    AngularGradient(Harmonics harmonics, int maxAngular) {
        this.harmonics = harmonics;
        this.maxAngular = maxAngular;
        sums = new double[6 * W * (maxAngular + 1)];
    }

    long bytes() {
        return 8L * sums.length;
    }

    /**
     * Processes neighbours {@code from} to {@code from + count}; up to one vector beyond is read and written.
     *
     * @param alpha [lm][stride] from column 0 on; beta likewise
     * @param out [axis stride + j]
     */
    void pullBack(Neighbourhoods all, int from, int count, double[] alpha, double[] beta, int stride, double[] out) {
        for (int j = 0; j < count; j += W) {
            for (int m = 0; m <= maxAngular; m++) {
                overDegrees(
                        m,
                        maxAngular,
                        all.z,
                        from + j,
                        harmonics.a(),
                        harmonics.ab(),
                        harmonics.second(m),
                        alpha,
                        beta,
                        stride,
                        j,
                        sums);
            }
            overOrders(maxAngular, all.x, all.y, all.z, all.r, from + j, harmonics.diagonal(), sums, out, stride, j);
        }
    }

    /** Σ_l of α_l,m q, α_l,−m q, α_l,m q', α_l,−m q', β_l,m q, β_l,−m q at [6 W m]. */
    private static void overDegrees(
            int m,
            int maxAngular,
            double[] z,
            int j,
            double[] a,
            double[] ab,
            double second,
            double[] alpha,
            double[] beta,
            int stride,
            int at,
            double[] sums) {
        int step = m * stride;
        int o = (m * m + m) * stride + at;
        DoubleVector vz = DoubleVector.fromArray(S, z, j);
        DoubleVector plus = DoubleVector.fromArray(S, alpha, o + step);
        DoubleVector minus = DoubleVector.fromArray(S, alpha, o - step);
        DoubleVector derivativePlus = DoubleVector.zero(S);
        DoubleVector derivativeMinus = DoubleVector.zero(S);
        DoubleVector alongPlus = DoubleVector.fromArray(S, beta, o + step);
        DoubleVector alongMinus = DoubleVector.fromArray(S, beta, o - step);
        DoubleVector before = DoubleVector.zero(S);
        DoubleVector q = DoubleVector.broadcast(S, 1);
        DoubleVector derivativeBefore = DoubleVector.zero(S);
        DoubleVector derivative = DoubleVector.zero(S);
        int k = m * (maxAngular + 1);
        for (int l = m + 1; l <= maxAngular; l++) {
            double f = l == m + 1 ? second : a[k + l];
            double g = l == m + 1 ? 0 : ab[k + l];
            DoubleVector next = vz.mul(f).fma(q, before.mul(g));
            DoubleVector derivativeNext = vz.fma(derivative, q).mul(f).add(derivativeBefore.mul(g));
            before = q;
            q = next;
            derivativeBefore = derivative;
            derivative = derivativeNext;
            o += 2 * l * stride;
            DoubleVector v = DoubleVector.fromArray(S, alpha, o + step);
            plus = v.fma(q, plus);
            derivativePlus = v.fma(derivative, derivativePlus);
            v = DoubleVector.fromArray(S, alpha, o - step);
            minus = v.fma(q, minus);
            derivativeMinus = v.fma(derivative, derivativeMinus);
            alongPlus = DoubleVector.fromArray(S, beta, o + step).fma(q, alongPlus);
            alongMinus = DoubleVector.fromArray(S, beta, o - step).fma(q, alongMinus);
        }
        int to = 6 * W * m;
        plus.intoArray(sums, to);
        minus.intoArray(sums, to + W);
        derivativePlus.intoArray(sums, to + 2 * W);
        derivativeMinus.intoArray(sums, to + 3 * W);
        alongPlus.intoArray(sums, to + 4 * W);
        alongMinus.intoArray(sums, to + 5 * W);
    }

    private static void overOrders(
            int maxAngular,
            double[] x,
            double[] y,
            double[] z,
            double[] r,
            int j,
            double[] diagonal,
            double[] sums,
            double[] out,
            int stride,
            int at) {
        DoubleVector vx = DoubleVector.fromArray(S, x, j);
        DoubleVector vy = DoubleVector.fromArray(S, y, j);
        DoubleVector cosine = DoubleVector.broadcast(S, 1);
        DoubleVector sine = DoubleVector.zero(S);
        DoubleVector cosineBefore = DoubleVector.zero(S);
        DoubleVector sineBefore = DoubleVector.zero(S);
        DoubleVector gx = DoubleVector.zero(S);
        DoubleVector gy = DoubleVector.zero(S);
        DoubleVector gz = DoubleVector.zero(S);
        DoubleVector along = DoubleVector.zero(S);
        for (int m = 0; m <= maxAngular; m++) {
            int from = 6 * W * m;
            double f = diagonal[m];
            DoubleVector plus = DoubleVector.fromArray(S, sums, from).mul(m * f);
            DoubleVector minus = DoubleVector.fromArray(S, sums, from + W).mul(m * f);
            gx = plus.fma(cosineBefore, gx);
            gx = minus.fma(sineBefore, gx);
            gy = minus.fma(cosineBefore, gy);
            gy = gy.sub(plus.mul(sineBefore));
            DoubleVector c = cosine.mul(f);
            DoubleVector s = sine.mul(f);
            gz = DoubleVector.fromArray(S, sums, from + 2 * W).fma(c, gz);
            gz = DoubleVector.fromArray(S, sums, from + 3 * W).fma(s, gz);
            along = DoubleVector.fromArray(S, sums, from + 4 * W).fma(c, along);
            along = DoubleVector.fromArray(S, sums, from + 5 * W).fma(s, along);
            cosineBefore = cosine;
            sineBefore = sine;
            cosine = vx.mul(cosineBefore).sub(vy.mul(sineBefore));
            sine = vx.mul(sineBefore).add(vy.mul(cosineBefore));
        }
        DoubleVector vz = DoubleVector.fromArray(S, z, j);
        DoubleVector radial = vx.mul(gx).add(vy.mul(gy)).add(vz.mul(gz));
        DoubleVector inverse = DoubleVector.broadcast(S, 1).div(DoubleVector.fromArray(S, r, j));
        // ∇ on the unit sphere is tangential: (g − r̂ (r̂·g))/r
        DoubleVector rest = along.sub(radial.mul(inverse));
        vx.fma(rest, gx.mul(inverse)).intoArray(out, at);
        vy.fma(rest, gy.mul(inverse)).intoArray(out, at + stride);
        vz.fma(rest, gz.mul(inverse)).intoArray(out, at + 2 * stride);
    }
}
