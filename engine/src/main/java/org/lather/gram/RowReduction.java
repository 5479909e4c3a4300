package org.lather.gram;

import java.util.List;
import org.lather.structure.Structure;
import org.lather.target.Target;

/** The row of structures to which each environment of a batch belongs, and its factor. */
public final class RowReduction {
    private final int[] row;
    private final double[] mean;

    public RowReduction(List<Structure> structures) {
        int n = 0;
        for (Structure s : structures) {
            n += s.size();
        }
        row = new int[n];
        mean = new double[n];
        int e = 0;
        for (int i = 0; i < structures.size(); i++) {
            int size = structures.get(i).size();
            for (int a = 0; a < size; a++, e++) {
                row[e] = i;
                mean[e] = 1.0 / size;
            }
        }
    }

    public int environments() {
        return row.length;
    }

    /** The rows of a range of environments; for per-atom targets counted from {@code origin}. */
    public int[] rows(Target.Quantity quantity, int from, int to, int origin) {
        int[] out = new int[to - from];
        for (int i = from; i < to; i++) {
            out[i - from] = quantity.isPerAtom() ? i - origin : row[i];
        }
        return out;
    }

    /** The structure of an environment. */
    public int structure(int environment) {
        return row[environment];
    }

    /** The factors of all environments. */
    public double[] factors(Target.Quantity quantity) {
        return factors(quantity, 0, row.length);
    }

    public double[] factors(Target.Quantity quantity, int from, int to) {
        double[] out = new double[to - from];
        for (int i = from; i < to; i++) {
            out[i - from] = quantity == Target.Quantity.MEAN ? mean[i] : 1;
        }
        return out;
    }
}
