package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Gradients;
import org.lather.backend.Owned;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.backend.Whitening;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.gram.DerivativeBlocks;
import org.lather.gram.KernelRows;
import org.lather.gram.RowReduction;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.FittedBaseline;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * Adds rows of forces and strain of the structures of a shard, block by block: derivatives of K_NM are computed,
 * whitened, added to the normal equations and discarded. A row of the forces belongs to dE/dr_ka, one of stress or
 * virial to dE/dε_ab, a ≤ b; residuals are weighted in the units of the derivatives.
 */
public final class DerivativeRows implements AutoCloseable {
    private final TrainingRun run;
    private final SumLayout layout;
    private final Whitening whitening;
    private final List<Accumulator> accumulators;
    private final KernelRows rows;
    private final Backend backend;
    private final Gradients gradients;
    private final Tile positions;
    private final Tile strain;

    /** @param accumulators in the order of the layout */
    DerivativeRows(
            TrainingRun run,
            Backend backend,
            SumLayout layout,
            DerivativeBlocks blocks,
            WhitenedRows whitened,
            List<Accumulator> accumulators) {
        this.run = run;
        this.layout = layout;
        this.whitening = whitened.whitening();
        this.accumulators = accumulators;
        this.rows = whitened.rows();
        this.backend = backend;
        this.gradients = backend.gradients();
        this.positions = backend.tile(3 * blocks.mostAtoms(), rows.size());
        this.strain = Owned.orClose(() -> backend.tile(9 * blocks.mostStructures(), rows.size()), positions::close);
    }

    /** Adds the rows of structures that have derivatives, beginning with an index. */
    void add(int first, List<Structure> structures, int fold) {
        for (Target.Quantity quantity : List.of(Target.Quantity.TOTAL, Target.Quantity.MEAN)) {
            List<Integer> groups = new ArrayList<>();
            for (int g = 0; g < layout.groups().size(); g++) {
                RowGroup group = group(g);
                if (group.quantity() == quantity && !group.derivatives().isEmpty()) {
                    groups.add(g);
                }
            }
            List<Integer> numbers = new ArrayList<>();
            List<Structure> carrying = new ArrayList<>();
            for (int i = 0; i < structures.size(); i++) {
                Structure s = structures.get(i);
                if (groups.stream().anyMatch(g -> carries(group(g), s))) {
                    numbers.add(first + i);
                    carrying.add(s);
                }
            }
            if (!carrying.isEmpty()) {
                compute(carrying, quantity);
                for (int g : groups) {
                    addGroup(g, numbers, carrying, fold);
                }
            }
        }
    }

    private RowGroup group(int g) {
        return layout.groups().get(g);
    }

    private static boolean carries(RowGroup group, Structure s) {
        return group.derivatives().stream().anyMatch(d -> TargetReading.has(s, d));
    }

    private void compute(List<Structure> structures, Target.Quantity quantity) {
        positions.clear();
        strain.clear();
        double[] factors = new RowReduction(structures).factors(quantity);
        try (Batch batch = backend.upload(structures, run.channels())) {
            for (int s = 0; s < run.kernel().terms().size(); s++) {
                EnvironmentKernel.Term term = run.kernel().terms().get(s);
                gradients.rows(
                        WeightedRange.all(batch, factors),
                        term.features(),
                        rows.representatives().get(s),
                        run.kernel().covariance(),
                        term.weight(),
                        new DerivativeTiles(positions, strain));
            }
        }
        backend.whiten(positions, whitening);
        backend.whiten(strain, whitening);
    }

    private void addGroup(int g, List<Integer> numbers, List<Structure> structures, int fold) {
        RowGroup group = group(g);
        for (int k = 0; k < group.derivatives().size(); k++) {
            Derivative d = group.derivatives().get(k);
            boolean forces = d.kind() == Derivative.Kind.FORCES;
            int each = forces ? 3 : 9;
            int count = each
                    * (forces ? structures.stream().mapToInt(Structure::size).sum() : structures.size());
            double[] weights = new double[count];
            double[] values = new double[count];
            int row = 0;
            for (int i = 0; i < structures.size(); i++) {
                Structure s = structures.get(i);
                int n = forces ? 3 * s.size() : 9;
                if (TargetReading.has(s, d)) {
                    double[] y = slope(run, group, d, s);
                    double w = layout.weight(g, k + 1) * weight(group, d, numbers.get(i), s);
                    for (int j = 0; j < n; j++) {
                        boolean missing = Double.isNaN(y[j]);
                        values[row + j] = missing ? 0 : y[j];
                        weights[row + j] = !missing && (forces || j % 3 >= j / 3) ? w : 0;
                    }
                }
                row += n;
            }
            accumulators.get(layout.index(g, k + 1, fold)).add(forces ? positions : strain, count, weights, values);
        }
    }

    /**
     * The values to be learnt: dE/dr or dE/dε of the reference without the baselines, in the target's unit; NaN for
     * atoms that lack forces.
     */
    public static double[] slope(TrainingRun run, RowGroup group, Derivative d, Structure s) {
        TargetValues column = group.series().get(0).values();
        Target target = column.target();
        double[] y = TargetReading.read(s, d);
        double[] baseline =
                FittedBaseline.slope(Objects.requireNonNull(run.baselines().get(column.name())), s, target, d.kind());
        double factor = TargetReading.toSlope(s, d.kind()) / d.perUnit(target.unit());
        Arrays.setAll(y, i -> factor * y[i] - baseline[i]);
        return y;
    }

    /**
     * The weight of a row: one over its variance relative to the noise of the derivative. The variance of virials grows
     * with the number of atoms.
     */
    public static double weight(RowGroup group, Derivative d, int structure, Structure s) {
        TargetValues column = group.series().get(0).values();
        double unit = d.perUnit(column.target().unit()) / group.noise().factor(structure, d.name(column.name()));
        return switch (d.kind()) {
            case FORCES -> unit * unit;
            case STRESS -> unit * unit / (s.cell().volume() * s.cell().volume());
            case VIRIAL -> unit * unit / (group.quantity() == Target.Quantity.TOTAL ? s.size() : 1);
        };
    }

    @Override
    public void close() {
        positions.close();
        strain.close();
    }
}
