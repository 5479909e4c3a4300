package org.lather.descriptor;

import java.util.Arrays;
import org.lather.density.Cutoff;
import org.lather.density.Smoothing;

/**
 * Pairs of neighbours whose angular functions P(c) e(r_ij) e(r_ik) e(r_jk) of {@link TripleSums} are computed together,
 * each step as a loop over the pairs. Pairs of several pairs of elements may share a block.
 */
final class TripleBlock {
    /** Number of pairs: their arrays stay in the first cache. */
    private static final int SIZE = 64;

    private final double[] etas;
    private final int[] etaOf;
    private final AngularPowers angular;
    private final int[] angularOf;
    private final double radius;
    /** The width of the smoothing, Å; 0 for none. */
    private final double width;

    private final int[] j = new int[SIZE];
    private final int[] k = new int[SIZE];
    private final double[] cosine = new double[SIZE];
    private final double[] square = new double[SIZE];
    private final double[] weight = new double[SIZE];
    private final double[] gaussian = new double[SIZE];
    private final double[] scratch = new double[SIZE];
    /** [η][pair]: the product of all e. */
    private final double[][] radial;
    /** [form][pair]. */
    private final double[][] powers;
    /** [pair of elements]: its first pair of neighbours, and where its functions are added. */
    private final int[] first = new int[SIZE];

    private final int[] place = new int[SIZE];
    private int count;
    private int parts;

    /**
     * @param etaOf [function]: which η it has
     * @param angularOf [function]: which angular factor it has
     */
    TripleBlock(Cutoff cutoff, double[] etas, int[] etaOf, AngularPowers angular, int[] angularOf) {
        this.etas = etas;
        this.etaOf = etaOf;
        this.angular = angular;
        this.angularOf = angularOf;
        radius = cutoff.radius();
        width = cutoff.smoothing().match(new Smoothing.Cases<>() {
            @Override
            public Double shiftedCosine(Smoothing.ShiftedCosine smoothing) {
                return smoothing.width();
            }

            @Override
            public Double step(Smoothing.Step smoothing) {
                return 0.0;
            }
        });
        radial = new double[etas.length][SIZE];
        powers = new double[angular.count()][SIZE];
    }

    boolean isFull() {
        return count == SIZE;
    }

    /**
     * Adds a pair of neighbours.
     *
     * @param at where its functions are added, [at + function]
     * @param c cosine of the angle between them
     * @param across squared distance between them, Å², below that of the radius
     */
    void add(int at, int one, int other, double c, double across) {
        if (parts == 0 || place[parts - 1] != at) {
            first[parts] = count;
            place[parts++] = at;
        }
        j[count] = one;
        k[count] = other;
        cosine[count] = c;
        square[count++] = across;
    }

    /**
     * Adds the functions of the pairs to the output, and forgets the pairs.
     *
     * @param e [η][neighbour]
     * @param closed whether the distance between the neighbours enters
     */
    void sum(double[][] e, boolean closed, double[] out) {
        int n = count;
        for (int m = 0; m < etas.length; m++) {
            double[] g = radial[m];
            double[] own = e[m];
            for (int p = 0; p < n; p++) {
                g[p] = own[j[p]] * own[k[p]];
            }
        }
        if (closed) {
            weigh(n);
        }
        angular.values(cosine, n, scratch, powers);
        for (int part = 0; part < parts; part++) {
            int from = first[part];
            int to = part + 1 < parts ? first[part + 1] : n;
            for (int f = 0; f < etaOf.length; f++) {
                out[place[part] + f] += dot(powers[angularOf[f]], radial[etaOf[f]], from, to);
            }
        }
        count = 0;
        parts = 0;
    }

    /** The sum of products, in four partial sums. */
    private static double dot(double[] a, double[] b, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int p = from;
        for (; p + 3 < to; p += 4) {
            s0 += a[p] * b[p];
            s1 += a[p + 1] * b[p + 1];
            s2 += a[p + 2] * b[p + 2];
            s3 += a[p + 3] * b[p + 3];
        }
        for (; p < to; p++) {
            s0 += a[p] * b[p];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Multiplies by e(r_jk). */
    private void weigh(int n) {
        if (width > 0) {
            for (int p = 0; p < n; p++) {
                weight[p] = Math.max(0, Math.sqrt(square[p]) - radius + width) * (Math.PI / width);
            }
            ElementaryFunctions.raisedCosine(weight, n);
        } else {
            Arrays.fill(weight, 0, n, 1);
        }
        for (int m = 0; m < etas.length; m++) {
            double eta = etas[m];
            double[] g = radial[m];
            for (int p = 0; p < n; p++) {
                gaussian[p] = -eta * square[p];
            }
            ElementaryFunctions.exp(gaussian, scratch, n);
            for (int p = 0; p < n; p++) {
                g[p] *= gaussian[p] * weight[p];
            }
        }
    }

    long bytes() {
        return 8L * SIZE * (7 + radial.length + powers.length);
    }
}
