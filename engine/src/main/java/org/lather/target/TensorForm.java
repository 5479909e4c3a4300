package org.lather.target;

import org.lather.math.CartesianMap;
import org.lather.math.TensorSymmetry;

/**
 * The tensor form of a target.
 *
 * @param rank 0 for a number, 1 for a vector, up to {@link CartesianMap#MAX_RANK}
 * @param symmetry symmetry of the components
 * @param origin reference point of the dipole of a charged system
 * @param charge charge of the structures, if the origin is that of the coordinates
 * @param periodic whether the dipoles of periodic structures are declared to lie on one branch
 * @param transform transform of the values before they are learnt
 */
public record TensorForm(
        int rank, TensorSymmetry symmetry, Origin origin, Charge charge, boolean periodic, Transform transform) {
    /** The form of a scalar. */
    public static final TensorForm SCALAR =
            new TensorForm(0, TensorSymmetry.GENERAL, Origin.CENTER_OF_MASS, Charge.NONE, false, Transform.NONE);

    /** The reference point of the dipole of a charged system. */
    public enum Origin {
        /** The centre of mass, or any other point that moves with the atoms. */
        CENTER_OF_MASS,
        /** The origin of the coordinates. */
        COORDINATES
    }

    /**
     * The total charge of a structure.
     *
     * @param key key of the charge of each structure; empty if all have the same charge
     * @param value charge of all structures, e; ignored if there is a key
     */
    public record Charge(String key, double value) {
        public static final Charge NONE = new Charge("", 0);
    }

    /** The quantity that is learnt in place of the values. */
    public enum Transform {
        /** The values themselves. */
        NONE,
        /** V (ε − 1)(ε + 2)⁻¹ of a total, V in Å³, or (ε − 1)(ε + 2)⁻¹ of a mean, of a dielectric tensor ε. */
        CLAUSIUS_MOSSOTTI
    }

    /** @throws IllegalArgumentException if the rank is out of range, or does not fit the transform */
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

    /** The map to irreducible components. */
    public CartesianMap map() {
        return CartesianMap.of(rank, symmetry);
    }
}
