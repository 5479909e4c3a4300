package org.lather.target;

import org.lather.math.CartesianMap;
import org.lather.math.TensorSymmetry;

/**
 * What kind of tensor a target is.
 *
 * @param rank 0 for a number, 1 for a vector, up to {@link CartesianMap#MAX_RANK}
 * @param symmetry of the components
 * @param origin what the dipole of a charged system refers to
 * @param charge of the structures, where the origin is that of the coordinates
 * @param periodic whether the dipoles of periodic structures are declared to lie on one branch
 * @param transform of the values before they are learnt
 */
public record TensorForm(
        int rank, TensorSymmetry symmetry, Origin origin, Charge charge, boolean periodic, Transform transform) {
    /** A number. */
    public static final TensorForm SCALAR =
            new TensorForm(0, TensorSymmetry.GENERAL, Origin.CENTER_OF_MASS, Charge.NONE, false, Transform.NONE);

    /** Where the point is that the dipole of a charged system refers to. */
    public enum Origin {
        /** At the centre of mass, or anywhere else that moves with the atoms. */
        CENTER_OF_MASS,
        /** At the origin of the coordinates. */
        COORDINATES
    }

    /**
     * The total charge of a structure.
     *
     * @param key of each structure's; empty where all have the same
     * @param value of all, e; without effect where there is a key
     */
    public record Charge(String key, double value) {
        public static final Charge NONE = new Charge("", 0);
    }

    /** What is learnt instead of the values. */
    public enum Transform {
        /** The values. */
        NONE,
        /** V (ε − 1)(ε + 2)⁻¹ of a total, V in Å³, or (ε − 1)(ε + 2)⁻¹ of a mean, of a dielectric tensor ε. */
        CLAUSIUS_MOSSOTTI
    }

    public TensorForm {
        if (rank < 0 || rank > CartesianMap.MAX_RANK) {
            throw new IllegalArgumentException("expected a rank from 0 to " + CartesianMap.MAX_RANK + ", got " + rank);
        }
        if (transform == Transform.CLAUSIUS_MOSSOTTI && rank != 2) {
            throw new IllegalArgumentException("expected rank 2 for the transform clausius_mossotti, got rank " + rank);
        }
    }

    /** The number of Cartesian components, 3^rank. */
    public int components() {
        int n = 1;
        for (int k = 0; k < rank; k++) {
            n *= 3;
        }
        return n;
    }

    /** The map to irreducible parts. */
    public CartesianMap map() {
        return CartesianMap.of(rank, symmetry);
    }
}
