package org.lather.neighbour;

import org.lather.structure.Lattice;
import org.lather.structure.Structure;

/**
 * Neighbour search over every pair of atoms and every image that the lattice planes allow: S_k lies within r_c |b_k| of
 * −b_k·(r_j − r_i). It is the fastest search for few atoms.
 */
final class DirectSearch {
    private DirectSearch() {}

    static void run(Structure s, Lattice lattice, double cutoff, Pairs out) {
        int[] low = new int[3];
        int[] high = new int[3];
        double[] reach = {lattice.reach(0, cutoff), lattice.reach(1, cutoff), lattice.reach(2, cutoff)};
        int n = s.size();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = s.position(j, 0) - s.position(i, 0);
                double y = s.position(j, 1) - s.position(i, 1);
                double z = s.position(j, 2) - s.position(i, 2);
                for (int k = 0; k < 3; k++) {
                    if (lattice.periodic(k)) {
                        double f = lattice.coordinate(k, x, y, z);
                        low[k] = (int) Math.ceil(-f - reach[k]);
                        high[k] = (int) Math.floor(-f + reach[k]);
                    }
                }
                for (int a = low[0]; a <= high[0]; a++) {
                    for (int b = low[1]; b <= high[1]; b++) {
                        for (int c = low[2]; c <= high[2]; c++) {
                            out.offer(i, j, a, b, c);
                        }
                    }
                }
            }
            out.end(i);
        }
    }
}
