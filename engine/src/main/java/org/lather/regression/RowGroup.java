package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import org.lather.dataset.StructureNoise;
import org.lather.dataset.TargetColumn;
import org.lather.dataset.TrainingSet;
import org.lather.target.Derivative;
import org.lather.target.Target;

/**
 * Targets that share their rows: the same quantity, values in the same structures, the same weights. They share one
 * normal matrix. A target with derivatives is alone, as their rows belong to its matrix too.
 */
public record RowGroup(Target.Quantity quantity, List<TargetColumn> columns, StructureNoise noise) implements SumGroup {
    static List<RowGroup> of(TrainingSet set) {
        List<RowGroup> out = new ArrayList<>();
        for (TargetColumn c : set.columns()) {
            RowGroup found = null;
            for (RowGroup g : out) {
                if (g.takes(c)) {
                    found = g;
                }
            }
            if (found == null) {
                found = new RowGroup(c.target().quantity(), new ArrayList<>(), set.noise());
                out.add(found);
            }
            found.columns.add(c);
        }
        return out;
    }

    private boolean takes(TargetColumn c) {
        TargetColumn first = columns.get(0);
        return quantity == c.target().quantity()
                && derivatives().isEmpty()
                && c.target().derivatives().isEmpty()
                && noise.same(first.name(), c.name())
                && first.sameRows(c);
    }

    /** Those of its only target; empty where it has more. */
    public List<Derivative> derivatives() {
        return columns.get(0).target().derivatives();
    }

    @Override
    public int targets() {
        return columns.size();
    }

    @Override
    public int kinds() {
        return 1 + derivatives().size();
    }

    @Override
    public String name(int kind) {
        String target = columns.get(0).name();
        return kind == 0 ? target : derivatives().get(kind - 1).name(target);
    }

    @Override
    public double weight(int row, int structure, int atoms) {
        if (Double.isNaN(columns.get(0).value(row))) {
            return 0;
        }
        double f = noise.factor(structure, columns.get(0).name());
        return (quantity == Target.Quantity.TOTAL ? 1.0 / atoms : 1) / (f * f);
    }

    @Override
    public void values(int row, int component, double[] out, int offset) {
        for (int t = 0; t < columns.size(); t++) {
            double v = columns.get(t).value(row);
            out[offset + t] = Double.isNaN(v) ? 0 : v;
        }
    }
}
