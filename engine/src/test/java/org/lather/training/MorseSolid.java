package org.lather.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.lather.density.Cutoff;
import org.lather.density.Smoothing;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Rattled and strained cells of two elements with the energies, forces and stress of a pair potential, E = ½ Σ_ij f(r)
 * D_ij (e^{−2a(r−r0)} − 2 e^{−a(r−r0)}), and clusters of the same.
 */
public final class MorseSolid {
    private static final Cutoff CUTOFF = new Cutoff(3, new Smoothing.ShiftedCosine(1));
    private static final double A = 1.4;
    private static final double R0 = 2.2;

    private MorseSolid() {}

    /** Cells of 8 atoms on a body-centred lattice of 2.6 Å, stretched and sheared; every third without its cell. */
    public static List<Structure> rattled(long seed, int count) {
        Random random = new Random(seed);
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] h = new double[9];
            for (int k = 0; k < 9; k++) {
                h[k] = 2.6 * ((k % 4 == 0 ? 1 : 0) + 0.03 * random.nextGaussian());
            }
            int[] z = new int[8];
            double[] x = new double[24];
            for (int a = 0; a < 8; a++) {
                z[a] = a % 4 == 0 ? 14 : 6;
                int[] u = {(a / 2) % 2, a / 4, 0};
                for (int d = 0; d < 3; d++) {
                    x[3 * a + d] = 0.07 * random.nextGaussian();
                    for (int k = 0; k < 3; k++) {
                        x[3 * a + d] += (u[k] + (a % 2) * 0.5) * h[3 * k + d];
                    }
                }
            }
            double[] cell = h.clone();
            for (int k = 0; k < 6; k++) {
                cell[k] *= 2;
            }
            out.add(labelled(Structure.of(z, x, i % 3 == 2 ? Cell.NONE : Cell.periodic(cell))));
        }
        return out;
    }

    /** With keys energy and virial, and stress where it repeats, and the column forces; eV and Å. */
    public static Structure labelled(Structure s) {
        double energy = 0;
        double[] forces = new double[3 * s.size()];
        double[] virial = new double[9];
        NeighbourList pairs = NeighbourList.of(s, CUTOFF.radius());
        for (int i = 0; i < s.size(); i++) {
            for (int p = pairs.start(i); p < pairs.end(i); p++) {
                int j = pairs.neighbours()[p];
                double r = pairs.distances()[p];
                double depth = s.atomicNumber(i) == s.atomicNumber(j) ? 0.3 : 0.6;
                double e = Math.exp(-A * (r - R0));
                double v = depth * (e * e - 2 * e);
                double dv = depth * -2 * A * (e * e - e);
                energy += 0.5 * CUTOFF.value(r) * v;
                double slope = 0.5 * (CUTOFF.derivative(r) * v + CUTOFF.value(r) * dv) / r;
                double[] d = {pairs.x()[p], pairs.y()[p], pairs.z()[p]};
                for (int b = 0; b < 3; b++) {
                    forces[3 * j + b] -= slope * d[b];
                    forces[3 * i + b] += slope * d[b];
                    for (int a = 0; a < 3; a++) {
                        virial[3 * a + b] -= slope * d[a] * d[b];
                    }
                }
            }
        }
        for (int z : s.atomicNumbers()) {
            energy -= 10 * z;
        }
        Annotations a =
                s.annotations().with("energy", energy).with("virial", virial).withColumn("forces", 3, forces);
        if (s.cell().anyPeriodic()) {
            double[] stress = new double[9];
            for (int k = 0; k < 9; k++) {
                stress[k] = -virial[k] / Math.abs(s.cell().volume());
            }
            a = a.with("stress", stress);
        }
        return s.with(a);
    }

    /** The structure with some of its labels alone. */
    public static Structure only(Structure s, String... names) {
        Annotations a = Annotations.NONE;
        for (String name : names) {
            if (s.hasColumn(name)) {
                a = a.withColumn(name, 3, s.column(name));
            } else if (s.has(name)) {
                a = a.with(name, s.numbers(name));
            }
        }
        return s.with(a);
    }

    /** Every third structure lacks forces, every fifth energy, every fourth stress and virial. */
    public static List<Structure> incomplete(List<Structure> all) {
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            List<String> names = new ArrayList<>();
            if (i % 5 != 4) {
                names.add("energy");
            }
            if (i % 3 != 1) {
                names.add("forces");
            }
            if (i % 4 != 2) {
                names.addAll(List.of("stress", "virial"));
            }
            out.add(only(all.get(i), names.toArray(new String[0])));
        }
        return out;
    }
}
