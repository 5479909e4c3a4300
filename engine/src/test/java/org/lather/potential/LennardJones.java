package org.lather.potential;

import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * 4 (r⁻¹² − r⁻⁶) over pairs, in eV and Å. With a cutoff times (1 − (r/c)²)³, which is smooth to the second derivative;
 * without one for structures that do not repeat.
 */
public final class LennardJones implements Potential {
    private final double cutoff;

    /** @param cutoff Å; infinite for none */
    public LennardJones(double cutoff) {
        this.cutoff = cutoff;
    }

    @Override
    public Energetics of(Structure s) {
        NeighbourList list = NeighbourList.of(s, Double.isFinite(cutoff) ? cutoff : 1e3);
        double energy = 0;
        double[] forces = new double[3 * s.size()];
        double[] virial = new double[9];
        for (int i = 0; i < s.size(); i++) {
            for (int p = list.start(i); p < list.end(i); p++) {
                double r = list.distances()[p];
                double r6 = Math.pow(r, -6);
                double pair = 4 * (r6 * r6 - r6);
                double slope = -24 * (2 * r6 * r6 - r6) / r;
                double t = 1 - r * r / (cutoff * cutoff);
                energy += pair * t * t * t / 2;
                slope = slope * t * t * t - pair * 3 * t * t * 2 * r / (cutoff * cutoff);
                double[] d = {list.x()[p], list.y()[p], list.z()[p]};
                for (int a = 0; a < 3; a++) {
                    forces[3 * i + a] += slope * d[a] / r;
                    for (int b = 0; b < 3; b++) {
                        virial[3 * a + b] -= slope * d[a] * d[b] / r / 2;
                    }
                }
            }
        }
        return new Energetics(energy, forces, virial);
    }
}
