package org.lather.relax;

import java.util.Arrays;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * The free coordinates of atoms, from the column {@value #COLUMN} of a structure: T for an atom that moves and F for a
 * fixed one, or three values for the axes, as ASE writes its constraints FixAtoms and FixCartesian. Without the column
 * all coordinates are free.
 */
final class MoveMask {
    static final String COLUMN = "move_mask";

    private final boolean[] free;

    private MoveMask(boolean[] free) {
        this.free = free;
    }

    /** @throws DataException if the column has another type */
    static MoveMask of(Structure s) {
        boolean[] free = new boolean[3 * s.size()];
        Arrays.fill(free, true);
        if (s.hasColumn(COLUMN)) {
            read(s, free);
        }
        return new MoveMask(free);
    }

    private static void read(Structure s, boolean[] free) {
        String expected = s.place() + "expected one or three truth values (T moves, F is fixed) an atom in the column "
                + COLUMN + ", ";
        double[] v;
        try {
            v = s.column(COLUMN);
        } catch (IllegalArgumentException e) {
            throw new DataException(expected + "got text");
        }
        int each = v.length / s.size();
        if (each != 1 && each != 3) {
            throw new DataException(expected + "got " + each);
        }
        for (int k = 0; k < free.length; k++) {
            double x = v[each == 1 ? k / 3 : k];
            if (x != 0 && x != 1) {
                throw new DataException(expected + "got " + x);
            }
            free[k] = x == 1;
        }
    }

    /** Whether the coordinate 3 · atom + axis is free. */
    boolean free(int coordinate) {
        return free[coordinate];
    }

    /** The number of atoms of which no coordinate is free. */
    int fixedAtoms() {
        int n = 0;
        for (int i = 0; i < free.length; i += 3) {
            if (!free[i] && !free[i + 1] && !free[i + 2]) {
                n++;
            }
        }
        return n;
    }

    /** The largest norm of a force along free coordinates, eV/Å. */
    double largestForce(double[] forces) {
        double most = 0;
        for (int i = 0; i < free.length; i += 3) {
            double square = 0;
            for (int k = i; k < i + 3; k++) {
                square += free[k] ? forces[k] * forces[k] : 0;
            }
            most = Math.max(most, square);
        }
        return Math.sqrt(most);
    }
}
