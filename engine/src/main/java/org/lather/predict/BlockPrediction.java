package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Owned;
import org.lather.backend.Tile;
import org.lather.execution.MemoryPlan.Item;
import org.lather.gram.KernelRows;
import org.lather.gram.KernelValues;
import org.lather.gram.Representatives;
import org.lather.gram.StructureCovariances;
import org.lather.gram.TargetWeights;
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
import org.lather.target.TargetReading;

/**
 * Predicts the values of the targets of a model: products of rows of K_NM with the weights of irreducible blocks,
 * combined to Cartesian components. A scalar is the only component of its block.
 *
 * <p>Values of whole structures are the sums of those of their atoms, in the order of the atoms. Scalars are the same
 * bits with and without gradients, contributions and uncertainties.
 */
public final class BlockPrediction implements AutoCloseable {
    /** Largest number of environments at a time for tensors. */
    private static final int RANGE = 128;

    private final List<FittedTarget> targets;
    private final Backend backend;
    private final ModelParameters parameters;
    private final List<TargetWeights> weights;
    private final List<Group> groups = new ArrayList<>();
    private boolean cached;
    private @Nullable KernelValues values;
    private int valuesRange;

    /**
     * The targets whose blocks are predicted from the same rows.
     *
     * @param scalars whether the targets are scalars
     */
    private record Group(Irrep irrep, KernelRows rows, List<FittedTarget> targets, boolean scalars) {}

    /** Uploads the representatives to the backend, over which all sums run; {@link #close} frees them. */
    public BlockPrediction(ModelParameters parameters, Backend backend, int rangeSize) {
        this(parameters, unfolded(parameters), backend, rangeSize);
    }

    /**
     * Uploads the representatives to the backend; {@link #close} frees them.
     *
     * @param weights those of the scalar targets on the backend, in order; they remain the caller's
     */
    BlockPrediction(ModelParameters parameters, List<TargetWeights> weights, Backend backend, int rangeSize) {
        this.parameters = parameters;
        this.weights = weights;
        this.targets = parameters.targets();
        this.backend = backend;
        Owned.orClose(() -> load(rangeSize), this::close);
    }

    private static List<TargetWeights> unfolded(ModelParameters parameters) {
        return parameters.numbers().stream()
                .map(t -> TargetWeights.unfolded(t.weights()))
                .toList();
    }

