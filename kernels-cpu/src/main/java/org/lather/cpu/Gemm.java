package org.lather.cpu;

/**
 * Products of packed matrices (Goto and van de Geijn 2008, doi:10.1145/1356052.1356053): a block of B [KC][NC] is
 * packed once for all threads, a block of A [MC][KC] by each thread for itself, and tiles of C are found by the
 * micro-kernel. Threads divide C; the sum over k runs in blocks of KC in ascending order, so results depend bitwise
 * only on k.
 */
final class Gemm {
    /** The largest length of partial sums. Part of the result's definition: changing it changes bits. */
    static final int KC = 384;

    /** Rows of a block of A: 0.4 MB in the second cache. */
    private static final int MC = 144;

    /** Columns of a block of B: 6 MB in the third cache. */
    private static final int NC = 2016;

    /** Number of multiply-adds below which a product is computed by the caller alone: about 8 µs. */
    private static final long SHARED = 1 << 19;

    private final WorkerPool pool;
    /** [rows − 1], see {@link MicroKernel#byRows}. */
    private final MicroKernel[] kernels;

    private final int rows;
    private final int columns;
    private final double[][] left;
    private final double[][] tile;
    private double[] right = new double[0];

    Gemm(WorkerPool pool, MicroKernel kernel) {
        this.pool = pool;
        this.kernels = MicroKernel.byRows(kernel);
        this.rows = kernel.rows();
        this.columns = kernel.columns();
        this.left = new double[pool.threads()][(MC + rows) * KC];
        this.tile = new double[pool.threads()][rows * columns];
    }

    /** The bytes of scratch memory held now. */
    long scratchBytes() {
        return 8L * (right.length + (long) left.length * (left[0].length + tile[0].length));
    }

    /** C [m][n] := alpha op(A) op(B) + beta C; only tiles that touch the lower triangle where {@code lower}. */
    void multiply(int m, int n, int k, double alpha, Operand a, Operand b, double beta, Target c, boolean lower) {
        b.check("B", k, n);
        Right right = (j, nc, p, kc) -> {
            double[] to = scratch(Math.multiplyExact(panels(nc) * columns, depth(k)));
            packRight(b, p, kc, j, nc, to);
            return new Panels(to, 0);
        };
        multiply(m, n, k, alpha, a, right, beta, c, lower);
    }

    /** C [m][n] := alpha op(A) B + beta C. */
    void multiply(int m, double alpha, Operand a, PackedMatrix b, double beta, Target c) {
        Right right = (j, nc, p, kc) -> new Panels(b.blocks()[p / depth(b.k())], j * kc);
        multiply(m, b.n(), b.k(), alpha, a, right, beta, c, false);
    }

    /** The length of partial sums: as few sums as possible of about equal length, because short ones are slow. */
    static int depth(int k) {
        return k <= KC ? Math.max(k, 1) : (k + (k + KC - 1) / KC - 1) / ((k + KC - 1) / KC);
    }

    /** Packs a right factor op(B) [k][n]. */
    PackedMatrix pack(int k, int n, Operand b) {
        b.check("B", k, n);
        int depth = depth(k);
        double[][] blocks = new double[(k + depth - 1) / depth][];
        for (int i = 0; i < blocks.length; i++) {
            int steps = Math.min(depth, k - i * depth);
            blocks[i] = new double[Math.multiplyExact(panels(n) * columns, steps)];
            packRight(b, i * depth, steps, 0, n, blocks[i]);
        }
        return new PackedMatrix(k, n, blocks);
    }

    /** Gives the packed panels of columns j to j + nc - 1 and steps p to p + kc - 1. */
    @FunctionalInterface
    private interface Right {
        Panels block(int j, int nc, int p, int kc);
    }

