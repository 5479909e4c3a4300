package org.lather.regression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Whitening;
import org.lather.basis.RepresentativeSelection;
import org.lather.basis.Whiteners;
import org.lather.gram.Partition;
import org.lather.options.ModelOptions;
import org.lather.target.Noise;
import org.lather.target.RowKey;
import org.lather.target.Target;

/**
 * Errors over held-out folds of sparse fits to rows in memory, for any weights of the terms, exponent, number of
 * representatives and noise. They are those of {@link SparseFit} on the same representatives, to rounding. With fewer
 * rows than representatives the equivalent regression of size rows is solved, v = Φᵀ (Φ Φᵀ + λ W⁻¹)⁻¹ y.
 */
public final class RowErrors {
    private final TermRows rows;
    private final Noise noise;
    private final Runnable onStep;
    private final DenseAlgebra algebra;
    private final int[] foldOf;
    private final int folds;

    /**
     * @param noise of the targets, if it is not found
     * @param onStep called before each step of a search; may throw to end it
     */
    public RowErrors(TermRows rows, Noise noise, Runnable onStep) {
        this.rows = rows;
        this.noise = noise;
        this.onStep = onStep;
        this.algebra = rows.run().backend().algebra().dense();
        ModelOptions model = rows.run().options().model();
        folds = model.folds();
        Partition partition = rows.run().set().partition(folds, model.seed());
        foldOf = IntStream.range(0, rows.run().set().structures())
                .map(partition::fold)
                .toArray();
    }

    /**
     * A kernel and its representatives.
     *
     * @param exponent ζ
     * @param weights of the terms
     * @param columns representatives, in the order of a model
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Setting(double exponent, double[] weights, int[] columns) {}

    /**
     * The root mean squared error √(Σ w (y − prediction)² / rows) of each target over the held-out rows of all folds;
     * infinite if the noise is too small for the precision.
     */
    public Map<RowKey, Double> of(Setting setting) {
        int e = rows.indexOf(setting.exponent);
        int[] columns = setting.columns;
        FeatureBlock block = rows.representatives().scalars().get(0);
        int[] starts = RepresentativeSelection.blockStarts(
                new FeatureBlock(
                        new double[0],
                        0,
                        Arrays.stream(columns).map(i -> block.centers()[i]).toArray()),
                rows.run().kernel().covariance().centers());
        Whiteners.Result whitened = Whiteners.factor(
                rows.self(e, setting.weights, columns),
                columns.length,
                starts,
                rows.run().backend().algebra().host());
        int[] kept = Arrays.stream(whitened.kept()).map(i -> columns[i]).toArray();
        Map<Target.Quantity, double[]> phi = new HashMap<>();
        Map<RowKey, Double> out = new LinkedHashMap<>();
        for (RowGroup group : rows.groups()) {
            double[] own = phi.computeIfAbsent(group.quantity(), q -> {
                double[] k = rows.rows(q, e, setting.weights, kept);
                whiten(k, kept.length, whitened.whitening());
                return k;
            });
            addErrors(group, own, kept.length, out);
        }
        return out;
    }

    private void whiten(double[] k, int width, Whitening whitening) {
        int count = width == 0 ? 0 : k.length / width;
        for (Whitening.Block b : whitening.blocks()) {
            algebra.solveRight(
                    Matrix.of(b.factor(), b.size(), b.size()).transpose(),
                    new Matrix(k, b.offset(), width, count, b.size()));
        }
    }

