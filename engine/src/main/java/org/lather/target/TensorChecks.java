package org.lather.target;

import java.util.Locale;
import org.lather.error.Cure;
import org.lather.math.CartesianMap;
import org.lather.math.TensorSymmetry;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/** Expectations of the values of targets that only tensors can disappoint. */
final class TensorChecks {
    /** Largest deviation of a tensor from its declared symmetry, relative to its largest component. */
    static final double TOLERANCE = 0.01;

    private TensorChecks() {}

    /** Expects values, [structure or atom][3^rank], of the symmetry that the target declares. */
    static void expectSymmetry(Structure s, Target target, double[] v) {
        TensorForm form = target.form();
        if (form.symmetry() == TensorSymmetry.GENERAL) {
            return;
        }
        Symmetry symmetric = new Symmetry(
                CartesianMap.of(form.rank(), TensorSymmetry.SYMMETRIC), "a symmetric tensor", "asymmetric part");
        Symmetry traceless = new Symmetry(form.map(), "a tensor without a trace", "trace part");
        for (int at = 0; at < v.length; at += form.components()) {
            expectSymmetry(s, target, v, at, symmetric);
            if (form.symmetry() == TensorSymmetry.TRACELESS) {
                expectSymmetry(s, target, v, at, traceless);
            }
        }
    }

    /** Expects that a dipole is defined: that the structure is not periodic, or that all dipoles are on one branch. */
    static void expectOneBranch(Structure s, Target target) {
        boolean periodic =
                s.cell().periodic(0) || s.cell().periodic(1) || s.cell().periodic(2);
        if (target.isDipole() && !target.form().periodic() && periodic) {
            throw new DataException(
                    s.place() + "expected the dipole `" + target.key() + "` of a structure that does not"
                            + " repeat, found one that does, whose dipole is known up to multiples of its cell alone",
                    Cure.text("If all of them are on one branch, say so with `periodic: true`"));
        }
    }

    /**
     * A symmetry that tensors must have.
     *
     * @param map onto the tensors of this symmetry
     * @param tensor such a tensor, as messages name it
     * @param residual the rest of a tensor without it, as messages name it
     */
    private record Symmetry(CartesianMap map, String tensor, String residual) {}

    private static void expectSymmetry(Structure s, Target target, double[] v, int at, Symmetry symmetry) {
        double[] rest = symmetry.map().residual(v, at);
        double largest = 0;
        double deviation = 0;
        for (int k = 0; k < rest.length; k++) {
            largest = Math.max(largest, Math.abs(v[at + k]));
            deviation = Math.max(deviation, Math.abs(rest[k]));
        }
        if (deviation > TOLERANCE * largest) {
            boolean atom = target.quantity().isPerAtom();
            throw new DataException(
                    s.place() + "expected " + symmetry.tensor() + " for the target `" + target.key() + "`"
                            + (atom ? " of atom " + (at / rest.length + 1) : "") + ", found one whose "
                            + symmetry.residual()
                            + " reaches "
                            + String.format(Locale.ROOT, "%.3g", deviation) + " beside components of up to "
                            + String.format(Locale.ROOT, "%.3g", largest),
                    Cure.text("Declare another `symmetry`"));
        }
    }
}