    /** The bytes of a packed right factor [k][n]. */
    long packedBytes(int k, int n) {
        return 8L * k * panels(n) * columns;
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Panels(double[] values, int at) {}

    private void multiply(int m, int n, int k, double alpha, Operand a, Right b, double beta, Target c, boolean lower) {
        a.check("A", m, k);
        Bounds.check("C", m, n, c.offset(), c.stride(), c.values().length);
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0 && beta != 1) {
            scale(m, n, beta, c);
        }
        int width = NC / columns * columns;
        for (int j = 0; j < n; j += width) {
            int nc = Math.min(width, n - j);
            int depth = depth(k);
            for (int p = 0; p < k; p += depth) {
                int kc = Math.min(depth, k - p);
                Panels panels = b.block(j, nc, p, kc);
                run(new Block(m, j, nc, p, kc, alpha, a, panels, p > 0 ? 1 : beta, c, lower));
            }
        }
    }

    /** The parameters of one block of B. */
    private record Block(
            int m,
            int j,
            int nc,
            int p,
            int kc,
            double alpha,
            Operand a,
            Panels b,
            double beta,
            Target c,
            boolean lower) {}

    private void run(Block w) {
        int threads = (long) w.m * w.nc * w.kc < SHARED ? 1 : pool.threads();
        int mc = MC / rows * rows;
        int groups = 1;
        if (threads > 1) {
            // four pieces for each thread, unless pieces of rows become small: then pieces of columns
            int small = (w.m / (4 * threads) / rows + 1) * rows;
            mc = Math.max(Math.min(mc, small), Math.min(mc, 4 * rows));
            int pieces = (w.m + mc - 1) / mc;
            if (pieces < 2 * threads) {
                groups = Math.max(1, Math.min((4 * threads + pieces - 1) / pieces, w.nc / (8 * columns)));
            }
        }
        int size = mc;
        int pieces = (w.m + mc - 1) / mc;
        int share = (panels(w.nc) + groups - 1) / groups * columns;
        int parts = groups;
        int chunk = threads == 1 ? pieces * parts : 1;
        pool.forEach(pieces * parts, chunk, (item, worker) -> {
            // the lowest rows first: with a triangle they take longest
            int i = (pieces - 1 - item / parts) * size;
            int from = item % parts * share;
            int to = Math.min(w.nc, from + share);
            piece(w, i, Math.min(size, w.m - i), from, to, worker);
        });
    }

    private void piece(Block w, int i, int mc, int from, int to, int worker) {
        int last = w.lower ? Math.min(to, i + mc - w.j) : to;
        if (from >= last) {
            return;
        }
        double[] a = left[worker];
        for (int r = 0; r < mc; r += rows) {
            int height = Math.min(rows, mc - r);
            w.a.packLeft(i + r, height, w.p, w.kc, a, r * w.kc, kernels[height - 1].rows());
        }
        double[] t = tile[worker];
        for (int s = from; s < last; s += columns) {
            int width = Math.min(columns, to - s);
            // in a triangle: from the first panel of rows that reaches down to this panel of columns
            int first = w.lower ? Math.max(0, (w.j + s - i) / rows * rows) : 0;
            for (int r = first; r < mc; r += rows) {
                int height = Math.min(rows, mc - r);
                kernels[height - 1].run(w.kc, a, r * w.kc, w.b.values, w.b.at + s * w.kc, t);
                w.c.update(i + r, w.j + s, height, width, w.alpha, t, columns, w.beta);
            }
        }
    }

    private void packRight(Operand b, int p, int steps, int j, int nc, double[] to) {
        pool.forEach(panels(nc), 4, (panel, worker) -> {
            int s = panel * columns;
            b.packRight(j + s, Math.min(columns, nc - s), p, steps, to, s * steps, columns);
        });
    }

    private void scale(int m, int n, double beta, Target c) {
        double[] zeros = new double[n];
        for (int i = 0; i < m; i++) {
            c.update(i, 0, 1, n, 0, zeros, n, beta);
        }
    }

    private double[] scratch(int length) {
        if (right.length < length) {
            right = new double[length];
        }
        return right;
    }

    private int panels(int n) {
        return (n + columns - 1) / columns;
    }
}
