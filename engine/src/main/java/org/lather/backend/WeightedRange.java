package org.lather.backend;

/**
 * A weighted sum over environments, E = Σ_i factor[i] E_i with i counted from the beginning of the range. Gradients are
 * taken of such sums: factor 1 for the energy of a structure, one over the number of atoms for a mean.
 *
 * @param factor at least one factor for each environment of the range
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's numbers, not copied
public record WeightedRange(Range range, double[] factor) {
    /** @throws IllegalArgumentException if there are fewer factors than environments */
    public WeightedRange {
        if (factor.length < range.size()) {
            throw new IllegalArgumentException("expected " + range.size() + " factors, got " + factor.length);
        }
    }

    public WeightedRange(Batch batch, int from, int to, double[] factor) {
        this(new Range(batch, from, to), factor);
    }

    /** All environments of a batch with factors. */
    public static WeightedRange all(Batch batch, double[] factor) {
        return new WeightedRange(Range.all(batch), factor);
    }
}
