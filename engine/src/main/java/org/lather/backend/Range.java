package org.lather.backend;

/**
 * Consecutive environments of a batch, which are numbered structure by structure, atom by atom.
 *
 * @param from the first environment
 * @param to end (exclusive)
 */
public record Range(Batch batch, int from, int to) {
    /** Number of environments whose data stay in the caches of a CPU, see {@link Resources#largestRange}. */
    public static final int OF_A_PROCESSOR = 1024;

    /** @throws IllegalArgumentException if the batch does not have these environments */
    public Range {
        if (from < 0 || to < from || to > batch.environments()) {
            throw new IllegalArgumentException(
                    "expected a range of the " + batch.environments() + " environments, got " + from + " to " + to);
        }
    }

    /** The range of all environments of a batch. */
    public static Range all(Batch batch) {
        return new Range(batch, 0, batch.environments());
    }

    /** The number of environments. */
    public int size() {
        return to - from;
    }
}
