package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Owned;
import org.lather.backend.Tile;
import org.lather.execution.MemoryPlan.Item;
import org.lather.gram.KernelRows;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.CartesianMap;
import org.lather.math.Irrep;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.model.IrrepFeatures;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.target.LearntForm;
import org.lather.target.Target;

/**
 * Predicts the values of the targets of a model: products of rows of K_NM with the weights of irreducible blocks,
 * combined to Cartesian components. A scalar is the only component of its block.
 *
 * <p>Values of whole structures are sums over their atoms, in one of two orders: for scalars the backend sums the rows,
 * which uncertainties need as well, before they are multiplied; for tensors the products of atoms are summed.
 */
public final class BlockPrediction implements AutoCloseable {
    /** Largest number of environments at a time for tensors. */
    private static final int RANGE = 128;

    /** The beginning of the names of items that are in memory between calls. */
    static final String REPRESENTATIVES = "representatives";

    private final List<FittedTarget> targets;
    private final Backend backend;
    private final List<Group> groups = new ArrayList<>();

    /**
     * The targets whose blocks are predicted from the same rows.
     *
     * @param scalars whether the targets are scalars, for which rows are summed
     */
    private record Group(Irrep irrep, KernelRows rows, List<FittedTarget> targets, boolean scalars) {
        Set<Target.Quantity> summed() {
            Set<Target.Quantity> out = EnumSet.noneOf(Target.Quantity.class);
            targets.stream()
                    .filter(BlockPrediction::sumsRows)
                    .forEach(t -> out.add(t.target().quantity()));
            return out;
        }
    }

    /** Uploads the representatives to the backend; {@link #close} frees them. */
    public BlockPrediction(ModelParameters parameters, Backend backend, int rangeSize) {
        this.targets = parameters.targets();
        this.backend = backend;
        Owned.orClose(() -> load(parameters, rangeSize), this::close);
    }

    private void load(ModelParameters parameters, int rangeSize) {
        List<FittedTarget> numbers = parameters.numbers();
        if (!numbers.isEmpty()) {
            KernelRows rows = new KernelRows(
                    backend, parameters.kernel(), parameters.channels(), parameters.scalars(), rangeSize);
            groups.add(new Group(Irrep.SCALAR, rows, numbers, true));
        }
        List<FittedTarget> tensors =
                targets.stream().filter(t -> t.target().isTensor()).toList();
        for (IrrepFeatures f : parameters.tensors()) {
            KernelRows rows = new KernelRows(
                    backend,
                    parameters.kernel(f),
                    parameters.channels(),
                    parameters.representatives(f),
                    Math.min(RANGE, rangeSize));
            groups.add(new Group(f.irrep(), rows, tensors, false));
        }
    }

    /** Changes the number of environments at a time, a power of two; values do not depend on it. */
    void resize(int rangeSize) {
        groups.forEach(g -> g.rows.resize(g.scalars ? rangeSize : Math.min(RANGE, rangeSize)));
    }

    /** The memory for a number of environments at a time. */
    static List<Item> items(ModelParameters parameters, int rangeSize) {
        List<Item> out = new ArrayList<>();
        long m = parameters.size();
        if (!parameters.numbers().isEmpty()) {
            long columns = parameters.kernel().columns(parameters.channels());
            out.add(new Item(REPRESENTATIVES, m * columns * 8));
            out.add(new Item("features of " + rangeSize + " environments", rangeSize * columns * 8));
            out.add(new Item("tiles", 8 * m * (rangeSize + 512L)));
        }
        long range = Math.min(RANGE, rangeSize);
        for (IrrepFeatures f : parameters.tensors()) {
            EnvironmentKernel k = parameters.kernel(f);
            long c = k.components();
            String order = "of lambda " + f.irrep().lambda();
            out.add(new Item(REPRESENTATIVES + " " + order, 8 * m * k.values(parameters.channels())));
            out.add(new Item("features " + order, 8 * range * k.values(parameters.channels())));
            out.add(new Item("tiles " + order, 16 * range * c * m * c));
        }
        return out;
    }

    /** The rows of scalars, which gradients and uncertainties use as well; null if no target is a scalar. */
    public @Nullable KernelRows scalars() {
        return groups.stream()
                .filter(Group::scalars)
                .findFirst()
                .map(Group::rows)
                .orElse(null);
    }

