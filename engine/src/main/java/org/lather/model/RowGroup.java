package org.lather.model;

import java.util.ArrayList;
import java.util.List;
import org.lather.options.Target;

/** Targets that share their rows: the same quantity, and values in the same structures. They share one normal matrix. */
record RowGroup(Target.Quantity quantity, List<TargetColumn> columns) {
    static List<RowGroup> of(List<TargetColumn> columns) {
        List<RowGroup> out = new ArrayList<>();
        for (TargetColumn c : columns) {
            RowGroup found = null;
            for (RowGroup g : out) {
                if (g.quantity == c.target().quantity() && g.columns.get(0).sameRows(c)) {
                    found = g;
                }
            }
            if (found == null) {
                found = new RowGroup(c.target().quantity(), new ArrayList<>());
                out.add(found);
            }
            found.columns.add(c);
        }
        return out;
    }

    /**
     * The weights of rows: 0 where the target is missing; else 1 over the number of atoms for totals, whose noise variance
     * grows with it, and 1 otherwise.
     */
    double weight(int row, int atoms) {
        if (Double.isNaN(columns.get(0).value(row))) {
            return 0;
        }
        return quantity == Target.Quantity.TOTAL ? 1.0 / atoms : 1;
    }

    /** The targets of a row, zeros where missing. */
    void values(int row, double[] out, int offset) {
        for (int t = 0; t < columns.size(); t++) {
            double v = columns.get(t).value(row);
            out[offset + t] = Double.isNaN(v) ? 0 : v;
        }
    }
}
