package org.lather.descriptor;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Linear combinations of the columns of a full layout, z_k = Σ_j P_kj p_j, with coefficients P of the element at the
 * centre, or the same for all centres. Centres of an element without coefficients have z = 0.
 */
public final class Combinations {
    /** The atomic number under which coefficients of all centres are. */
    public static final int EVERY = 0;

    private final SortedMap<Integer, double[]> coefficients;
    private final int count;
    private final int full;

    /**
     * @param coefficients P by the atomic number of the centre, or for {@link #EVERY} alone: [combination][column],
     *     flattened, not copied
     * @param count number of combinations, at least 1
     * @param full number of columns of the full layout
     * @throws IllegalArgumentException if there are no coefficients, or not count times full
     */
    public Combinations(SortedMap<Integer, double[]> coefficients, int count, int full) {
        if (coefficients.isEmpty() || count < 1) {
            throw new IllegalArgumentException("expected coefficients of at least one combination, got none");
        }
        if (coefficients.size() > 1 && coefficients.containsKey(EVERY)) {
            throw new IllegalArgumentException("expected coefficients of all centres, or of each element, got both");
        }
        coefficients.forEach((z, p) -> {
            if (p.length != (long) count * full) {
                throw new IllegalArgumentException(
                        "expected " + count + " x " + full + " coefficients of combinations, got " + p.length);
            }
        });
        this.coefficients = new TreeMap<>(coefficients);
        this.count = count;
        this.full = full;
    }

    /** The number of combinations. */
    public int count() {
        return count;
    }

    /** The number of columns of the full layout. */
    public int full() {
        return full;
    }

    /** The atomic numbers with coefficients, ascending; {@link #EVERY} alone if they are the same for all centres. */
    public int[] elements() {
        return coefficients.keySet().stream().mapToInt(z -> z).toArray();
    }

    /** P of centres of an element, [combination][column] flattened, the internal array; of length 0 if it has none. */
    public double[] of(int atomicNumber) {
        double[] every = coefficients.get(EVERY);
        return every != null ? every : coefficients.getOrDefault(atomicNumber, new double[0]);
    }

    /** The number of bytes of the coefficients. */
    public long bytes() {
        return 8L * count * full * coefficients.size();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Combinations c
                && c.count == count
                && c.full == full
                && Arrays.equals(c.elements(), elements())
                && coefficients.keySet().stream().allMatch(z -> Arrays.equals(c.of(z), of(z)));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * count + full) + coefficients.keySet().hashCode();
    }
}
