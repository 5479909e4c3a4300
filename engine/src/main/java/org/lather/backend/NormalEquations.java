package org.lather.backend;

import java.util.Arrays;

/**
 * The sums of a least-squares fit over its rows φ_r [M] with targets y_r [T] and weights w_r: A = Σ w φ φᵀ, b = Σ w φ
 * y, yy = Σ w y². Sums over disjoint sets of rows merge by addition, so they serve folds, resumed runs and several
 * machines.
 */
public final class NormalEquations {
    private final int size;
    private final int targets;
    private final LowerTriangle matrix;
    private final double[] right;
    private final double[] squares;
    private long rows;

    /** Creates sums over no rows, in memory. */
    public NormalEquations(int size, int targets) {
        this(new PanelsInMemory(size), targets);
    }

    /** @param matrix A, stored in it from here on */
    public NormalEquations(LowerTriangle matrix, int targets) {
        this.size = matrix.size();
        this.targets = targets;
        this.matrix = matrix;
        this.right = new double[Math.multiplyExact(size, targets)];
        this.squares = new double[targets];
    }

    /** The number of columns M. */
    public int size() {
        return size;
    }

    /** The number of targets T. */
    public int targets() {
        return targets;
    }

    /** A, [M][M], to be filled by a backend. */
    public LowerTriangle matrix() {
        return matrix;
    }

    /** The vectors b, [T][M]. The internal array. */
    public double[] right() {
        return right;
    }

    /** The sums yy, [T]. The internal array. */
    public double[] squares() {
        return squares;
    }

    /** The number of rows summed. */
    public long rows() {
        return rows;
    }

    public void countRows(long more) {
        rows += more;
    }

    /** Adds the sums over other rows. */
    public void merge(NormalEquations other) {
        merge(other, 1);
    }

    /** The trace of the matrix, Σ w |φ|². */
    public double trace() {
        return matrix.trace();
    }

    /**
     * Adds the sums over other rows, whose weights are multiplied with a factor.
     *
     * @throws IllegalArgumentException if size or number of targets differ
     */
    public void merge(NormalEquations other, double factor) {
        if (other.size != size || other.targets != targets) {
            throw new IllegalArgumentException("expected normal equations of size " + size + " for " + targets
                    + " targets, got " + other.size + " for " + other.targets);
        }
        matrix.add(factor, other.matrix);
        Arrays.setAll(right, i -> right[i] + factor * other.right[i]);
        Arrays.setAll(squares, i -> squares[i] + factor * other.squares[i]);
        rows += other.rows;
    }

    /**
     * Returns the sums of some of the columns.
     *
     * @param columns their indices, ascending
     */
    public NormalEquations of(int[] columns) {
        NormalEquations out = new NormalEquations(columns.length, targets);
        int[] place = new int[size];
        Arrays.fill(place, -1);
        for (int i = 0; i < columns.length; i++) {
            place[columns[i]] = i;
        }
        double[] none = new double[0];
        matrix.forEachRow((row, values, offset) -> {
            int i = place[row];
            if (i >= 0) {
                int panel = i / LowerTriangle.PANEL;
                Matrix rows = out.matrix.read(panel, none);
                int to = (i - out.matrix.start(panel)) * rows.stride();
                for (int j = 0; j <= i; j++) {
                    rows.values()[to + j] = values[offset + columns[j]];
                }
            }
        });
        for (int t = 0; t < targets; t++) {
            for (int i = 0; i < columns.length; i++) {
                out.right[t * columns.length + i] = right[t * size + columns[i]];
            }
        }
        System.arraycopy(squares, 0, out.squares, 0, targets);
        out.rows = rows;
        return out;
    }

    /** The number of bytes in memory. */
    public long heldBytes() {
        return matrix.heldBytes() + 8L * (right.length + squares.length);
    }

    /** The number of bytes of sums of this size in memory. */
    public static long bytes(int size, int targets) {
        return 8 * (LowerTriangle.count(size) + (long) size * targets + targets);
    }
}
