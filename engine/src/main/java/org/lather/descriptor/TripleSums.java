package org.lather.descriptor;

import java.util.List;
import java.util.stream.IntStream;
import org.lather.density.Cutoff;
import org.lather.descriptor.SymmetryFunctions.Angular;

/**
 * Sums of angular symmetry functions over pairs of neighbours: G⁴ = Σ_(j,k) P(c) e(r_ij) e(r_ik) e(r_jk) with c = cos
 * θ_jik, P(c) = 2 ((1 + λ c)/2)^ζ and e(r) = exp(−η r²) f(r); G⁵ is without e(r_jk). What depends on one neighbour is
 * computed once for each η, what depends on a pair of them once for each η and once for each (ζ, λ).
 */
final class TripleSums implements DirectFeatures.Sums {
    private final Cutoff cutoff;
    private final boolean closed;
    private final int column;
    private final int count;
    /** The different η, and [function] which of them it has. */
    private final double[] etas;

    private final int[] etaOf;
    /** The different (ζ, λ), and [function] which of them it has. */
    private final AngularPowers angular;

    private final int[] angularOf;
    /** [neighbour]: the inverse of its distance, 0 for none, and the unit vector to it. */
    private double[] inverse = new double[0];

    private double[] ux = new double[0];

    private double[] uy = new double[0];
    private double[] uz = new double[0];
    /** [neighbour]: its vector and distance, Å. */
    private double[] x = new double[0];

    private double[] y = new double[0];
    private double[] z = new double[0];
    private double[] r = new double[0];
    /** [η][neighbour]: e and de/dr. */
    private final double[][] e;

    private final double[][] de;
    private final Pair pair;
    private final TripleBlock block;

    /** Two neighbours j and k, and what the functions need of them. */
    private static final class Pair {
        double cosine;
        /** The unit vector from j to k. */
        final double[] across = new double[3];
        /** [η]: e(r_jk) and its derivative; 1 and 0 for G⁵. */
        final double[] e;

        final double[] de;

        Pair(int etas) {
            e = new double[etas];
            de = new double[etas];
        }
    }

    /**
     * @param closed whether the distance between the neighbours enters, as in G⁴
     * @param column the first column
     */
    TripleSums(Cutoff cutoff, List<Angular> functions, boolean closed, int column) {
        this.cutoff = cutoff;
        this.closed = closed;
        this.column = column;
        count = functions.size();
        etas = functions.stream().mapToDouble(Angular::eta).distinct().toArray();
        etaOf = functions.stream()
                .mapToInt(f -> IntStream.range(0, etas.length)
                        .filter(m -> etas[m] == f.eta())
                        .findFirst()
                        .orElseThrow())
                .toArray();
        angular = new AngularPowers(functions);
        angularOf = functions.stream().mapToInt(angular::index).toArray();
        e = new double[etas.length][0];
        de = new double[etas.length][0];
        pair = new Pair(etas.length);
        java.util.Arrays.fill(pair.e, 1);
        block = new TripleBlock(cutoff, etas, etaOf, angular, angularOf);
    }

    @Override
    public void environment(Surroundings s, boolean derivatives) {
        if (ux.length < s.size()) {
            int room = 2 * s.size();
            inverse = new double[room];
            ux = new double[room];
            uy = new double[room];
            uz = new double[room];
            x = new double[room];
            y = new double[room];
            z = new double[room];
            r = new double[room];
            for (int m = 0; m < etas.length; m++) {
                e[m] = new double[room];
                de[m] = new double[room];
            }
        }
        s.copyTo(x, y, z, r);
        for (int j = 0; j < s.size(); j++) {
            inverse[j] = r[j] > 0 ? 1 / r[j] : 0;
            ux[j] = x[j] * inverse[j];
            uy[j] = y[j] * inverse[j];
            uz[j] = z[j] * inverse[j];
            double f = cutoff.value(r[j]);
            double slope = derivatives ? cutoff.derivative(r[j]) : 0;
            for (int m = 0; m < etas.length; m++) {
                double gaussian = Math.exp(-etas[m] * r[j] * r[j]);
                e[m][j] = gaussian * f;
                de[m][j] = gaussian * (slope - 2 * etas[m] * r[j] * f);
            }
        }
    }

    /** Computes what depends on two neighbours; false if they contribute nothing. */
    private boolean meet(int j, int k) {
        if (!(r[j] > 0 && r[k] > 0)) {
            return false; // without a direction there is no angle
        }
        pair.cosine = ux[j] * ux[k] + uy[j] * uy[k] + uz[j] * uz[k];
        if (closed) {
            double dx = x[k] - x[j];
            double dy = y[k] - y[j];
            double dz = z[k] - z[j];
            double square = dx * dx + dy * dy + dz * dz;
            if (square >= cutoff.radius() * cutoff.radius()) {
                return false;
            }
            double across = Math.sqrt(square);
            double f = cutoff.value(across);
            for (int m = 0; m < etas.length; m++) {
                pair.e[m] = Math.exp(-etas[m] * square) * f;
            }
            double slope = cutoff.derivative(across);
            for (int m = 0; m < etas.length; m++) {
                pair.de[m] = Math.exp(-etas[m] * square) * (slope - 2 * etas[m] * across * f);
            }
            double scale = across > 0 ? 1 / across : 0;
            pair.across[0] = dx * scale;
            pair.across[1] = dy * scale;
            pair.across[2] = dz * scale;
        }
        angular.at(pair.cosine);
        return true;
    }

