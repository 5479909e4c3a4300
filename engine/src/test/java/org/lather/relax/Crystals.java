package org.lather.relax;

import java.util.Random;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Face-centred cubic argon, four atoms, in the units of Lennard-Jones. */
final class Crystals {
    /** The nearest distance in the minimum with a long cutoff is 1.09. */
    private static final double EDGE = 1.54;

    private Crystals() {}

    static Structure cubic(double edge) {
        double[] x = {0, 0, 0, 0, edge / 2, edge / 2, edge / 2, 0, edge / 2, edge / 2, edge / 2, 0};
        return Structure.of(new int[] {18, 18, 18, 18}, x, Cell.periodic(edge, 0, 0, 0, edge, 0, 0, 0, edge));
    }

    /** Atoms moved and cell strained at random. */
    static Structure rattled(long seed, double move, double strain) {
        Random random = new Random(seed);
        Structure s = cubic(EDGE);
        double[] f = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        for (int k = 0; k < 9; k++) {
            f[k] += strain * (2 * random.nextDouble() - 1);
        }
        double[] x = Matrix3.apply(f, s.positions());
        for (int k = 0; k < x.length; k++) {
            x[k] += move * (2 * random.nextDouble() - 1);
        }
        return Structure.of(
                s.atomicNumbers(), x, Cell.periodic(Matrix3.apply(f, s.cell().rows())));
    }
}
