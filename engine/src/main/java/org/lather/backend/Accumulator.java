package org.lather.backend;

/** Normal equations that grow where the rows are computed. */
public interface Accumulator extends AutoCloseable {
    /**
     * Adds rows 0 (inclusive) to {@code rows} (exclusive) of Φ. The sums depend on how rows are divided into calls, so
     * callers divide them by rules that know nothing of threads or memory.
     *
     * @param weight [rows], 0 or more; a row of weight 0 does not count
     * @param targets [rows][T] flattened
     */
    void add(Tile phi, int rows, double[] weight, double[] targets);

    /** The sums so far, on the host: the caller must not change them. */
    NormalEquations download();

    @Override
    void close();
}
