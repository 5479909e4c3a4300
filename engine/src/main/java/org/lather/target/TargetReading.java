package org.lather.target;

import java.util.Arrays;
import org.lather.error.Cure;
import org.lather.error.NotFiniteException;
import org.lather.math.CartesianMap;
import org.lather.structure.AnnotationSource;
import org.lather.structure.Annotations;
import org.lather.structure.DataException;
import org.lather.structure.Missing;
import org.lather.structure.Structure;

/**
 * Reads targets, their derivatives and other keyed numbers from structures.
 *
 * <p>A target may be missing in a structure or in some of its atoms: there is no such key or column, or its value is
 * NaN or a word such as {@code None} ({@link Missing}). A tensor or vector with one missing component is missing. So is
 * the stress of a structure that does not repeat in three directions, and a virial of zeros of a structure that does
 * not repeat at all, which some programs write for molecules.
 */
public final class TargetReading {
    private static final double LARGEST = 1e100;

    private TargetReading() {}

    /** Whether a structure, or any of its atoms, has a target. */
    public static boolean has(Structure s, Target target) {
        if (target.centers().isEmpty()) {
            return has(s, target.key(), target.quantity().isPerAtom());
        }
        return s.annotations().hasColumn(target.key()) && anyAtomHas(s, target);
    }

    /** Whether any atom has a target of chosen elements; true for a column that cannot be read. */
    private static boolean anyAtomHas(Structure s, Target target) {
        double[] v;
        try {
            v = s.column(target.key());
        } catch (IllegalArgumentException e) {
            return true;
        }
        int each = v.length / s.size();
        for (int i = 0; i < s.size(); i++) {
            if (target.covers(s.atomicNumber(i)) && !isMissing(v, i * each, each)) {
                return true;
            }
        }
        return false;
    }

    /** Makes the values of atoms NaN that a target does not cover. */
    public static double[] masked(Structure s, Target target, double[] v) {
        int each = target.form().components();
        for (int i = 0; i < s.size() && !target.centers().isEmpty(); i++) {
            if (!target.covers(s.atomicNumber(i))) {
                Arrays.fill(v, i * each, (i + 1) * each, Double.NaN);
            }
        }
        return v;
    }

    private static boolean has(Structure s, String key, boolean perAtom) {
        Annotations a = s.annotations();
        return perAtom
                ? a.hasColumn(key) && anyAtomHas(a, key)
                : a.value(key).filter(v -> !Missing.is(v)).isPresent();
    }

