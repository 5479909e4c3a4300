package org.lather.structure.file;

import java.util.Arrays;
import org.lather.structure.Annotations;
import org.lather.structure.Quoted;

/**
 * The flags of VASP's selective dynamics as the column {@code move_mask} of extended XYZ: T for an atom that moves and
 * F for a fixed one, or three values for x, y and z. VASP's flags allow changes of direct coordinates, so that an atom
 * moves in the span of the lattice vectors whose flags are T.
 */
final class SelectiveDynamics {
    private static final String COLUMN = "move_mask";

    private final double[] cell;
    private boolean[] free = new boolean[0];
    private int atoms;
    private boolean oblique;

    /** @param cell lattice vectors [3][3] flattened, Å */
    SelectiveDynamics(double[] cell) {
        this.cell = cell.clone();
    }

    /**
     * Reads a Fortran logical.
     *
     * @throws IllegalArgumentException for anything else
     */
    static boolean flag(String word) {
        String letter = word.startsWith(".") ? word.substring(1) : word;
        if (!letter.isEmpty()) {
            switch (letter.charAt(0)) {
                case 'T', 't' -> {
                    return true;
                }
                case 'F', 'f' -> {
                    return false;
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("expected a flag T or F of selective dynamics, found " + Quoted.of(word));
    }

    /** Sets the flags of an atom, of which all before have theirs. If they correspond to no axes, the atom is fixed. */
    void set(int atom, boolean[] flags) {
        atoms = atom + 1;
        if (3 * atoms > free.length) {
            free = Arrays.copyOf(free, Math.max(3 * 64, 2 * free.length));
        }
        int wanted = 0;
        for (boolean flag : flags) {
            wanted += flag ? 1 : 0;
        }
        boolean[] axes = wanted == 3 ? new boolean[] {true, true, true} : axes(flags);
        int found = 0;
        for (boolean axis : axes) {
            found += axis ? 1 : 0;
        }
        if (found == wanted) {
            System.arraycopy(axes, 0, free, 3 * atom, 3);
        } else {
            oblique = true;
        }
    }

    /** The axes in the span of the lattice vectors whose flags are set. */
    private boolean[] axes(boolean[] flags) {
        double[][] basis = new double[3][];
        int n = 0;
        for (int k = 0; k < 3; k++) {
            if (flags[k]) {
                double[] v = Arrays.copyOfRange(cell, 3 * k, 3 * k + 3);
                for (int b = 0; b < n; b++) {
                    double along = dot(v, basis[b]);
                    for (int x = 0; x < 3; x++) {
                        v[x] -= along * basis[b][x];
                    }
                }
                double length = Math.sqrt(dot(v, v));
                for (int x = 0; x < 3; x++) {
                    v[x] /= length;
                }
                basis[n++] = v;
            }
        }
        boolean[] axes = new boolean[3];
        for (int x = 0; x < 3; x++) {
            double square = 0;
            for (int b = 0; b < n; b++) {
                square += basis[b][x] * basis[b][x];
            }
            axes[x] = square > 1 - 1e-8;
        }
        return axes;
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /** Whether flags of an atom correspond to no axes, so that it is fixed. */
    boolean isOblique() {
        return oblique;
    }

    /** Adds the column, of one value for each atom if that suffices. */
    Annotations addTo(Annotations annotations) {
        boolean[] single = new boolean[atoms];
        for (int i = 0; i < single.length; i++) {
            single[i] = free[3 * i];
            if (free[3 * i + 1] != free[3 * i] || free[3 * i + 2] != free[3 * i]) {
                return annotations.withFlags(COLUMN, 3, Arrays.copyOf(free, 3 * atoms));
            }
        }
        return annotations.withFlags(COLUMN, 1, single);
    }
}
