package org.lather.descriptor;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * Explicit derivatives of the features p of one environment i after another, row by row:
 *
 * <ul>
 *   <li>dp/dr_k, 1/Å, of each atom k within the cutoff, all its images moving together, and of i itself;
 *   <li>strain, r → r (1 + ε): G_ab = dp/dε_ab = Σ r_a dp/dr_b over the pairs of i;
 *   <li>cell, 1/Å, with the positions fixed: dp/dh_ab = Σ S_a dp/dr_b, h_a the lattice vectors, S their multiples in a
 *       pair; 0 where the structure does not repeat.
 * </ul>
 *
 * <p>Forward: the derivatives dc of the density coefficients, then the product rule of the coupling. They are the exact
 * derivatives of what backends compute with the same radial integrals, interpolated ones included. A row has the stored
 * layout of the descriptor, [M][column] with M components. An atom at the place of the centre has no direction and
 * counts as 0.
 *
 * <p>Memory depends on the descriptor alone. For one thread; several threads have one each.
 */
public final class FeatureGradients {
    /** What features are derived with respect to. */
    public enum Variable {
        /** The position of an atom, three rows. */
        POSITIONS(3),
        /** The strain, nine rows (a, b), b fastest. */
        STRAIN(9),
        /** The lattice vectors, nine rows (a, b), b fastest. */
        CELL(9);

        private final int rows;

        Variable(int rows) {
            this.rows = rows;
        }

        /** The number of rows that belong together. */
        public int rows() {
            return rows;
        }
    }

    private final MovedDensity density;
    private final Slopes slopes;
    private final int size;
    private @Nullable Structure structure;
    private @Nullable NeighbourList list;
    private int center = -1;
    private int moved = -1;

    /** @param variables those that will be asked for */
    public FeatureGradients(Descriptor descriptor, Channels channels, Set<Variable> variables) {
        density = new MovedDensity(descriptor.expansion(), channels, variables);
        slopes = Slopes.of(descriptor, channels);
        size = Math.multiplyExact(descriptor.components(), descriptor.columns(channels));
    }

    /** The values of a row. */
    public int size() {
        return size;
    }

    /** The bytes of scratch. */
    public long bytes() {
        return density.bytes() + slopes.bytes();
    }

    /**
     * The atoms that the features of an environment depend on, ascending, the centre among them: those that have rows
     * in featomic's gradients.
     */
    public static int[] atoms(NeighbourList list, int center) {
        int[] out = new int[list.end(center) - list.start(center) + 1];
        int count = 0;
        boolean own = false;
        for (int p = list.start(center); p < list.end(center); p++) {
            int j = list.neighbours()[p];
            if (j >= center && !own) {
                out[count++] = center;
                own = true;
            }
            if (j != center && (count == 0 || out[count - 1] != j)) {
                out[count++] = j;
            }
        }
        if (!own) {
            out[count++] = center;
        }
        return Arrays.copyOf(out, count);
    }

    /**
     * Chooses the environment.
     *
     * @param neighbours of the structure, to the cutoff at least
     */
    public void environment(Structure s, NeighbourList neighbours, int atom) {
        structure = s;
        list = neighbours;
        center = atom;
        moved = -1;
        density.expand(s, neighbours, atom);
        slopes.environment(density.values());
    }

    /** dp/dr of an atom along an axis, [M][column]. */
    public void position(int atom, int axis, double[] out) {
        Structure s = structure;
        NeighbourList neighbours = list;
        if (s == null || neighbours == null) {
            throw new IllegalStateException("expected an environment first");
        }
        if (atom == center) {
            slopes.of(density.center(axis), 0, density.columns(), out);
            return;
        }
        if (atom != moved) {
            density.move(s, neighbours, center, atom);
            moved = atom;
        }
        int[] range = density.range(s.atomicNumber(atom));
        slopes.of(density.moved(axis), range[0], range[1], out);
    }

    /** dp/dε_ab, [M][column]. */
    public void strain(int a, int b, double[] out) {
        slopes.of(density.strain(a, b), 0, density.columns(), out);
    }

    /** dp/dh_ab, [M][column]. */
    public void cell(int a, int b, double[] out) {
        slopes.of(density.cell(a, b), 0, density.columns(), out);
    }
}