    @Override
    public void values(Surroundings s, double[] out, int at) {
        for (int a = 0; a < s.elements(); a++) {
            for (int b = a; b < s.elements(); b++) {
                int place = at + column + ElementPairs.index(a, b, s.elements()) * count;
                for (int j = s.start(a); j < s.start(a + 1); j++) {
                    add(j, a == b ? j + 1 : s.start(b), s.start(b + 1), out, place);
                }
            }
        }
        block.sum(e, closed, out);
    }

    /** Adds the pairs of a neighbour j with neighbours from one to another (exclusive). */
    private void add(int j, int from, int to, double[] out, int at) {
        if (!(r[j] > 0)) {
            return; // without a direction there is no angle
        }
        double most = cutoff.radius() * cutoff.radius();
        for (int k = from; k < to; k++) {
            double dx = x[k] - x[j];
            double dy = y[k] - y[j];
            double dz = z[k] - z[j];
            double square = dx * dx + dy * dy + dz * dz;
            if ((!closed || square < most) && r[k] > 0) {
                block.add(at, j, k, ux[j] * ux[k] + uy[j] * uy[k] + uz[j] * uz[k], square);
                if (block.isFull()) {
                    block.sum(e, closed, out);
                }
            }
        }
    }

    @Override
    public void pullBack(Surroundings s, double[] v, int at, double[] gradient, int to) {
        for (int a = 0; a < s.elements(); a++) {
            for (int b = a; b < s.elements(); b++) {
                int from = at + column + ElementPairs.index(a, b, s.elements()) * count;
                for (int j = s.start(a); j < s.start(a + 1); j++) {
                    for (int k = a == b ? j + 1 : s.start(b); k < s.start(b + 1); k++) {
                        if (meet(j, k)) {
                            pullBack(j, k, v, from, gradient, to);
                        }
                    }
                }
            }
        }
    }

    private void pullBack(int j, int k, double[] v, int from, double[] gradient, int to) {
        double turn = 0;
        double alongJ = 0;
        double alongK = 0;
        double alongPair = 0;
        for (int n = 0; n < count; n++) {
            int m = etaOf[n];
            double value = v[from + n] * angular.value(angularOf[n]);
            turn += v[from + n] * angular.slope(angularOf[n]) * e[m][j] * e[m][k] * pair.e[m];
            alongJ += value * de[m][j] * e[m][k] * pair.e[m];
            alongK += value * e[m][j] * de[m][k] * pair.e[m];
            alongPair += value * e[m][j] * e[m][k] * pair.de[m];
        }
        double turnJ = turn * inverse[j];
        double turnK = turn * inverse[k];
        alongJ -= turnJ * pair.cosine;
        alongK -= turnK * pair.cosine;
        int atJ = to + 3 * j;
        int atK = to + 3 * k;
        gradient[atJ] += turnJ * ux[k] + alongJ * ux[j] - alongPair * pair.across[0];
        gradient[atJ + 1] += turnJ * uy[k] + alongJ * uy[j] - alongPair * pair.across[1];
        gradient[atJ + 2] += turnJ * uz[k] + alongJ * uz[j] - alongPair * pair.across[2];
        gradient[atK] += turnK * ux[j] + alongK * ux[k] + alongPair * pair.across[0];
        gradient[atK + 1] += turnK * uy[j] + alongK * uy[k] + alongPair * pair.across[1];
        gradient[atK + 2] += turnK * uz[j] + alongK * uz[k] + alongPair * pair.across[2];
    }

    @Override
    public void derivative(Surroundings s, int neighbour, double[] out, int at, int columns) {
        int j = neighbour;
        int a = s.elementOf(j);
        for (int b = 0; b < s.elements(); b++) {
            int to = at + column + ElementPairs.index(a, b, s.elements()) * count;
            for (int k = s.start(b); k < s.start(b + 1); k++) {
                if (k != j && meet(j, k)) {
                    double c = pair.cosine;
                    double tx = (ux[k] - c * ux[j]) * inverse[j];
                    double ty = (uy[k] - c * uy[j]) * inverse[j];
                    double tz = (uz[k] - c * uz[j]) * inverse[j];
                    for (int n = 0; n < count; n++) {
                        int m = etaOf[n];
                        double turn = angular.slope(angularOf[n]) * e[m][j] * e[m][k] * pair.e[m];
                        double value = angular.value(angularOf[n]) * e[m][k];
                        double along = value * de[m][j] * pair.e[m];
                        double across = value * e[m][j] * pair.de[m];
                        out[to + n] += turn * tx + along * ux[j] - across * pair.across[0];
                        out[to + columns + n] += turn * ty + along * uy[j] - across * pair.across[1];
                        out[to + 2 * columns + n] += turn * tz + along * uz[j] - across * pair.across[2];
                    }
                }
            }
        }
    }

    @Override
    public long bytes() {
        return 8L * (8 + 2 * etas.length) * ux.length + block.bytes();
    }
}
