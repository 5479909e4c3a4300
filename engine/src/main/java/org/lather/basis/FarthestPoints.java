package org.lather.basis;

import java.util.Arrays;

/**
 * Farthest point sampling: each choice is the point farthest from all chosen before (Imbalzano et al. 2018,
 * doi:10.1063/1.5024611).
 */
final class FarthestPoints {
    private FarthestPoints() {}

    /** Squared distances between points. */
    interface Distances {
        /**
         * Lowers the squared distance of each point to the nearest chosen one.
         *
         * @param nearest [point]; below 0 for points that are chosen or excluded, which stay so
         */
        void lower(int chosen, double[] nearest);
    }

    /**
     * Chooses up to {@code count} points in the order of the choice; fewer if the rest are copies of those chosen.
     *
     * @param first point that is chosen first
     * @param copy largest squared distance of a copy
     */
    static int[] choose(int points, int count, int first, double copy, Distances distances) {
        double[] nearest = new double[points];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        int[] out = new int[Math.min(count, points)];
        int next = first;
        for (int m = 0; m < out.length; m++) {
            out[m] = next;
            nearest[next] = -1;
            distances.lower(next, nearest);
            int far = -1;
            for (int i = 0; i < points; i++) {
                if (nearest[i] >= 0 && (far < 0 || nearest[i] > nearest[far])) {
                    far = i;
                }
            }
            if (far < 0 || nearest[far] <= copy) {
                return Arrays.copyOf(out, m + 1);
            }
            next = far;
        }
        return out;
    }
}
