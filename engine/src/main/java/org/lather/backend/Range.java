package org.lather.backend;

/**
 * Successive environments of a batch, whose numbers run through it structure by structure, atom by atom.
 *
 * @param from the first environment
 * @param to one beyond the last environment
 */
public record Range(Batch batch, int from, int to) {
    /** Environments at a time that keep a processor's caches warm, see {@link Resources#largestRange}. */
    public static final int OF_A_PROCESSOR = 1024;

    /** @throws IllegalArgumentException for environments that the batch does not have */
    public Range {
        if (from < 0 || to < from || to > batch.environments()) {
            throw new IllegalArgumentException(
                    "expected a range of the " + batch.environments() + " environments, got " + from + " to " + to);
        }
    }

    /** All environments of a batch. */
    public static Range all(Batch batch) {
        return new Range(batch, 0, batch.environments());
    }

    /** The number of environments. */
    public int size() {
        return to - from;
    }
}