    /** Whether any atom has a column; true for a column that cannot be read, whose error is that of reading it. */
    private static boolean anyAtomHas(Annotations a, String key) {
        double[] v;
        try {
            v = a.column(key);
        } catch (IllegalArgumentException e) {
            return true;
        }
        int each = a.columnWidth(key);
        for (int at = 0; at < v.length; at += each) {
            if (!isMissing(v, at, each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMissing(double[] v, int from, int count) {
        for (int k = from; k < from + count; k++) {
            if (Double.isNaN(v[k])) {
                return true;
            }
        }
        return false;
    }

    /** Makes all components of an atom NaN if one of them is. */
    private static double[] wholeAtoms(double[] v, int each) {
        for (int at = 0; at < v.length; at += each) {
            if (isMissing(v, at, each)) {
                Arrays.fill(v, at, at + each, Double.NaN);
            }
        }
        return v;
    }

    /**
     * Reads a target as the structure carries it, [structure or atom][3^rank] flattened, the last axis fastest; NaN for
     * atoms that lack it, or that the target does not cover.
     */
    public static double[] read(Structure s, Target target) {
        boolean perAtom = target.quantity().isPerAtom();
        double[] v = numbers(s, target.key(), "target", perAtom, target.form(), perAtom);
        TensorChecks.expectSymmetry(s, target, v);
        TensorChecks.expectOneBranch(s, target);
        return masked(s, target, wholeAtoms(v, target.form().components()));
    }

    /**
     * Reads another key that has the form of a target.
     *
     * @param role what the key is, for messages
     * @throws DataException if the structure has no usable value of the target
     */
    public static double[] read(Structure s, Target target, String key, String role) {
        boolean perAtom = target.quantity().isPerAtom();
        if (!(perAtom ? s.hasColumn(key) : s.has(key)) && has(s, target)) {
            throw new DataException(
                    s.place() + "expected the " + role + " `" + key + "`, found none, but `" + target.key() + "`",
                    Cure.text(
                            "Add it, as every structure needs it. If `" + target.key() + "` is the cheaper of the two,"
                                    + " the keys of the target and its baseline are exchanged"));
        }
        return numbers(s, key, role, perAtom, target.form(), false);
    }

    /** Reads one number of a structure. */
    static double number(Structure s, String key, String role) {
        return numbers(s, key, role, false, TensorForm.SCALAR, false)[0];
    }

    /**
     * Reads the numbers of a structure or of each atom, 3^rank each.
     *
     * @param role what the key is, for messages
     * @param missing whether numbers may be NaN
     */
    private static double[] numbers(
            Structure s, String key, String role, boolean perAtom, TensorForm form, boolean missing) {
        Annotations a = s.annotations();
        int rank = form.rank();
        int each = form.components();
        String named = role + " `" + key + "`";
        String tensor = rank == 0 ? "" : ", a tensor of rank " + rank;
        if (perAtom ? !a.hasColumn(key) : !a.has(key)) {
            throw new DataException(
                    s.place() + "expected the " + named + (perAtom ? " as a column" : "") + tensor + ", found none",
                    Cure.text("Add it, or leave the frame out"));
        }
        double[] v;
        try {
            v = perAtom ? a.column(key) : a.numbers(key);
        } catch (IllegalArgumentException e) {
            DataException told = new DataException(s.place() + "expected numbers for the " + named + ", found "
                    + (perAtom ? "a column of text" : "'" + a.text(key).orElse("") + "'"));
            told.initCause(e);
            throw told;
        }
        if (v.length != each * (perAtom ? s.size() : 1)) {
            String wrong = s.place() + "expected " + (rank == 0 ? "one number" : each + " numbers")
                    + (perAtom ? " an atom" : "") + " for the " + named + tensor + ", found " + v.length
                    + (perAtom ? " for " + s.size() + " atoms" : "");
            throw new DataException(wrong, rank(v.length, perAtom ? s.size() : 1, rank));
        }
        expectFinite(v, s.place() + "expected a finite number for the " + named, missing);
        return v;
    }

    /** The cure for a wrong number of values, if it is that of another rank. */
    private static Cure[] rank(int values, int rows, int declared) {
        int components = 1;
        for (int rank = 0; rank <= CartesianMap.MAX_RANK; rank++, components *= 3) {
            if (rank != declared && values == components * rows) {
                String what = rank == 0 ? "a number" : rank == 1 ? "a vector" : "a tensor of that many numbers";
                return new Cure[] {Cure.text("If it is " + what + ", set `rank: " + rank + "`")};
            }
        }
        return new Cure[0];
    }

    /** Expects numbers whose squares and sums are numbers as well. */
    private static void expectFinite(double[] v, String what, boolean missing) {
        for (double x : v) {
            if (Math.abs(x) > LARGEST && Double.isFinite(x)) {
                throw new NotFiniteException(what + ", of at most " + LARGEST + ", found " + x
                        + ". Larger ones have no squares in double precision");
            }
            if (!Double.isFinite(x) && !(missing && Double.isNaN(x))) {
                throw new DataException(what + ", found " + x, Cure.text("Remove the key from frames that lack it"));
            }
        }
    }

    /** Whether a structure, or any of its atoms, has a derivative. */
    public static boolean has(Structure s, Derivative d) {
        return has(s, d.key(), d.kind() == Derivative.Kind.FORCES) && !isIgnored(s, d);
    }

    /** Whether a structure carries the key of a derivative that it cannot have. */
    public static boolean isIgnored(Structure s, Derivative d) {
        return switch (d.kind()) {
            case FORCES -> false;
            case STRESS -> !s.cell().periodicEverywhere() && has(s, d.key(), false);
            case VIRIAL ->
                !s.cell().anyPeriodic()
                        && s.annotations()
                                .value(d.key())
                                .flatMap(AnnotationSource.Value::numbers)
                                .filter(v -> Arrays.stream(v).allMatch(x -> x == 0))
                                .isPresent();
        };
    }

    /** Whether a structure has values of a target or of any of its derivatives. */
    public static boolean hasAny(Structure s, Target target) {
        return has(s, target) || target.derivatives().stream().anyMatch(d -> has(s, d));
    }

    /**
     * Reads forces [n][3], or stress or virial [3][3], flattened, in the form of the structure; forces are NaN for
     * atoms that lack them.
     */
    public static double[] read(Structure s, Derivative d) {
        double[] v = read(s, d.kind(), d.key(), "", d.kind() == Derivative.Kind.FORCES);
        return wholeAtoms(v, d.kind() == Derivative.Kind.FORCES ? 3 : 9);
    }

    /** Reads the key of a derivative of a baseline: forces [n][3], or stress or virial [3][3], flattened. */
    public static double[] read(Structure s, Derivative.Kind kind, String key, String role) {
        return read(s, kind, key, role, false);
    }

    /** @param missing whether numbers may be NaN */
    private static double[] read(Structure s, Derivative.Kind kind, String key, String role, boolean missing) {
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
        expectFinite(v, what + " as finite numbers", missing);
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
