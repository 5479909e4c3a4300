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
    private final double[] matrix;
    private final double[] right;
    private final double[] squares;
    private long rows;

    public NormalEquations(int size, int targets) {
        this.size = size;
        this.targets = targets;
        this.matrix = new double[Math.multiplyExact(size, size)];
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

    /** A, [M][M]; only the lower triangle is defined. The internal array, to be filled by a backend. */
    public double[] matrix() {
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
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += matrix[i * size + i];
        }
        return trace;
    }

    /** Adds the sums over other rows, whose weights are multiplied with a factor. */
    public void merge(NormalEquations other, double factor) {
        if (other.size != size || other.targets != targets) {
            throw new IllegalArgumentException("expected normal equations of size " + size + " for " + targets
                    + " targets, got " + other.size + " for " + other.targets);
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i * size + j] += factor * other.matrix[i * size + j];
            }
        }
        Arrays.setAll(right, i -> right[i] + factor * other.right[i]);
        Arrays.setAll(squares, i -> squares[i] + factor * other.squares[i]);
        rows += other.rows;
    }

    /** The number of bytes of sums of this size. */
    public static long bytes(int size, int targets) {
        return 8L * ((long) size * size + (long) size * targets + targets);
    }
}
