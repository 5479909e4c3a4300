package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Substitution with a small triangle L [size][size] for a strip of {@link #WIDTH} right-hand sides at once: one lane
 * for each, so that each is solved by the same operations wherever it stands.
 */
final class TriangularStrip {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int V = S.length();

    /** Right-hand sides of a strip: 4 vectors. */
    static final int WIDTH = 4 * V;

    private TriangularStrip() {}

    /**
     * Row j of the strip := (row j - Σ_{k<j} L_jk row k) / L_jj for j = 0, 1, ….
     *
     * @param l [size][size], its lower triangle is read
     * @param x the strip; row j is the WIDTH numbers from first + j · step on
     */
    static void solve(int size, double[] l, double[] x, int first, int step) {
        int j = 0;
        for (; j + 1 < size; j += 2) {
            pair(j, l, size, x, first, step);
        }
        if (j < size) {
            last(j, l, size, x, first, step);
        }
    }

    private static void pair(int j, double[] l, int size, double[] x, int first, int step) {
        int o = first + j * step;
        int u = j * size;
        int v = u + size;
        DoubleVector a0 = DoubleVector.fromArray(S, x, o);
        DoubleVector a1 = DoubleVector.fromArray(S, x, o + V);
        DoubleVector a2 = DoubleVector.fromArray(S, x, o + 2 * V);
        DoubleVector a3 = DoubleVector.fromArray(S, x, o + 3 * V);
        DoubleVector b0 = DoubleVector.fromArray(S, x, o + step);
        DoubleVector b1 = DoubleVector.fromArray(S, x, o + step + V);
        DoubleVector b2 = DoubleVector.fromArray(S, x, o + step + 2 * V);
        DoubleVector b3 = DoubleVector.fromArray(S, x, o + step + 3 * V);
        int p = first;
        for (int k = 0; k < j; k++) {
            DoubleVector f = DoubleVector.broadcast(S, -l[u + k]);
            DoubleVector g = DoubleVector.broadcast(S, -l[v + k]);
            DoubleVector x0 = DoubleVector.fromArray(S, x, p);
            a0 = f.fma(x0, a0);
            b0 = g.fma(x0, b0);
            DoubleVector x1 = DoubleVector.fromArray(S, x, p + V);
            a1 = f.fma(x1, a1);
            b1 = g.fma(x1, b1);
            DoubleVector x2 = DoubleVector.fromArray(S, x, p + 2 * V);
            a2 = f.fma(x2, a2);
            b2 = g.fma(x2, b2);
            DoubleVector x3 = DoubleVector.fromArray(S, x, p + 3 * V);
            a3 = f.fma(x3, a3);
            b3 = g.fma(x3, b3);
            p += step;
        }
        DoubleVector d = DoubleVector.broadcast(S, l[u + j]);
        DoubleVector e = DoubleVector.broadcast(S, l[v + j + 1]);
        DoubleVector g = DoubleVector.broadcast(S, -l[v + j]);
        finish(a0, b0, d, e, g, x, o, step);
        finish(a1, b1, d, e, g, x, o + V, step);
        finish(a2, b2, d, e, g, x, o + 2 * V, step);
        finish(a3, b3, d, e, g, x, o + 3 * V, step);
    }

    /** Below 35 bytes of code, so that compilers always inline it. */
    private static void finish(
            DoubleVector a,
            DoubleVector b,
            DoubleVector d,
            DoubleVector e,
            DoubleVector g,
            double[] x,
            int o,
            int step) {
        DoubleVector y = a.div(d);
        y.intoArray(x, o);
        g.fma(y, b).div(e).intoArray(x, o + step);
    }

    private static void last(int j, double[] l, int size, double[] x, int first, int step) {
        DoubleVector d = DoubleVector.broadcast(S, l[j * size + j]);
        for (int s = 0; s < WIDTH; s += V) {
            int o = first + j * step + s;
            DoubleVector a = DoubleVector.fromArray(S, x, o);
            int p = first + s;
            for (int k = 0; k < j; k++) {
                a = DoubleVector.broadcast(S, -l[j * size + k]).fma(DoubleVector.fromArray(S, x, p), a);
                p += step;
            }
            a.div(d).intoArray(x, o);
        }
    }
}
