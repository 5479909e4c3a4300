package org.lather.cpu;

/**
 * Solves with a lower triangle in place, by recursive halving: the halves of the triangle by recursion, the block
 * between them by a product. The smallest triangles use plain substitution, which keeps the residual small; products
 * with inverted blocks would not if a triangle is ill-conditioned (Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, §8.2).
 */
final class TriangularSolver {
    /** The largest triangle solved by substitution. Part of the result's definition: changing it changes bits. */
    static final int BLOCK = 64;

    private final Gemm gemm;
    private final WorkerPool pool;
    private final double[] triangle = new double[BLOCK * BLOCK];
    private final double[][] strips;

    TriangularSolver(Gemm gemm, WorkerPool pool) {
        this.gemm = gemm;
        this.pool = pool;
        strips = new double[pool.threads()][BLOCK * TriangularStrip.WIDTH];
    }

    /**
     * The problem: triangle and right-hand sides.
     *
     * @param left op(L) X = B, else X op(L) = B
     * @param count the number of right-hand sides: columns of B where {@code left}, else rows
     */
    record Problem(boolean left, boolean transpose, int count, Target l, Target b) {
        /** Whether the first half of L is solved first. */
        boolean forward() {
            return left != transpose;
        }
    }

    void solve(Problem p, int order) {
        solve(p, 0, order);
    }

    private void solve(Problem p, int from, int size) {
        if (size <= BLOCK) {
            substitute(p, from, size);
            return;
        }
        int half = half(size);
        int middle = from + half;
        int rest = size - half;
        if (p.forward()) {
            solve(p, from, half);
            update(p, middle, rest, from, half);
            solve(p, middle, rest);
        } else {
            solve(p, middle, rest);
            update(p, from, half, middle, rest);
            solve(p, from, half);
        }
    }

    /** The size of the first half: whole blocks of products where possible, else of substitution. */
    static int half(int size) {
        int unit = size > 2 * Gemm.KC ? Gemm.KC : BLOCK;
        return (size / 2 + unit - 1) / unit * unit;
    }

    /** Unknowns {@code to} - the part of op(L) between × unknowns {@code from}. */
    private void update(Problem p, int to, int size, int from, int steps) {
        int row = Math.max(to, from);
        int column = Math.min(to, from);
        int stride = p.l.stride();
        Operand l = new DoubleOperand(p.l.values(), p.l.offset() + row * stride + column, stride, p.transpose, null);
        if (p.left) {
            gemm.multiply(size, p.count, steps, -1, l, rightHandSides(p, from), 1, part(p, to), false);
        } else {
            gemm.multiply(p.count, size, steps, -1, rightHandSides(p, from), l, 1, part(p, to), false);
        }
    }

    private static Operand rightHandSides(Problem p, int from) {
        Target t = part(p, from);
        return new DoubleOperand(t.values(), t.offset(), t.stride(), false, null);
    }

    private static Target part(Problem p, int from) {
        return new Target(p.b.values(), p.b.offset() + (p.left ? from * p.b.stride() : from), p.b.stride());
    }

    private void substitute(Problem p, int from, int size) {
        copyTriangle(p, from, size);
        int width = TriangularStrip.WIDTH;
        Target b = part(p, from);
        Operand operand = new DoubleOperand(b.values(), b.offset(), b.stride(), false, null);
        int first = p.forward() ? 0 : (size - 1) * width;
        int step = p.forward() ? width : -width;
        pool.forEach((p.count + width - 1) / width, 4, (strip, worker) -> {
            double[] x = strips[worker];
            int at = strip * width;
            int lanes = Math.min(width, p.count - at);
            if (p.left) {
                operand.packAlong(0, size, at, lanes, x, 0, width);
            } else {
                operand.packAcross(at, lanes, 0, size, x, 0, width);
            }
            TriangularStrip.solve(size, triangle, x, first, step);
            if (p.left) {
                for (int j = 0; j < size; j++) {
                    System.arraycopy(x, j * width, b.values(), b.offset() + j * b.stride() + at, lanes);
                }
            } else {
                unpack(x, size, lanes, b.values(), b.offset() + at * b.stride(), b.stride());
            }
        });
    }

    private static void unpack(double[] x, int size, int lanes, double[] b, int offset, int stride) {
        for (int i = 0; i < lanes; i++) {
            int o = offset + i * stride;
            for (int j = 0; j < size; j++) {
                b[o + j] = x[j * TriangularStrip.WIDTH + i];
            }
        }
    }

    /** The triangle as substitution reads it; going backward, op(L) with both orders reversed is lower triangular. */
    private void copyTriangle(Problem p, int from, int size) {
        double[] l = p.l.values();
        int stride = p.l.stride();
        int origin = p.l.offset() + from * stride + from;
        for (int j = 0; j < size; j++) {
            for (int k = 0; k <= j; k++) {
                triangle[j * size + k] =
                        p.forward() ? l[origin + j * stride + k] : l[origin + (size - 1 - k) * stride + size - 1 - j];
            }
        }
    }
}
