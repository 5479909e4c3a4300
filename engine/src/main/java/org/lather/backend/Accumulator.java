package org.lather.backend;

/** Accumulates normal equations where the rows are computed. */
public interface Accumulator extends AutoCloseable {
    /**
     * Adds rows 0 (inclusive) to {@code rows} (exclusive) of Φ. The sums depend on how rows are divided into calls, so
     * callers divide them by rules that do not depend on threads or memory.
     *
     * @param weight [rows], not negative; a row of weight 0 is ignored
     * @param targets [rows][T] flattened
     */
    void add(Tile phi, int rows, double[] weight, double[] targets);

    /** The sums so far, on the host. The caller must not change them. */
    NormalEquations download();

    @Override
    void close();
}
