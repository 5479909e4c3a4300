package org.lather.describe;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * The rows of features: the atoms that are chosen, and whether each atom or each structure has a row. All atoms count
 * as neighbours, chosen or not.
 *
 * @param centers atomic numbers of the chosen atoms; empty for all elements
 * @param atoms column of the structures that is true, or 1, for the chosen atoms; empty for all atoms
 */
public record FeatureRows(Set<Integer> centers, String atoms, Reduction reduction) {
    /** A row for each atom. */
    public static final FeatureRows ALL = new FeatureRows(Set.of(), "", Reduction.NONE);

    public FeatureRows {
        centers = Set.copyOf(centers);
    }

    /** Returns whether there is a row for each structure instead of each atom. */
    boolean reduces() {
        return reduction != Reduction.NONE;
    }

    /**
     * Returns the chosen atoms of a structure, ascending.
     *
     * @throws DataException if the structure lacks the column, or the column has other values
     */
    int[] of(Structure s) {
        IntStream all = IntStream.range(0, s.size());
        if (!centers.isEmpty()) {
            all = all.filter(i -> centers.contains(s.atomicNumber(i)));
        }
        if (!atoms.isEmpty()) {
            double[] chosen = column(s);
            all = all.filter(i -> chosen[i] == 1);
        }
        return all.toArray();
    }

    private double[] column(Structure s) {
        String expected =
                s.place() + "expected one truth value (T or F, 1 or 0) for each atom in the column " + atoms + ", ";
        if (!s.hasColumn(atoms)) {
            throw new DataException(
                    expected + "found no such column",
                    Cure.text("Columns of this frame: "
                            + String.join(", ", new TreeSet<>(s.annotations().columns()))));
        }
        double[] v;
        try {
            v = s.column(atoms);
        } catch (IllegalArgumentException e) {
            throw new DataException(expected + "got text");
        }
        if (v.length != s.size()) {
            throw new DataException(expected + "got " + v.length / s.size());
        }
        for (double x : v) {
            if (x != 0 && x != 1) {
                throw new DataException(expected + "got " + x);
            }
        }
        return v;
    }
}