    private void load(int rangeSize) {
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

    /**
     * Changes the memory of the next calls; values do not depend on it.
     *
     * @param rangeSize number of environments at a time, a power of two
     * @param cache whether the backend may cache representatives, see {@link Backend#cachedBytes}
     */
    void resize(int rangeSize, boolean cache) {
        cached = cache;
        valuesRange = 0;
        groups.forEach(g -> g.rows.resize(g.scalars ? rangeSize : Math.min(RANGE, rangeSize)));
    }

    /** The memory for a number of environments at a time. */
    static List<Item> items(ModelParameters parameters, int rangeSize) {
        List<Item> out = new ArrayList<>();
        long m = parameters.size();
        if (!parameters.numbers().isEmpty()) {
            long columns = parameters.kernel().columns(parameters.channels());
            out.add(representatives(parameters));
            m = parameters.scalars().mostLoaded();
            out.add(new Item("features of " + rangeSize + " environments", rangeSize * columns * 8));
            out.add(new Item("tiles", 8 * m * (rangeSize + 512L)));
        }
        long range = Math.min(RANGE, rangeSize);
        for (IrrepFeatures f : parameters.tensors()) {
            EnvironmentKernel k = parameters.kernel(f);
            long c = k.components();
            String order = "of lambda " + f.irrep().lambda();
            out.add(representatives(parameters, f));
            out.add(new Item("features " + order, 8 * range * k.values(parameters.channels())));
            out.add(new Item("tiles " + order, 16 * range * c * m * c));
        }
        return out;
    }

    /** The bytes of the representatives, which are on the backend from the first call on. */
    static long representativesBytes(ModelParameters parameters) {
        long bytes =
                parameters.numbers().isEmpty() ? 0 : representatives(parameters).bytes();
        for (IrrepFeatures f : parameters.tensors()) {
            bytes += representatives(parameters, f).bytes();
        }
        return bytes;
    }

    private static Item representatives(ModelParameters parameters) {
        long columns = parameters.kernel().columns(parameters.channels());
        boolean stored = parameters.representatives().stream().anyMatch(FeatureBlock::isStored);
        Representatives all = parameters.scalars();
        // beside the rows in memory, a part is a copy
        return new Item(
                "representatives",
                8 * columns * ((stored ? 0 : parameters.size()) + (all.isWhole() ? 0 : all.mostLoaded())));
    }

    private static Item representatives(ModelParameters parameters, IrrepFeatures f) {
        long values = parameters.kernel(f).values(parameters.channels());
        return new Item("representatives of lambda " + f.irrep().lambda(), 8L * parameters.size() * values);
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
     * @param covariances receives the covariances of scalars of each structure; null if not needed
     */
    public void add(List<Prediction> predictions, boolean contributions, @Nullable StructureConsumer covariances) {
        List<Structure> structures =
                predictions.stream().map(Prediction::structure).toList();
        int n = structures.stream().mapToInt(Structure::size).sum();
        Map<String, double[]> atoms = new LinkedHashMap<>();
        for (FittedTarget t : targets) {
            atoms.put(t.name(), new double[n * t.target().form().map().sphericalSize()]);
        }
        for (Group g : groups) {
            if (g.scalars) {
                double[][] v = values(g, predictions, structures, covariances);
                for (int t = 0; t < v.length; t++) {
                    atoms.put(g.targets.get(t).name(), v[t]);
                }
            } else {
                g.rows.compute(structures, (from, to, rows) -> multiply(g, from, to, rows, atoms));
            }
        }
        for (FittedTarget t : targets) {
            distribute(t, Objects.requireNonNull(atoms.get(t.name())), predictions, contributions);
        }
    }

    private double[][] values(
            Group g,
            List<Prediction> predictions,
            List<Structure> structures,
            @Nullable StructureConsumer covariances) {
        if (covariances == null) {
            return values(g).compute(structures, weights, null);
        }
        try (StructureCovariances of = covariances(structures, covariances)) {
            double[][] v = values(g).compute(structures, weights, of);
            forEach(of, predictions, covariances);
            return v;
        }
    }

    /** Covariances of structures, to which a prediction of their scalars adds. */
    StructureCovariances covariances(List<Structure> structures, StructureConsumer consumer) {
        StructureCovariances.StoredRows stored = consumer.needsRepresentatives()
                ? new StructureCovariances.StoredRows(parameters.size(), parameters.structures())
                : StructureCovariances.StoredRows.NONE;
        return new StructureCovariances(backend, parameters.kernel(), parameters.channels(), structures, stored);
    }

    /** Gives the covariances of each structure to a consumer. */
    static void forEach(StructureCovariances of, List<Prediction> predictions, StructureConsumer consumer) {
        double[][] sums = of.withRepresentatives();
        for (int i = 0; i < sums.length; i++) {
            consumer.accept(predictions.get(i), of.withItself(i), sums[i]);
        }
    }

    private KernelValues values(Group g) {
        KernelValues v = values;
        if (v == null || valuesRange != g.rows.rangeSize()) {
            valuesRange = g.rows.rangeSize();
            v = new KernelValues(
                    backend, parameters.kernel(), parameters.channels(), g.rows.parts(), valuesRange, cached);
            values = v;
        }
        return v;
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
     * @param atoms spherical components of each atom of the structures
     */
    private static void distribute(
            FittedTarget t, double[] atoms, List<Prediction> predictions, boolean contributions) {
        Target.Quantity quantity = t.target().quantity();
        CartesianMap map = t.target().form().map();
        int first = 0;
        for (Prediction p : predictions) {
            Structure s = p.structure();
            int size = s.size() * map.sphericalSize();
            double[] own = Arrays.copyOfRange(atoms, first, first + size);
            first += size;
            double[] sum = t.baseline(s);
            if (t.target().isTensor()) {
                int divisor = quantity == Target.Quantity.MEAN ? s.size() : 1;
                for (int k = 0; k < own.length; k++) {
                    own[k] /= divisor;
                    sum[k % sum.length] += own[k];
                }
            } else if (quantity.isPerAtom()) {
                for (int k = 0; k < own.length; k++) {
                    sum[k] += own[k];
                }
            } else {
                sum[0] += total(own, quantity.factor(s.size()));
            }
            p.put(t.name(), TargetReading.masked(s, t.target(), LearntForm.carried(s, t.target(), map.cartesian(sum))));
            if (contributions && !quantity.isPerAtom()) {
                double[] baseline = t.baselineContributions(s);
                for (int k = 0; k < own.length; k++) {
                    own[k] += baseline[k];
                }
                p.putContributions(t.name(), map.cartesian(own));
            }
        }
    }

    /** Multiplies the values of atoms with a factor and returns their sum, in the order of the atoms. */
    static double total(double[] values, double factor) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
            sum += values[i];
        }
        return sum;
    }

    @Override
    public void close() {
        values = null;
        groups.forEach(g -> g.rows.close());
        groups.clear();
    }
}
