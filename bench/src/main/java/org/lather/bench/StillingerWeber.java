package org.lather.bench;

import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The Stillinger-Weber potential of silicon, for labels without errors: E = ½ Σ_ij φ2(r_ij) + Σ_i Σ_{j<k} φ3(r_ij,
 * r_ik, θ_jik) (Stillinger, Weber 1985, doi:10.1103/PhysRevB.31.5262, eqs. 2.3 to 2.7, with its parameters for
 * silicon).
 */
final class StillingerWeber {
    private static final double EPSILON = 2.1683; // eV
    private static final double SIGMA = 2.0951; // Å
    private static final double A = 7.049556277;
    private static final double B = 0.6022245584;
    private static final double CUTOFF = 1.8;
    private static final double LAMBDA = 21;
    private static final double GAMMA = 1.2;

    private StillingerWeber() {}

    /** The structure with {@code energy} (eV), {@code forces} (eV/Å) and {@code stress} (eV/Å³). */
    static Structure labelled(Structure s) {
        NeighbourList list = NeighbourList.of(s, CUTOFF * SIGMA);
        Sums sums = new Sums(s.size());
        for (int i = 0; i < s.size(); i++) {
            for (int p = list.start(i); p < list.end(i); p++) {
                two(list, i, p, sums);
                for (int q = list.start(i); q < p; q++) {
                    three(list, i, p, q, sums);
                }
            }
        }
        double volume = Math.abs(s.cell().volume());
        double[] stress = new double[9];
        for (int k = 0; k < 9; k++) {
            stress[k] = sums.strain[k] / volume;
        }
        for (int k = 0; k < sums.gradient.length; k++) {
            sums.gradient[k] = 0 - sums.gradient[k];
        }
        return s.with(s.annotations()
                .with("energy", sums.energy)
                .with("stress", stress)
                .withColumn("forces", 3, sums.gradient));
    }

    private static final class Sums {
        double energy;
        final double[] gradient;
        final double[] strain = new double[9];

        Sums(int atoms) {
            gradient = new double[3 * atoms];
        }

        /** dE/dr of the neighbour of a pair, and its opposite of the centre. */
        void pull(NeighbourList list, int centre, int pair, double x, double y, double z) {
            double[] g = {x, y, z};
            double[] r = {list.x()[pair], list.y()[pair], list.z()[pair]};
            for (int b = 0; b < 3; b++) {
                gradient[3 * list.neighbours()[pair] + b] += g[b];
                gradient[3 * centre + b] -= g[b];
                for (int a = 0; a < 3; a++) {
                    strain[3 * a + b] += r[a] * g[b];
                }
            }
        }
    }

    private static void two(NeighbourList list, int i, int p, Sums sums) {
        double r = list.distances()[p] / SIGMA;
        double e = Math.exp(1 / (r - CUTOFF));
        double v = A * (B * Math.pow(r, -4) - 1) * e;
        double dv = -4 * A * B * Math.pow(r, -5) * e - v / ((r - CUTOFF) * (r - CUTOFF));
        sums.energy += 0.5 * EPSILON * v;
        double g = 0.5 * EPSILON * dv / (SIGMA * list.distances()[p]);
        sums.pull(list, i, p, g * list.x()[p], g * list.y()[p], g * list.z()[p]);
    }

    private static void three(NeighbourList list, int i, int p, int q, Sums sums) {
        double rp = list.distances()[p];
        double rq = list.distances()[q];
        double dot = list.x()[p] * list.x()[q] + list.y()[p] * list.y()[q] + list.z()[p] * list.z()[q];
        double cosine = dot / (rp * rq);
        double up = 1 / (rp / SIGMA - CUTOFF);
        double uq = 1 / (rq / SIGMA - CUTOFF);
        double h = EPSILON * LAMBDA * Math.exp(GAMMA * (up + uq));
        double angle = cosine + 1.0 / 3;
        sums.energy += h * angle * angle;
        double radialP = -h * angle * angle * GAMMA * up * up / SIGMA;
        double radialQ = -h * angle * angle * GAMMA * uq * uq / SIGMA;
        double turn = 2 * h * angle;
        double[] vp = {list.x()[p] / rp, list.y()[p] / rp, list.z()[p] / rp};
        double[] vq = {list.x()[q] / rq, list.y()[q] / rq, list.z()[q] / rq};
        double[] gp = new double[3];
        double[] gq = new double[3];
        for (int k = 0; k < 3; k++) {
            gp[k] = radialP * vp[k] + turn * (vq[k] - cosine * vp[k]) / rp;
            gq[k] = radialQ * vq[k] + turn * (vp[k] - cosine * vq[k]) / rq;
        }
        sums.pull(list, i, p, gp[0], gp[1], gp[2]);
        sums.pull(list, i, q, gq[0], gq[1], gq[2]);
    }
}
