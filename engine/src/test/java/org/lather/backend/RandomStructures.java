package org.lather.backend;

import java.util.Random;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Structures without any symmetry, atoms some 1.5 Å apart. */
public final class RandomStructures {
    private RandomStructures() {}

    /** A cluster; elements are drawn from those given, each at least once where there are enough atoms. */
    public static Structure cluster(Random random, int atoms, int... elements) {
        double side = 1.5 * Math.cbrt(atoms);
        return Structure.of(
                numbers(random, atoms, elements),
                random.doubles(3L * atoms, 0, side + 0.5).toArray(),
                Cell.NONE);
    }

    /** An oblique cell that repeats everywhere, some atoms outside of it. */
    public static Structure crystal(Random random, int atoms, int... elements) {
        double side = 1.8 * Math.cbrt(atoms);
        double[] h = new double[9];
        for (int k = 0; k < 9; k++) {
            h[k] = k % 4 == 0 ? side * (1 + 0.2 * random.nextDouble()) : 0.4 * side * (random.nextDouble() - 0.5);
        }
        return Structure.of(
                numbers(random, atoms, elements),
                random.doubles(3L * atoms, -side, 2 * side).toArray(),
                Cell.periodic(h));
    }

    private static int[] numbers(Random random, int atoms, int... elements) {
        int[] z = new int[atoms];
        for (int i = 0; i < atoms; i++) {
            z[i] = elements[i < elements.length ? i : random.nextInt(elements.length)];
        }
        return z;
    }
}
