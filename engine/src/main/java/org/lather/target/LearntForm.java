package org.lather.target;

import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * Converts values between the form in which structures carry them and the form that is learnt, see {@link TensorForm}:
 * dipoles of charged systems with respect to their centre, and transforms. All other values are learnt as they are.
 */
public final class LearntForm {
    private LearntForm() {}

    /** Converts values as structures carry them to what is learnt. */
    public static double[] learnt(Structure s, Target target, double[] carried) {
        if (target.form().transform() == TensorForm.Transform.CLAUSIUS_MOSSOTTI) {
            return ClausiusMossotti.proxy(carried, volume(s, target), s.place());
        }
        return shifted(s, target, carried, -1);
    }

    /** Converts what was learnt to values as structures carry them. */
    public static double[] carried(Structure s, Target target, double[] learnt) {
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
        return charge.key().isEmpty() ? charge.value() : TargetReading.number(s, charge.key(), "charge");
    }
}
