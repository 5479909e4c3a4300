package org.lather.maps;

import java.util.Arrays;

/**
 * The distribution of the distances between landmarks, and the parameters of sketch-map that follow from it. σ is
 * slightly below the most frequent distance, so that most pairs are told apart; the exponents of the landmarks'
 * distances are as large as necessary to make the shortest twentieth of the distances negligible.
 */
public final class DistanceHistogram {
    private static final int BINS = 200;
    private static final double BELOW_PEAK = 0.9;
    private static final double NEGLIGIBLE = 0.1;
    private static final double[] EXPONENTS = {2, 3, 4, 6, 8, 10, 12};

    private final double[] sorted;
    private final int[] counts = new int[BINS];

    /**
     * Creates the histogram of all pairs i &lt; j.
     *
     * @param distances [n][n], symmetric
     */
    public DistanceHistogram(double[] distances, int n) {
        sorted = new double[n * (n - 1) / 2];
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                sorted[next++] = distances[i * n + j];
            }
        }
        Arrays.sort(sorted);
        double highest = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        for (double d : sorted) {
            counts[highest > 0 ? Math.min(BINS - 1, (int) (d / highest * BINS)) : 0]++;
        }
    }

    /** The largest distance, where the last of the bins ends; 0 if all are equal or there is none. */
    public double largest() {
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }

    /** The number of pairs in each bin, from 0 to the largest distance. */
    public int[] counts() {
        return counts.clone();
    }

    /** The most frequent distance: the middle of the bin with the most pairs among means over five bins. */
    public double peak() {
        int best = 0;
        long most = -1;
        for (int b = 0; b < BINS; b++) {
            long sum = 0;
            for (int c = Math.max(0, b - 2); c <= Math.min(BINS - 1, b + 2); c++) {
                sum += counts[c];
            }
            if (sum > most) {
                most = sum;
                best = b;
            }
        }
        return (best + 0.5) / BINS * largest();
    }

    /** The suggested σ: 0.9 of the most frequent distance. */
    public double sigma() {
        return BELOW_PEAK * peak();
    }

    /** The suggested sigmoid of the distances between landmarks for a σ; its two exponents are equal. */
    public Sigmoid high(double sigma) {
        double shortest = sorted.length == 0 ? 0 : sorted[sorted.length / 20];
        for (double a : EXPONENTS) {
            Sigmoid s = new Sigmoid(sigma, a, a);
            if (s.ofSquare(shortest * shortest) <= NEGLIGIBLE) {
                return s;
            }
        }
        double last = EXPONENTS[EXPONENTS.length - 1];
        return new Sigmoid(sigma, last, last);
    }

    /** The suggested sigmoid of distances on the map: exponents 2, which leave room for those that do not fit. */
    public Sigmoid low(double sigma) {
        return new Sigmoid(sigma, 2, 2);
    }
}
