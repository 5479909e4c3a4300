package org.lather.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The orthogonal map from a Cartesian tensor of any rank, row by row over x, y, z (last axis fastest), to its
 * irreducible components: blocks of order λ with components m = −λ..λ that rotate like real spherical harmonics.
 *
 * <p>One axis is a vector of order 1 (y, z, x). The last two axes are coupled first, then each axis to the left as
 * first factor, T^L_M = (−1)^(1+l+L) Σ C_(m1 m2 M) A_m1 B_m2 ({@link ClebschGordan}). Blocks are sorted by their
 * intermediate orders, the earliest first, then by L. A block has the parity σ = (−1)^(rank + λ): inverting the
 * positions multiplies a tensor of rank r by (−1)^r.
 *
 * <p>A totally symmetric tensor has each order rank, rank − 2, … once. Its block carries the whole norm and is a
 * positive multiple of the last block of that order of the general map. A traceless tensor consists of the order rank
 * only.
 */
public final class CartesianMap {
    /**
     * The largest rank. Beyond it the matrix would have more than half a million values, and no physical property needs
     * it.
     */
    public static final int MAX_RANK = 6;

    private static final int[] AXIS = {1, 2, 0};

    private final int rank;
    private final TensorSymmetry symmetry;
    private final List<Part> parts;
    private final double[][] rows;

    /**
     * An irreducible block.
     *
     * @param index number of the block among those of the same λ, from 0
     * @param offset position of m = −λ among the spherical components
     */
    public record Part(Irrep irrep, int index, int offset) {
        /** λ. */
        public int lambda() {
            return irrep.lambda();
        }

        /** σ, +1 or −1. */
        public int sigma() {
            return irrep.sigma();
        }

        /** 2λ + 1. */
        public int size() {
            return irrep.components();
        }
    }

    /** An intermediate block: its order and the rows [2 L + 1][3^rank]. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Block(int order, double[][] rows) {}

    private CartesianMap(int rank, TensorSymmetry symmetry, List<Block> blocks) {
        this.rank = rank;
        this.symmetry = symmetry;
        List<Part> p = new ArrayList<>();
        List<double[]> r = new ArrayList<>();
        int[] found = new int[rank + 1];
        for (Block b : blocks) {
            int l = b.order;
            p.add(new Part(new Irrep(l, (rank + l) % 2 == 0 ? 1 : -1), found[l]++, r.size()));
            r.addAll(List.of(b.rows));
        }
        parts = List.copyOf(p);
        rows = r.toArray(double[][]::new);
    }

    /**
     * The map for tensors of a rank and symmetry.
     *
     * @param rank from 0 (a scalar) to {@link #MAX_RANK}
     * @throws IllegalArgumentException if the rank is negative or too high
     */
    public static CartesianMap of(int rank, TensorSymmetry symmetry) {
        if (rank < 0 || rank > MAX_RANK) {
            throw new IllegalArgumentException("expected a rank from 0 to " + MAX_RANK + ", got " + rank);
        }
        List<Block> blocks = List.of(new Block(0, new double[][] {{1}}));
        for (int axes = 1; axes <= rank; axes++) {
            List<Block> next = new ArrayList<>();
            for (Block b : blocks) {
                for (int l = Math.abs(b.order - 1); l <= b.order + 1; l++) {
                    if (ClebschGordan.couples(1, b.order, l)) {
                        next.add(new Block(l, coupled(b, l)));
                    }
                }
            }
            blocks = next;
        }
        if (symmetry == TensorSymmetry.GENERAL || rank < 2) {
            return new CartesianMap(rank, symmetry, blocks);
        }
        List<Block> symmetric = new ArrayList<>();
        for (int l = symmetry == TensorSymmetry.TRACELESS ? rank : rank % 2; l <= rank; l += 2) {
            symmetric.add(symmetric(blocks, l, rank));
        }
        return new CartesianMap(rank, symmetry, symmetric);
    }

