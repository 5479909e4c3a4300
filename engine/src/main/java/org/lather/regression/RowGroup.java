package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import org.lather.dataset.StructureNoise;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingSet;
import org.lather.math.CartesianMap;
import org.lather.math.Irrep;
import org.lather.target.Derivative;
import org.lather.target.RowKey;
import org.lather.target.RowType;
import org.lather.target.Target;

/**
 * Irreducible blocks of targets that share their rows, and so one normal matrix: the same quantity, values in the same
 * structures, the same weights. A target with derivatives has a group of its own, because their rows belong to its
 * matrix, too.
 */
public record RowGroup(Target.Quantity quantity, List<Series> series, StructureNoise noise) {
    /** One irreducible block of one target; the only one of a number. */
    public record Series(TargetValues values, CartesianMap.Part block) {
        public String name() {
            return values.name();
        }

        public Target target() {
            return values.target();
        }

        /** The key of the noise and errors of its rows. */
        public RowKey key() {
            return target().isTensor()
                    ? new RowKey(name(), new RowType.Component(block.irrep(), block.index()))
                    : RowKey.value(name());
        }

        private boolean sharesRows(Series other, StructureNoise noise) {
            return values.sameRows(other.values)
                    && target().derivatives().isEmpty()
                    && other.target().derivatives().isEmpty()
                    && noise.same(name(), other.name());
        }
    }

    /** The groups of scalar targets. */
    public static List<RowGroup> numbers(TrainingSet set) {
        List<Series> all = new ArrayList<>();
        set.numbers()
                .forEach(v ->
                        all.add(new Series(v, v.target().form().map().parts().get(0))));
        return of(all, set.noise());
    }

    /** The groups of one irreducible representation of tensor targets. */
    public static List<RowGroup> tensors(TrainingSet set, Irrep irrep) {
        List<Series> all = new ArrayList<>();
        for (TargetValues v : set.tensors()) {
            for (CartesianMap.Part p : v.target().form().map().parts()) {
                if (p.irrep().equals(irrep)) {
                    all.add(new Series(v, p));
                }
            }
        }
        return of(all, set.noise());
    }

    /** The irreducible representations of tensor targets, ascending. */
    public static List<Irrep> irreps(TrainingSet set) {
        return set.tensors().stream()
                .flatMap(v -> v.target().form().map().parts().stream())
                .map(CartesianMap.Part::irrep)
                .sorted()
                .distinct()
                .toList();
    }

    private static List<RowGroup> of(List<Series> all, StructureNoise noise) {
        List<RowGroup> out = new ArrayList<>();
        for (Series s : all) {
            RowGroup group = out.stream()
                    .filter(g -> g.series.get(0).sharesRows(s, noise))
                    .findFirst()
                    .orElseGet(() -> {
                        RowGroup g = new RowGroup(s.target().quantity(), new ArrayList<>(), noise);
                        out.add(g);
                        return g;
                    });
            group.series.add(s);
        }
        return out;
    }

    /** The derivatives of its only target; empty if it has several targets. */
    public List<Derivative> derivatives() {
        return series.get(0).target().derivatives();
    }

    /** The number of right-hand sides. */
    public int targets() {
        return series.size();
    }

    /** The number of row types: values, and each derivative that is learnt with them. */
    public int types() {
        return 1 + derivatives().size();
    }

    /** The name of a row type: 0 the values of the first series, then its derivatives. */
    public RowKey key(int type) {
        Series first = series.get(0);
        return type == 0 ? first.key() : RowKey.of(first.name(), derivatives().get(type - 1));
    }

    /**
     * The weight of the rows of a structure or atom: 0 if the target is missing; 1 over the number of atoms for totals,
     * whose noise variance grows with it; otherwise 1. It is divided by the square of the noise factor.
     *
     * @param row index of the structure or atom
     * @param structure index of its structure
     */
    public double weight(int row, int structure, int atoms) {
        Series first = series.get(0);
        if (!first.values.has(row)) {
            return 0;
        }
        double f = noise.factor(structure, first.name());
        return quantity.weight(atoms) / (f * f);
    }

    /**
     * Writes the right-hand sides of one component of a structure or atom, zeros if missing.
     *
     * @param component m + λ
     */
    public void values(int row, int component, double[] out, int offset) {
        for (int t = 0; t < series.size(); t++) {
            Series s = series.get(t);
            double v = s.values.value(row, s.block.offset() + component);
            out[offset + t] = Double.isNaN(v) ? 0 : v;
        }
    }
}