    /**
     * The rows of a group that have its targets.
     *
     * @param row index of each
     * @param weight of each
     * @param fold of each
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Labelled(int[] row, double[] weight, int[] fold) {}

    private Labelled labelled(RowGroup group) {
        int[] atoms = rows.run().set().atoms();
        int count = rows.count(group.quantity());
        int[] owner = new int[count];
        for (int s = 0, r = 0; s < atoms.length; s++) {
            for (int i = 0; i < (group.quantity().isPerAtom() ? atoms[s] : 1); i++, r++) {
                owner[r] = s;
            }
        }
        double[] weight = new double[count];
        // rows of atoms have no weight of their own, as those of totals have
        Arrays.setAll(weight, r -> group.weight(r, owner[r], group.quantity().isPerAtom() ? 1 : atoms[owner[r]]));
        int[] row = IntStream.range(0, count).filter(r -> weight[r] > 0).toArray();
        return new Labelled(
                row,
                Arrays.stream(row).mapToDouble(r -> weight[r]).toArray(),
                Arrays.stream(row).map(r -> foldOf[owner[r]]).toArray());
    }

    private void addErrors(RowGroup group, double[] phi, int width, Map<RowKey, Double> out) {
        Labelled labelled = labelled(group);
        double[] own = new double[Math.multiplyExact(labelled.row.length, width)];
        for (int i = 0; i < labelled.row.length; i++) {
            System.arraycopy(phi, labelled.row[i] * width, own, i * width, width);
        }
        double[][] values = new double[group.targets()][labelled.row.length];
        double[] one = new double[group.targets()];
        for (int i = 0; i < labelled.row.length; i++) {
            group.values(labelled.row[i], 0, one, 0);
            for (int t = 0; t < one.length; t++) {
                values[t][i] = one[t];
            }
        }
        if (labelled.row.length <= width) {
            addDual(group, own, labelled, values, out);
        } else {
            addPrimal(group, own, width, labelled, values, out);
        }
    }

    private void addDual(RowGroup group, double[] phi, Labelled labelled, double[][] values, Map<RowKey, Double> out) {
        int n = labelled.row.length;
        double[] q = new double[Math.multiplyExact(n, n)];
        algebra.syrk(1, Matrix.of(phi, n, phi.length / Math.max(1, n)), 0, Matrix.of(q, n, n));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                q[j * n + i] = q[i * n + j];
            }
        }
        int[] all = IntStream.range(0, n).toArray();
        KernelRidge ridge = new KernelRidge(q, n, all, labelled.weight, algebra);
        for (int t = 0; t < values.length; t++) {
            RowGroup.Series series = group.series().get(t);
            double signal = ridge.signal(values[t]);
            out.put(series.key(), error(series, signal, ridge.heldOut(values[t], labelled.fold, folds)));
        }
    }

    private void addPrimal(
            RowGroup group, double[] phi, int width, Labelled labelled, double[][] values, Map<RowKey, Double> out) {
        List<NormalEquations> sums = IntStream.range(0, folds)
                .mapToObj(f -> sums(f, phi, width, labelled, values))
                .toList();
        try (RidgeSystem system =
                new HostRidge(sums, algebra, rows.run().backend().resources().ledger())) {
            NoiseSearch search = new NoiseSearch(system);
            for (int t = 0; t < values.length; t++) {
                RowGroup.Series series = group.series().get(t);
                double trace = system.trace();
                double signal = trace > 0 ? system.squares(t) / trace : 0;
                out.put(series.key(), error(series, signal, search.heldOut(t)));
            }
        }
    }

    /** The normal equations of the rows of one fold. */
    private NormalEquations sums(int fold, double[] phi, int width, Labelled labelled, double[][] values) {
        int[] inside = IntStream.range(0, labelled.row.length)
                .filter(i -> labelled.fold[i] == fold)
                .toArray();
        NormalEquations out = new NormalEquations(width, values.length);
        double[] scaled = new double[Math.multiplyExact(inside.length, width)];
        for (int i = 0; i < inside.length; i++) {
            double root = Math.sqrt(labelled.weight[inside[i]]);
            for (int j = 0; j < width; j++) {
                scaled[i * width + j] = root * phi[inside[i] * width + j];
            }
            for (int t = 0; t < values.length; t++) {
                double y = root * values[t][inside[i]];
                out.squares()[t] += y * y;
                for (int j = 0; j < width; j++) {
                    out.right()[t * width + j] += y * scaled[i * width + j];
                }
            }
        }
        if (inside.length > 0) {
            double[] square = new double[Math.multiplyExact(width, width)];
            algebra.syrk(1, Matrix.of(scaled, inside.length, width).transpose(), 0, Matrix.of(square, width, width));
            out.matrix().add(1, PanelsInMemory.of(square, width));
        }
        out.countRows(inside.length);
        return out;
    }

    private double error(RowGroup.Series series, double signal, HeldOutErrors errors) {
        OptionalDouble given = noise.of(series.name());
        double ratio;
        if (given.isPresent()) {
            double s = given.getAsDouble();
            ratio = signal > 0 ? s * s / signal : 1;
        } else {
            ratio = errors.search(onStep);
        }
        return Math.sqrt(errors.error(ratio) / Math.max(1, errors.rows()));
    }
}
