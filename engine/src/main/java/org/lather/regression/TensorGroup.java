package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import org.lather.dataset.StructureNoise;
import org.lather.dataset.TensorColumn;
import org.lather.dataset.TrainingSet;
import org.lather.math.CartesianMap;
import org.lather.math.Irrep;
import org.lather.target.Target;

/**
 * Parts of tensors of one order and parity that share their rows, and so one normal matrix: the same quantity, values
 * in the same structures, the same weights.
 */
public record TensorGroup(Target.Quantity quantity, List<Series> series, StructureNoise noise) implements SumGroup {
    /** One part of one target. */
    record Series(TensorColumn column, CartesianMap.Part part) {}

    /** The groups of an order and parity. */
    public static List<TensorGroup> of(TrainingSet set, Irrep irrep) {
        List<TensorGroup> out = new ArrayList<>();
        for (TensorColumn c : set.tensors()) {
            for (CartesianMap.Part p : c.target().form().map().parts()) {
                if (p.irrep().equals(irrep)) {
                    find(out, set, c).series.add(new Series(c, p));
                }
            }
        }
        return out;
    }

    private static TensorGroup find(List<TensorGroup> groups, TrainingSet set, TensorColumn c) {
        for (TensorGroup g : groups) {
            TensorColumn first = g.series.get(0).column;
            if (first.sameRows(c) && g.noise.same(first.name(), c.name())) {
                return g;
            }
        }
        TensorGroup g = new TensorGroup(c.target().quantity(), new ArrayList<>(), set.noise());
        groups.add(g);
        return g;
    }

    @Override
    public int targets() {
        return series.size();
    }

    /** Values alone. */
    @Override
    public int kinds() {
        return 1;
    }

    @Override
    public String name(int kind) {
        return series.get(0).column.name();
    }

    @Override
    public double weight(int row, int structure, int atoms) {
        TensorColumn first = series.get(0).column;
        if (Double.isNaN(first.value(row, 0))) {
            return 0;
        }
        double f = noise.factor(structure, first.name());
        return (quantity == Target.Quantity.TOTAL ? 1.0 / atoms : 1) / (f * f);
    }

    @Override
    public void values(int row, int component, double[] out, int offset) {
        for (int t = 0; t < series.size(); t++) {
            Series s = series.get(t);
            double v = s.column.value(row, s.part.offset() + component);
            out[offset + t] = Double.isNaN(v) ? 0 : v;
        }
    }
}
