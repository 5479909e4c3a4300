package org.lather.neighbour;

import org.lather.structure.Structure;

/** Atoms without a neighbour, which a model of their surroundings takes for free atoms. */
public final class LoneAtoms {
    /** Almost every atom has a neighbour within this distance, Å. */
    public static final double NEAR = 3;

    /** Distance beyond which no cutoff is expected, Å. */
    private static final double FAR = 24;

    private LoneAtoms() {}

    /**
     * Counts the atoms without a neighbour.
     *
     * @param cutoff distance within which atoms are neighbours, Å; 0 if neighbours have no effect, then no atom counts
     */
    public static int count(Structure s, double cutoff) {
        return cutoff == 0 || (cutoff > NEAR && within(s, NEAR) == 0) ? 0 : within(s, cutoff);
    }

    private static int within(Structure s, double cutoff) {
        NeighbourList pairs = NeighbourList.of(s, cutoff);
        int n = 0;
        for (int i = 0; i < s.size(); i++) {
            n += pairs.start(i) == pairs.end(i) ? 1 : 0;
        }
        return n;
    }

    /** The largest distance from an atom to its nearest neighbour, Å; infinite where that is more than 24 Å. */
    public static double loneliest(Structure s) {
        for (double cutoff = NEAR; cutoff <= FAR; cutoff *= 2) {
            NeighbourList pairs = NeighbourList.of(s, cutoff);
            double largest = 0;
            for (int i = 0; i < s.size(); i++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (int p = pairs.start(i); p < pairs.end(i); p++) {
                    nearest = Math.min(nearest, pairs.distances()[p]);
                }
                largest = Math.max(largest, nearest);
            }
            if (largest < cutoff) {
                return largest;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
