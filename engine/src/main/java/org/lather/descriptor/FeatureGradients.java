package org.lather.descriptor;

import java.util.Arrays;
import java.util.Set;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * Computes explicit derivatives of the features p of an environment i, row by row:
 *
 * <ul>
 *   <li>positions, 1/Å: dp/dr_k for each atom k within the cutoff, with all its images moving together, and for i
 *       itself;
 *   <li>strain, r → r (1 + ε): G_ab = dp/dε_ab = Σ r_a dp/dr_b over the pairs of i;
 *   <li>cell, 1/Å, at fixed positions: dp/dh_ab = Σ S_a dp/dr_b, h_a the lattice vectors, S their multiples in a pair;
 *       0 if the structure is not periodic.
 * </ul>
 *
 * <p>The computation is in forward mode: the derivatives dc of the density coefficients, then the product rule for the
 * coupling; for a {@link DirectDescriptor} the derivatives with respect to each neighbour. The results are the exact
 * derivatives of what backends compute with the same radial integrals, interpolated ones included. A row has the stored
 * layout of the descriptor, [M][column] with M components. An atom at the position of the centre has no direction and
 * contributes 0.
 *
 * <p>Memory depends only on the descriptor. An object is for one thread; several threads have one each.
 */
public final class FeatureGradients {
    /** The variables of the derivatives. */
    public enum Variable {
        /** The position of an atom: three rows. */
        POSITIONS(3),
        /** The strain: nine rows (a, b), b fastest. */
        STRAIN(9),
        /** The lattice vectors: nine rows (a, b), b fastest. */
        CELL(9);

        private final int rows;

        Variable(int rows) {
            this.rows = rows;
        }

        /** The number of rows of one derivative. */
        public int rows() {
            return rows;
        }
    }

    /** The derivatives of one environment after another; for the methods see those of this class. */
    interface Derivatives {
        void environment(Structure s, NeighbourList list, int center);

        void position(int atom, int axis, double[] out);

        void strain(int a, int b, double[] out);

        void cell(int a, int b, double[] out);

        long bytes();
    }

    private final Derivatives derivatives;
    private final int size;

    /** @param variables variables that will be requested */
    public FeatureGradients(Descriptor descriptor, Channels channels, Set<Variable> variables) {
        derivatives = descriptor
                .direct()
                .<Derivatives>map(d -> new DirectDerivatives(d, channels, variables))
                .orElseGet(() -> new DensityDerivatives(descriptor, channels, variables));
        size = Math.multiplyExact(descriptor.components(), descriptor.columns(channels));
    }

    /** The number of values in a row. */
    public int size() {
        return size;
    }

    /** The number of bytes of scratch memory. */
    public long bytes() {
        return derivatives.bytes();
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
     * Selects the environment.
     *
     * @param neighbours neighbour list of the structure, at least to the cutoff
     */
    public void environment(Structure s, NeighbourList neighbours, int atom) {
        derivatives.environment(s, neighbours, atom);
    }

    /**
     * Computes dp/dr of an atom along an axis, [M][column].
     *
     * @throws IllegalStateException if no environment was chosen before
     */
    public void position(int atom, int axis, double[] out) {
        derivatives.position(atom, axis, out);
    }

    /** Computes dp/dε_ab, [M][column]. */
    public void strain(int a, int b, double[] out) {
        derivatives.strain(a, b, out);
    }

    /** Computes dp/dh_ab, [M][column]. */
    public void cell(int a, int b, double[] out) {
        derivatives.cell(a, b, out);
    }
}
