package org.lather.target;

import java.util.Locale;
import org.lather.error.Cure;
import org.lather.math.CartesianMap;
import org.lather.math.TensorSymmetry;
import org.lather.structure.Annotations;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * Reads tensors from structures, 3^rank numbers row by row (the last axis fastest) of a structure or of each atom, and
 * converts them to the quantities that are learnt and back.
 */
final class TensorReading {
    /** Largest deviation of a tensor from its declared symmetry, relative to its largest component. */
    static final double TOLERANCE = 0.01;

    private TensorReading() {}

    /** Reads the values in the form of the structure, [structure or atom][3^rank]. */
    static double[] read(Structure s, Target target) {
        double[] v = read(s, target, target.key(), "target", target.quantity().isPerAtom());
        TensorForm form = target.form();
        if (form.symmetry() != TensorSymmetry.GENERAL) {
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
        if (target.isDipole() && !form.periodic() && isPeriodic(s)) {
            throw new DataException(
                    s.place() + "expected the dipole `" + target.key() + "` of a structure that does not"
                            + " repeat, found one that does, whose dipole is known up to multiples of its cell alone",
                    Cure.text("If all of" + " them are on one branch, say so with `periodic: true`"));
        }
        return v;
    }

    private static boolean isPeriodic(Structure s) {
        for (int axis = 0; axis < 3; axis++) {
            if (s.cell().periodic(axis)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the values of a key that has the form of a target. */
    static double[] read(Structure s, Target target, String key, String role) {
        return read(s, target, key, role, false);
    }

    /** @param missing whether numbers may be NaN */
    private static double[] read(Structure s, Target target, String key, String role, boolean missing) {
        Annotations a = s.annotations();
        boolean atom = target.quantity().isPerAtom();
        int each = target.form().components();
        String numbers = each + " numbers" + (atom ? " an atom" : "");
        String what = s.place() + "expected " + numbers + " for the " + role + " `" + key + "`, a tensor of rank "
                + target.form().rank();
        if (atom ? !a.hasColumn(key) : !a.has(key)) {
            throw new DataException(what + ", found none", Cure.text("Add them, or leave the frame out"));
        }
        double[] v;
        try {
            v = atom ? a.column(key) : a.numbers(key);
        } catch (IllegalArgumentException e) {
            throw new DataException(what + ": " + e.getMessage());
        }
        if (v.length != each * (atom ? s.size() : 1)) {
            throw new DataException(
                    what + ", found " + v.length + (atom ? " for " + s.size() + " atoms" : ""),
                    Cure.text("Set its rank to that of the data"));
        }
        for (double x : v) {
            if (!Double.isFinite(x) && !(missing && Double.isNaN(x))) {
                throw new DataException(what + ", found " + x, Cure.text("Remove it from frames that lack it"));
            }
        }
        return v;
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

    /**
     * Converts values in the form of the structure to what is learnt: dipoles with respect to the centre, or the
     * transform.
     */
    static double[] learnt(Structure s, Target target, double[] carried) {
        if (target.form().transform() == TensorForm.Transform.CLAUSIUS_MOSSOTTI) {
            return ClausiusMossotti.proxy(carried, volume(s, target), s.place());
        }
        return shifted(s, target, carried, -1);
    }

    /** Converts what was learnt to values in the form of the structure. */
    static double[] carried(Structure s, Target target, double[] learnt) {
        if (target.form().transform() == TensorForm.Transform.CLAUSIUS_MOSSOTTI) {
            return ClausiusMossotti.dielectric(learnt, volume(s, target), s.place());
        }
        return shifted(s, target, learnt, 1);
    }

    private static double volume(Structure s, Target target) {
        if (target.quantity() != Target.Quantity.TOTAL) {
            return 1;
        }
        if (!s.cell().periodicEverywhere()) {
            throw new DataException(
                    s.place() + "expected a structure that repeats in three directions for the dielectric" + " tensor `"
                            + target.key() + "`, found one that does not",
                    Cure.text("Give it a cell, or leave it out"));
        }
        return Math.abs(s.cell().volume());
    }

    /**
     * A dipole with the charge Q times the centre R of the nuclear charges added or subtracted: with respect to the
     * centre it does not depend on the position of the structure. R represents any point that moves with the atoms.
     */
    private static double[] shifted(Structure s, Target target, double[] v, int sign) {
        if (target.form().origin() != TensorForm.Origin.COORDINATES) {
            return v;
        }
        double charge = charge(s, target.form().charge());
        double toUnit = Unit.of("e*A").in(target.unit());
        double nuclei = 0;
        double[] centre = new double[3];
        double[] r = s.positions();
        for (int i = 0; i < s.size(); i++) {
            nuclei += s.atomicNumber(i);
            for (int a = 0; a < 3; a++) {
                centre[a] += s.atomicNumber(i) * r[3 * i + a];
            }
        }
        double[] out = v.clone();
        for (int a = 0; a < 3; a++) {
            out[a] += sign * charge * toUnit * centre[a] / nuclei;
        }
        return out;
    }

    private static double charge(Structure s, TensorForm.Charge charge) {
        return charge.key().isEmpty()
                ? charge.value()
                : TargetReading.number(s, charge.key(), Target.Quantity.MEAN, "charge")[0];
    }
}
