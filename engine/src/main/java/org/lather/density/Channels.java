package org.lather.density;

import java.util.Arrays;

/**
 * The channels of a density, the axis of density coefficients for the chemical elements of neighbours: element a
 * contributes to channel J with weight u_aJ. By default there is one channel for each element; an alchemical embedding
 * has a few mixed channels.
 */
public final class Channels {
    private final int[] atomicNumbers;
    private final int count;
    private final double[] weights;

    private Channels(int[] atomicNumbers, int count, double[] weights) {
        this.atomicNumbers = atomicNumbers;
        this.count = count;
        this.weights = weights;
    }

    /** Creates one channel for each element, in the order of atomic numbers. */
    public static Channels oneHot(int... atomicNumbers) {
        int[] z = Arrays.stream(atomicNumbers).sorted().distinct().toArray();
        double[] w = new double[z.length * z.length];
        for (int a = 0; a < z.length; a++) {
            w[a * z.length + a] = 1;
        }
        return new Channels(z, z.length, w);
    }

    /**
     * Creates channels that mix elements, an alchemical embedding (Willatt, Musil, Ceriotti 2018,
     * doi:10.1039/C8CP05921G). The unit matrix gives one channel for each element.
     *
     * @param atomicNumbers the elements, ascending
     * @param weights u, [element][channel], finite, at least one channel
     * @throws IllegalArgumentException if atomic numbers are not ascending, or weights do not match
     */
    public static Channels mixed(int[] atomicNumbers, double[][] weights) {
        for (int a = 1; a < atomicNumbers.length; a++) {
            if (atomicNumbers[a] <= atomicNumbers[a - 1]) {
                throw new IllegalArgumentException("expected ascending atomic numbers, got " + atomicNumbers[a]
                        + " after " + atomicNumbers[a - 1]);
            }
        }
        if (weights.length != atomicNumbers.length || weights.length == 0 || weights[0].length == 0) {
            throw new IllegalArgumentException("expected weights of one channel or more for each of "
                    + atomicNumbers.length + " elements, got " + weights.length + " rows");
        }
        int count = weights[0].length;
        double[] all = new double[Math.multiplyExact(weights.length, count)];
        for (int a = 0; a < weights.length; a++) {
            if (weights[a].length != count) {
                throw new IllegalArgumentException(
                        "expected " + count + " weights for every element, got " + weights[a].length);
            }
            for (int j = 0; j < count; j++) {
                if (!Double.isFinite(weights[a][j])) {
                    throw new IllegalArgumentException("expected finite weights, got " + weights[a][j]);
                }
                all[a * count + j] = weights[a][j];
            }
        }
        return new Channels(atomicNumbers.clone(), count, all);
    }

    /** The elements, ascending. */
    public int[] atomicNumbers() {
        return atomicNumbers.clone();
    }

    /** The number of channels. */
    public int count() {
        return count;
    }

    /** The index of an element in {@link #atomicNumbers()}, or −1 if it is unknown. */
    public int indexOf(int atomicNumber) {
        int i = Arrays.binarySearch(atomicNumbers, atomicNumber);
        return i < 0 ? -1 : i;
    }

    /** The weight u_aJ of an element in a channel; a is the index of the element. */
    public double weight(int element, int channel) {
        return weights[element * count + channel];
    }

    /** The weights u of all elements, [element][channel]. */
    public double[][] weights() {
        double[][] out = new double[atomicNumbers.length][];
        Arrays.setAll(out, a -> Arrays.copyOfRange(weights, a * count, (a + 1) * count));
        return out;
    }

    /** Whether each element has its own channel with weight 1. */
    public boolean isOneHot() {
        for (int a = 0; a < atomicNumbers.length; a++) {
            for (int j = 0; j < count; j++) {
                if (weights[a * count + j] != (a == j ? 1 : 0)) {
                    return false;
                }
            }
        }
        return count == atomicNumbers.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Channels c
                && Arrays.equals(atomicNumbers, c.atomicNumbers)
                && Arrays.equals(weights, c.weights);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(atomicNumbers) + Arrays.hashCode(weights);
    }
}