    /**
     * Stores values and, if requested, per-atom contributions in predictions.
     *
     * @param structureRows receives the sum of the rows of scalars of each structure's atoms, [M], which it may
     *     overwrite; null if not needed
     */
    public void add(
            List<Prediction> predictions,
            boolean contributions,
            @Nullable BiConsumer<Prediction, double[]> structureRows) {
        List<Structure> structures =
                predictions.stream().map(Prediction::structure).toList();
        int n = structures.stream().mapToInt(Structure::size).sum();
        Map<String, double[]> atoms = new LinkedHashMap<>();
        for (FittedTarget t : targets) {
            if (contributions || !sumsRows(t)) {
                atoms.put(t.name(), new double[n * t.target().form().map().sphericalSize()]);
            }
        }
        Map<Target.Quantity, double[]> sums = new EnumMap<>(Target.Quantity.class);
        for (Group g : groups) {
            Set<Target.Quantity> summed = g.summed();
            if (g.scalars && structureRows != null) {
                summed.add(Target.Quantity.TOTAL);
            }
            try (RowSums s = new RowSums(backend, g.rows, structures, summed)) {
                g.rows.compute(structures, (from, to, rows) -> {
                    s.add(from, to, rows);
                    multiply(g, from, to, rows, atoms);
                });
                sums.putAll(s.download());
            }
        }
        for (FittedTarget t : targets) {
            double[] rows = sumsRows(t) ? sums.get(t.target().quantity()) : null;
            double[] values = rows == null ? null : multiply(rows, structures.size(), t.weights());
            distribute(t, values, atoms.get(t.name()), predictions, contributions);
        }
        double[] totals = sums.get(Target.Quantity.TOTAL);
        for (int i = 0; structureRows != null && totals != null && i < structures.size(); i++) {
            int m = totals.length / structures.size();
            structureRows.accept(predictions.get(i), Arrays.copyOfRange(totals, i * m, (i + 1) * m));
        }
    }

    /** Whether rows are summed before they are multiplied, rather than the products of atoms. */
    private static boolean sumsRows(FittedTarget t) {
        return !t.target().isTensor() && !t.target().quantity().isPerAtom();
    }

    private static void multiply(Group g, int from, int to, Tile rows, Map<String, double[]> atoms) {
        double[] k = null;
        int c = g.irrep.components();
        for (FittedTarget t : g.targets) {
            double[] out = atoms.get(t.name());
            if (out == null) {
                continue;
            }
            CartesianMap map = t.target().form().map();
            for (FittedBlock b : t.blocks()) {
                if (b.irrep().equals(g.irrep)) {
                    k = k == null ? rows.download() : k;
                    double[] v = multiply(k, (to - from) * c, b.weights());
                    int offset = offset(map, b);
                    for (int i = 0; i < v.length; i++) {
                        out[(from + i / c) * map.sphericalSize() + offset + i % c] = v[i];
                    }
                }
            }
        }
    }

    private static double[] multiply(double[] k, int rows, double[] weights) {
        int m = weights.length;
        double[] out = new double[rows];
        for (int i = 0; i < rows; i++) {
            double s = 0;
            for (int j = 0; j < m; j++) {
                s += k[i * m + j] * weights[j];
            }
            out[i] = s;
        }
        return out;
    }

    private static int offset(CartesianMap map, FittedBlock block) {
        for (CartesianMap.Part p : map.parts()) {
            if (p.irrep().equals(block.irrep()) && p.index() == block.index()) {
                return p.offset();
            }
        }
        throw new IllegalArgumentException(
                "expected a block of the tensor, got lambda " + block.irrep().lambda());
    }

    /**
     * Stores the values of a target and, if requested, the contributions of atoms.
     *
     * @param values values of structures without baselines; null if they are the sums over their atoms
     * @param atoms spherical components of each atom of the structures; null if only the values are needed
     */
    private static void distribute(
            FittedTarget t,
            double @Nullable [] values,
            double @Nullable [] atoms,
            List<Prediction> predictions,
            boolean contributions) {
        Target.Quantity quantity = t.target().quantity();
        CartesianMap map = t.target().form().map();
        int first = 0;
        for (int i = 0; i < predictions.size(); i++) {
            Prediction p = predictions.get(i);
            Structure s = p.structure();
            int size = s.size() * map.sphericalSize();
            double[] own = atoms == null ? new double[0] : Arrays.copyOfRange(atoms, first, first + size);
            first += size;
            double[] sum = t.baseline(s);
            if (values != null) {
                sum[0] += values[i];
                for (int k = 0; k < own.length; k++) {
                    own[k] *= quantity.factor(s.size());
                }
            } else {
                int divisor = quantity == Target.Quantity.MEAN ? s.size() : 1;
                for (int k = 0; k < own.length; k++) {
                    own[k] /= divisor;
                    sum[k % sum.length] += own[k];
                }
            }
            p.put(t.name(), LearntForm.carried(s, t.target(), map.cartesian(sum)));
            if (contributions && !quantity.isPerAtom()) {
                double[] baseline = t.baselineContributions(s);
                for (int k = 0; k < own.length; k++) {
                    own[k] += baseline[k];
                }
                p.putContributions(t.name(), map.cartesian(own));
            }
        }
    }

    @Override
    public void close() {
        groups.forEach(g -> g.rows.close());
        groups.clear();
    }
}
