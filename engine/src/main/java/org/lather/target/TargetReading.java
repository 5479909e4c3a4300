package org.lather.target;

import org.lather.error.Cure;
import org.lather.structure.Annotations;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/** Reads targets and other keyed numbers from structures: one number for a structure, or one for each atom. */
public final class TargetReading {
    private TargetReading() {}

    public static boolean has(Structure s, Target target) {
        return has(s, target.key(), target.quantity());
    }

    private static boolean has(Structure s, String key, Target.Quantity quantity) {
        Annotations a = s.annotations();
        return quantity.isPerAtom() ? a.hasColumn(key) : a.has(key);
    }

    /** Reads a target as the structure carries it, [structure or atom][3^rank] flattened. */
    public static double[] read(Structure s, Target target) {
        return target.isTensor() ? TensorReading.read(s, target) : number(s, target.key(), target.quantity(), "target");
    }

    /** Reads another key that has the form of a target. */
    public static double[] read(Structure s, Target target, String key, String role) {
        return target.isTensor() ? TensorReading.read(s, target, key, role) : number(s, key, target.quantity(), role);
    }

    /** Converts values as they are carried to what is learnt of them, see {@link TensorForm}. */
    public static double[] learnt(Structure s, Target target, double[] carried) {
        return target.isTensor() ? TensorReading.learnt(s, target, carried) : carried;
    }

    /** Converts what was learnt to values as they are carried. */
    public static double[] carried(Structure s, Target target, double[] learnt) {
        return target.isTensor() ? TensorReading.carried(s, target, learnt) : learnt;
    }

    /** Reads one number, or one for each atom. */
    static double[] number(Structure s, String key, Target.Quantity quantity, String role) {
        Annotations a = s.annotations();
        boolean atom = quantity.isPerAtom();
        if (!has(s, key, quantity)) {
            throw new DataException(
                    s.place() + "expected the " + role + " `" + key + "`" + (atom ? " as a column" : "")
                            + ", found none",
                    Cure.text("Add it, or leave the frame out"));
        }
        double[] v;
        try {
            v = atom ? a.column(key) : a.numbers(key);
        } catch (IllegalArgumentException e) {
            DataException told =
                    new DataException(s.place() + "expected numbers for the " + role + " `" + key + "`, found "
                            + (atom ? "a column of text" : "'" + a.text(key).orElse("") + "'"));
            told.initCause(e);
            throw told;
        }
        int expected = atom ? s.size() : 1;
        if (v.length != expected) {
            throw new DataException(s.place() + "expected " + (atom ? "one number an atom" : "one number") + " for the "
                    + role + " `" + key + "`, found " + v.length + (atom ? " for " + s.size() + " atoms" : ""));
        }
        for (double x : v) {
            if (!Double.isFinite(x)) {
                throw new DataException(
                        s.place() + "expected a finite number for the " + role + " `" + key + "`, found " + x,
                        Cure.text("Remove it from frames that lack it"));
            }
        }
        return v;
    }

    public static boolean has(Structure s, Derivative d) {
        return d.kind() == Derivative.Kind.FORCES ? s.hasColumn(d.key()) : s.has(d.key());
    }

    /** Whether a structure has values of a target or of any of its derivatives. */
    public static boolean hasAny(Structure s, Target target) {
        return has(s, target) || target.derivatives().stream().anyMatch(d -> has(s, d));
    }

    /** Reads forces [n][3], or stress or virial [3][3], flattened, in the form of the structure. */
    public static double[] read(Structure s, Derivative d) {
        return read(s, d.kind(), d.key(), "");
    }

    /** Reads the key of a derivative of a baseline: forces [n][3], or stress or virial [3][3], flattened. */
    public static double[] read(Structure s, Derivative.Kind kind, String key, String role) {
        String what = s.place() + "expected the " + role + kind.word() + " `" + key + "`";
        boolean forces = kind == Derivative.Kind.FORCES;
        double[] v;
        try {
            v = forces ? s.column(key) : s.numbers(key);
        } catch (IllegalArgumentException e) {
            throw new DataException(what + ": " + e.getMessage());
        }
        if (forces ? v.length != 3 * s.size() : v.length != 9 && v.length != 6) {
            throw new DataException(what
                    + (forces ? " as three numbers an atom" : " as nine numbers, or six (xx, yy, zz, yz, xz, xy)")
                    + ", found " + v.length + (forces ? " for " + s.size() + " atoms" : ""));
        }
        for (double x : v) {
            if (!Double.isFinite(x)) {
                throw new DataException(
                        what + " as finite numbers, found " + x, Cure.text("Remove the key from frames that lack it"));
            }
        }
        if (kind == Derivative.Kind.STRESS && !s.cell().periodicEverywhere()) {
            throw new DataException(what + " of a structure that repeats in three directions, found one that does not."
                    + " Give it a cell, or remove the key");
        }
        return forces ? v : symmetric(v, what);
    }

    /** The factor from a derivative in a structure to dE/dr (forces) or dE/dε (stress and virial). */
    public static double toSlope(Structure s, Derivative.Kind kind) {
        return kind == Derivative.Kind.STRESS ? Math.abs(s.cell().volume()) : -1;
    }

    private static double[] symmetric(double[] v, String what) {
        if (v.length == 6) {
            return new double[] {v[0], v[5], v[4], v[5], v[1], v[3], v[4], v[3], v[2]};
        }
        double largest = 0;
        for (double x : v) {
            largest = Math.max(largest, Math.abs(x));
        }
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < a; b++) {
                if (Math.abs(v[3 * a + b] - v[3 * b + a]) > 0.05 * largest) {
                    throw new DataException(what + " as a symmetric matrix, found " + v[3 * b + a] + " and "
                            + v[3 * a + b] + " on both sides of its diagonal");
                }
            }
        }
        return v;
    }
}
