package org.lather.backend;

import java.util.Arrays;

/**
 * The sums that a least-squares fit needs of its rows φ_r [M] with targets y_r [T] and weights w_r: A = Σ w φ φᵀ, b = Σ
 * w φ y, yy = Σ w y². Sums over disjoint sets of rows merge by addition, so they serve folds, resumed runs and several
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

    /** M. */
    public int size() {
        return size;
    }

    /** T. */
    public int targets() {
        return targets;
    }

    /**
     * A, [M][M]; the lower triangle counts, the upper one is undefined. The array itself, to be filled by a backend.
     */
    public double[] matrix() {
        return matrix;
    }

    /** b, [T][M]. The array itself. */
    public double[] right() {
        return right;
    }

    /** yy, [T]. The array itself. */
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

    /** Σ w |φ|², the trace of the matrix. */
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

    /** The bytes that sums of this size hold. */
    public static long bytes(int size, int targets) {
        return 8L * ((long) size * size + (long) size * targets + targets);
    }
}
