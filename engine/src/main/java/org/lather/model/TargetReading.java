package org.lather.model;

import org.lather.options.Target;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/** Reads targets and other keyed numbers from structures, one number a structure or one an atom. */
final class TargetReading {
    private TargetReading() {}

    static boolean has(Structure s, Target target) {
        return has(s, target.key(), target.quantity());
    }

    private static boolean has(Structure s, String key, Target.Quantity quantity) {
        Annotations a = s.annotations();
        return quantity == Target.Quantity.ATOM ? a.hasColumn(key) : a.has(key);
    }

    /** One number, or one an atom. */
    static double[] read(Structure s, Target target) {
        return read(s, target.key(), target.quantity(), "target");
    }

    /** The same for a baseline's key. */
    static double[] read(Structure s, String key, Target.Quantity quantity, String role) {
        Annotations a = s.annotations();
        boolean atom = quantity == Target.Quantity.ATOM;
        if (!has(s, key, quantity)) {
            throw new DataException(where(s) + "expected the " + role + " `" + key + "`" + (atom ? " as a column" : "")
                    + ", found none. Add it, or leave the frame out");
        }
        double[] v;
        try {
            v = atom ? a.column(key) : a.numbers(key);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    where(s) + "expected numbers for the " + role + " `" + key + "`: " + e.getMessage());
        }
        int expected = atom ? s.size() : 1;
        if (v.length != expected) {
            throw new DataException(where(s) + "expected " + (atom ? "one number an atom" : "one number") + " for the "
                    + role + " `" + key + "`, found " + v.length + (atom ? " for " + s.size() + " atoms" : ""));
        }
        for (double x : v) {
            if (!Double.isFinite(x)) {
                throw new DataException(where(s) + "expected a finite number for the " + role + " `" + key + "`, found "
                        + x + ". Remove it from frames that lack it");
            }
        }
        return v;
    }

    static String where(Structure s) {
        String origin = s.annotations().origin();
        return origin.isEmpty() ? "" : origin + ": ";
    }
}