    private static double[][] coupled(Block right, int order) {
        int n = right.rows[0].length;
        double[][] out = new double[2 * order + 1][3 * n];
        ClebschGordan c = ClebschGordan.of(1, right.order, order);
        // the first coupling of a vector with a number is the vector itself
        for (ClebschGordan.Entry e : c.entries()) {
            double f = n == 1 ? 1 : c.sign() * e.value();
            double[] to = out[e.m() + order];
            double[] from = right.rows[e.m2() + right.order];
            int first = AXIS[e.m1() + 1] * n;
            for (int k = 0; k < n; k++) {
                to[first + k] += f * from[k];
            }
        }
        return out;
    }

    private static Block symmetric(List<Block> blocks, int order, int rank) {
        Block last = blocks.get(0);
        for (Block b : blocks) {
            last = b.order == order ? b : last;
        }
        double[][] rows = new double[2 * order + 1][];
        for (int m = 0; m < rows.length; m++) {
            double[] s = symmetrised(last.rows[m], rank);
            double norm = 0;
            for (double x : s) {
                norm += x * x;
            }
            for (int k = 0; k < s.length; k++) {
                s[k] /= Math.sqrt(norm);
            }
            rows[m] = s;
        }
        return new Block(order, rows);
    }

    /**
     * The mean of a tensor over all permutations of its axes, that is over all components with equal numbers of x, y
     * and z.
     */
    private static double[] symmetrised(double[] t, int rank) {
        int base = rank + 1;
        double[] sum = new double[base * base];
        int[] count = new int[base * base];
        for (int k = 0; k < t.length; k++) {
            sum[kind(k, rank)] += t[k];
            count[kind(k, rank)]++;
        }
        double[] out = new double[t.length];
        for (int k = 0; k < t.length; k++) {
            out[k] = sum[kind(k, rank)] / count[kind(k, rank)];
        }
        return out;
    }

    /** A number that is equal for components with equal numbers of x, y and z. */
    private static int kind(int place, int rank) {
        int x = 0;
        int y = 0;
        for (int k = 0, rest = place; k < rank; k++, rest /= 3) {
            x += rest % 3 == 0 ? 1 : 0;
            y += rest % 3 == 1 ? 1 : 0;
        }
        return x * (rank + 1) + y;
    }

    public int rank() {
        return rank;
    }

    public TensorSymmetry symmetry() {
        return symmetry;
    }

    /** The blocks, in order. */
    public List<Part> parts() {
        return parts;
    }

    /** The number of Cartesian components, 3^rank. */
    public int cartesianSize() {
        return rows[0].length;
    }

    /** The number of spherical components. */
    public int sphericalSize() {
        return rows.length;
    }

    /** A copy of one row of the matrix Q, spherical = Q · Cartesian. */
    public double[] row(int component) {
        return rows[component].clone();
    }

    /**
     * The spherical components of one tensor.
     *
     * @param cartesian read from {@code offset} on, 3^rank values
     */
    public double[] spherical(double[] cartesian, int offset) {
        double[] out = new double[rows.length];
        for (int i = 0; i < out.length; i++) {
            double s = 0;
            for (int k = 0; k < rows[i].length; k++) {
                s += rows[i][k] * cartesian[offset + k];
            }
            out[i] = s;
        }
        return out;
    }

    /** Converts spherical components to a Cartesian tensor and adds it to 3^rank values from {@code offset} on. */
    public void addCartesian(double[] spherical, double[] to, int offset) {
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows[i].length; k++) {
                to[offset + k] += rows[i][k] * spherical[i];
            }
        }
    }

    /** Converts the spherical components of several tensors, [tensor][component] flattened, to [tensor][3^rank]. */
    public double[] cartesian(double[] spherical) {
        int count = spherical.length / sphericalSize();
        double[] out = new double[count * cartesianSize()];
        for (int i = 0; i < count; i++) {
            addCartesian(
                    Arrays.copyOfRange(spherical, i * sphericalSize(), (i + 1) * sphericalSize()),
                    out,
                    i * cartesianSize());
        }
        return out;
    }

    /** The residual of a tensor that the map does not represent: the tensor minus that of its spherical components. */
    public double[] residual(double[] cartesian, int offset) {
        double[] out = new double[cartesianSize()];
        addCartesian(spherical(cartesian, offset), out, 0);
        for (int k = 0; k < out.length; k++) {
            out[k] = cartesian[offset + k] - out[k];
        }
        return out;
    }
}
