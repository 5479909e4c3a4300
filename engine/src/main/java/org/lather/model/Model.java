package org.lather.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Tile;
import org.lather.backend.UnavailableBackendException;
import org.lather.gram.KernelRows;
import org.lather.gram.MemoryPlan;
import org.lather.kernel.SoapKernel;
import org.lather.options.Target;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** A fitted model, ready to predict on a backend. Closing it frees what the backend holds for it, not the backend. */
public final class Model implements AutoCloseable {
    private final ModelParameters parameters;
    private final Backend backend;
    private final @Nullable TrainingReport report;
    private final SoapKernel kernel;
    private final Set<Integer> elements = new HashSet<>();
    private final List<FittedTarget> numbers;
    private @Nullable KernelRows rows;
    private @Nullable TensorPrediction tensors;
    private @Nullable PredictiveVariance variance;
    private @Nullable DividedPrediction divided;

    Model(ModelParameters parameters, Backend backend, @Nullable TrainingReport report) {
        this.parameters = parameters;
        this.backend = backend;
        this.report = report;
        this.kernel = Trainer.kernel(parameters.options());
        this.numbers = parameters.numbers();
        for (int z : parameters.channels().atomicNumbers()) {
            elements.add(z);
        }
    }

    /** A model of given parameters, e.g. those read from a file. */
    public static Model of(ModelParameters parameters, Backend backend) {
        return new Model(parameters, backend, null);
    }

    public ModelParameters parameters() {
        return parameters;
    }

    /** How the training went, if this model was just trained. */
    public Optional<TrainingReport> report() {
        return Optional.ofNullable(report);
    }

    /** What a prediction holds for a number of environments at a time. */
    MemoryPlan plan(int range) {
        long m = parameters.size();
        long f = kernel.columns(parameters.channels());
        List<MemoryPlan.Item> items = new ArrayList<>();
        if (!numbers.isEmpty()) {
            items.add(new MemoryPlan.Item("representatives", m * f * 8));
            items.add(new MemoryPlan.Item("features of " + range + " environments", range * f * 8));
            items.add(new MemoryPlan.Item("tiles", 8 * m * (range + 512L)));
        }
        items.addAll(TensorPrediction.items(parameters, kernel, range));
        return new MemoryPlan(List.of(new MemoryPlan.Phase("prediction", items)), range);
    }

    /** The same with gradients: slopes of features, and what the backend keeps of the representatives. */
    private MemoryPlan planWithGradients(int range) {
        long f = kernel.columns(parameters.channels());
        List<MemoryPlan.Item> items = new ArrayList<>(plan(range).largest().items());
        items.add(new MemoryPlan.Item("slopes of " + range + " environments", 8L * range * f));
        items.add(new MemoryPlan.Item(
                "packed representatives",
                backend.gradients()
                        .map(g -> g.representativesBytes(f, parameters.size()))
                        .orElse(0L)));
        return new MemoryPlan(List.of(new MemoryPlan.Phase("prediction with gradients", items)), range);
    }

    /** The same with uncertainties: covariances of the structure's atoms with each other, and what the variance holds. */
    MemoryPlan planWithUncertainty(int range) {
        long f = kernel.columns(parameters.channels());
        List<MemoryPlan.Item> items = new ArrayList<>(plan(range).largest().items());
        items.addAll(PredictiveVariance.items(parameters, kernel));
        items.add(new MemoryPlan.Item("covariances of the structure", 16L * Backend.RANGE * (Backend.RANGE + f)));
        return new MemoryPlan(List.of(new MemoryPlan.Phase("prediction with uncertainty", items)), range);
    }

    /** The same with uncertainties of the derivatives, too, of structures of at most some atoms. */
    private MemoryPlan planWithUncertainty(int range, Uncertainties uncertainties, int atoms) {
        List<MemoryPlan.Item> items =
                new ArrayList<>(planWithUncertainty(range).largest().items());
        if (uncertainties == Uncertainties.ALL) {
            items.addAll(PredictiveVariance.derivativeItems(parameters, atoms));
        }
        return new MemoryPlan(List.of(new MemoryPlan.Phase("prediction with uncertainty", items)), range);
    }

    /** Whether the model knows all elements of a structure. */
    public boolean knows(Structure s) {
        return unknown(s) == null;
    }

    private @Nullable String unknown(Structure s) {
        for (int i = 0; i < s.size(); i++) {
            if (!elements.contains(s.atomicNumber(i))) {
                return Element.symbol(s.atomicNumber(i));
            }
        }
        return null;
    }

    private void checkElements(Structure s) {
        String symbol = unknown(s);
        if (symbol != null) {
            throw new UnknownElementException(
                    s,
                    symbol,
                    "which the model never saw (it knows",
                    parameters.channels().atomicNumbers());
        }
    }

    /**
     * Predicts one structure, with uncertainties of the targets that have one.
     *
     * @throws org.lather.gram.MemoryBudgetException where the uncertainties of a model of this size would not fit
     */
    public Prediction predict(Structure structure) {
        List<Prediction> out = new ArrayList<>();
        predict(
                List.of(structure).iterator(),
                Execution.defaults(),
                this::plan,
                out::add,
                batch -> predictBatch(batch, false, variance(batch, Uncertainties.VALUES, Execution.defaults())));
        return out.get(0);
    }

    /** What the uncertainties of some structures come from, where these fit; null where none is asked for or known. */
    private @Nullable PredictiveVariance variance(
            List<Structure> structures, Uncertainties uncertainties, Execution execution) {
        if (uncertainties == Uncertainties.NONE || !PredictiveVariance.isKnown(parameters)) {
            return null;
        }
        if (variance == null || uncertainties == Uncertainties.ALL) {
            int atoms = structures.stream().mapToInt(Structure::size).max().orElse(0);
            MemoryPlan.fit(
                    range -> planWithUncertainty(range, uncertainties, atoms),
                    execution.budgetBytes(),
                    "this prediction with uncertainty");
        }
        if (variance == null) {
            variance = new PredictiveVariance(parameters, kernel, backend);
        }
        return variance;
    }

    /**
     * Predicts structures in order, a batch at a time.
     *
     * @throws DataException for an element that the model never saw, or a baseline's key that a structure lacks
     */
    public void predict(Iterator<Structure> structures, Execution execution, Consumer<Prediction> consumer) {
        if (divided(structures, execution, consumer, (m, s, e, c) -> m.predict(s, e, c))) {
            return;
        }
        predict(structures, execution, this::plan, consumer, batch -> predictBatch(batch, false, null));
    }

    /** Whether the parts of the backend, where it has several, have predicted. */
    private boolean divided(
            Iterator<Structure> structures,
            Execution execution,
            Consumer<Prediction> consumer,
            DividedPrediction.Work work) {
        if (backend.parts().size() == 1) {
            return false;
        }
        DividedPrediction d = divided;
        if (d == null) {
            d = new DividedPrediction(parameters, backend.parts());
            divided = d;
        }
        d.run(structures, execution, consumer, work);
        return true;
    }

    /**
     * Predicts what the model was trained for: forces, stress and virial too, where it was trained with them.
     *
     * @param shares whether to predict what each atom contributes to targets of whole structures as well, see {@link Prediction#shares}
     */
    public void predictTrained(
            Iterator<Structure> structures, boolean shares, Execution execution, Consumer<Prediction> consumer) {
        predictTrained(structures, shares, Uncertainties.NONE, execution, consumer);
    }

    /**
     * The same with uncertainties.
     *
     * @throws org.lather.gram.MemoryBudgetException where the uncertainties of a model of this size, or of a structure of so many atoms,
     *     would not fit
     */
    public void predictTrained(
            Iterator<Structure> structures,
            boolean shares,
            Uncertainties uncertainties,
            Execution execution,
            Consumer<Prediction> consumer) {
        if (uncertainties == Uncertainties.NONE
                && divided(structures, execution, consumer, (m, s, e, c) -> m.predictTrained(s, shares, e, c))) {
            return;
        }
        boolean gradients = parameters.targets().stream()
                .anyMatch(t -> !t.target().derivatives().isEmpty());
        if (gradients) {
            predictWithGradients(structures, shares, uncertainties, execution, consumer);
        } else {
            predict(
                    structures,
                    execution,
                    this::plan,
                    consumer,
                    batch -> predictBatch(batch, shares, variance(batch, uncertainties, execution)));
        }
    }

    private void predict(
            Iterator<Structure> structures,
            Execution execution,
            MemoryPlan.Planner planner,
            Consumer<Prediction> consumer,
            Function<List<Structure>, List<Prediction>> predictor) {
        if (rows == null && tensors == null) {
            MemoryPlan plan = MemoryPlan.fit(planner, backend, execution.budgetBytes(), "this prediction");
            if (!numbers.isEmpty()) {
                rows(plan.rangeSize());
            }
            if (!parameters.tensors().isEmpty()) {
                tensors = new TensorPrediction(parameters, kernel, backend, plan.rangeSize());
            }
        }
        while (structures.hasNext()) {
            execution.check("Nothing more was predicted.");
            List<Structure> batch = StructureBatches.next(structures);
            batch.forEach(this::checkElements);
            predictor.apply(batch).forEach(consumer);
            execution.progress().advance(batch.size());
        }
    }

    /**
     * Predicts one structure with forces, virials and stress of its targets of the whole structure, where these have a gradient.
     *
     * @throws DataException as {@link #predict(Structure)}, or where no target has a gradient
     * @throws UnavailableBackendException where the backend has no gradients
     */
    public Prediction predictWithGradients(Structure structure) {
        List<Prediction> out = new ArrayList<>();
        predictWithGradients(List.of(structure).iterator(), Execution.defaults(), out::add);
        return out.get(0);
    }

    /** Predicts structures in order, a batch at a time, as {@link #predictWithGradients(Structure)}. */
    public void predictWithGradients(
            Iterator<Structure> structures, Execution execution, Consumer<Prediction> consumer) {
        if (divided(structures, execution, consumer, (m, s, e, c) -> m.predictWithGradients(s, e, c))) {
            return;
        }
        predictWithGradients(structures, false, Uncertainties.NONE, execution, consumer);
    }

    /** The same with uncertainties of the targets that have one, and where asked of their derivatives. */
    public void predictWithGradients(
            Iterator<Structure> structures,
            Uncertainties uncertainties,
            Execution execution,
            Consumer<Prediction> consumer) {
        predictWithGradients(structures, false, uncertainties, execution, consumer);
    }

    private void predictWithGradients(
            Iterator<Structure> structures,
            boolean shares,
            Uncertainties uncertainties,
            Execution execution,
            Consumer<Prediction> consumer) {
        GradientPrediction gradients = new GradientPrediction(parameters, kernel, backend);
        boolean inOnePass =
                parameters.targets().stream().allMatch(t -> t.withoutGradient().isEmpty());
        predict(structures, execution, this::planWithGradients, consumer, batch -> {
            PredictiveVariance v = variance(batch, uncertainties, execution);
            boolean values = inOnePass && v == null;
            List<Prediction> out =
                    values ? batch.stream().map(Prediction::new).toList() : predictBatch(batch, shares, v);
            KernelRows r = rows(Backend.RANGE);
            gradients.add(out, r, values);
            for (int i = 0; v != null && uncertainties == Uncertainties.ALL && i < out.size(); i++) {
                execution.check("Nothing more was predicted.");
                v.addDerivatives(batch.get(i), out.get(i), r.representatives());
            }
            return out;
        });
    }

    private KernelRows rows(int range) {
        KernelRows r = rows;
        if (r == null) {
            r = new KernelRows(backend, kernel, parameters.channels(), parameters.representatives(), range);
            rows = r;
        }
        return r;
    }

    private List<Prediction> predictBatch(
            List<Structure> batch, boolean shares, @Nullable PredictiveVariance uncertainties) {
        List<Prediction> out = batch.stream().map(Prediction::new).toList();
        if (!numbers.isEmpty()) {
            predictNumbers(batch, out, shares, uncertainties);
        }
        if (tensors != null) {
            tensors.add(out, shares);
        }
        return out;
    }

    private void predictNumbers(
            List<Structure> batch, List<Prediction> out, boolean shares, @Nullable PredictiveVariance uncertainties) {
        RowReduction reduction = new RowReduction(batch);
        KernelRows r = rows(Backend.RANGE);
        Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);
        double[][] atoms = new double[numbers.size()][];
        try {
            for (int t = 0; t < atoms.length; t++) {
                Target.Quantity q = numbers.get(t).target().quantity();
                if (q == Target.Quantity.ATOM || shares) {
                    atoms[t] = new double[reduction.environments()];
                }
                if (q != Target.Quantity.ATOM) {
                    tiles.computeIfAbsent(q, k -> backend.tile(batch.size(), r.size()));
                }
            }
            if (uncertainties != null) {
                tiles.computeIfAbsent(Target.Quantity.TOTAL, k -> backend.tile(batch.size(), r.size()));
            }
            r.compute(batch, (from, to, environments) -> {
                tiles.forEach((q, tile) -> backend.reduce(
                        environments, reduction.rows(q, from, to, 0), reduction.factors(q, from, to), tile));
                perAtom(environments, from, to, atoms);
            });
            Map<Target.Quantity, double[]> sums = new EnumMap<>(Target.Quantity.class);
            tiles.forEach((q, tile) -> sums.put(q, tile.download()));
            for (int t = 0; t < atoms.length; t++) {
                FittedTarget f = numbers.get(t);
                double[] k = sums.get(f.target().quantity());
                distribute(f, k == null ? atoms[t] : multiply(k, batch.size(), f.weights()), out);
                if (k != null && shares) {
                    distributeShares(f, atoms[t], reduction.factors(f.target().quantity()), out);
                }
            }
            double[] totals = sums.get(Target.Quantity.TOTAL);
            for (int i = 0; uncertainties != null && totals != null && i < out.size(); i++) {
                uncertainties.add(
                        batch.get(i), out.get(i), Arrays.copyOfRange(totals, i * r.size(), (i + 1) * r.size()));
            }
        } finally {
            tiles.values().forEach(Tile::close);
        }
    }

    private void perAtom(Tile environments, int from, int to, double[][] atoms) {
        double[] k = null;
        for (int t = 0; t < atoms.length; t++) {
            if (atoms[t] != null) {
                k = k == null ? environments.download() : k;
                double[] v = multiply(k, to - from, numbers.get(t).weights());
                System.arraycopy(v, 0, atoms[t], from, to - from);
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

    private static void distribute(FittedTarget f, double[] values, List<Prediction> out) {
        int next = 0;
        for (Prediction p : out) {
            double[] v = f.baseline(p.structure());
            for (int i = 0; i < v.length; i++) {
                v[i] += values[next++];
            }
            p.put(f.name(), v);
        }
    }

    private static void distributeShares(FittedTarget f, double[] values, double[] factors, List<Prediction> out) {
        int next = 0;
        for (Prediction p : out) {
            double[] v = f.baselineShares(p.structure());
            for (int i = 0; i < v.length; i++, next++) {
                v[i] += factors[next] * values[next];
            }
            p.putShares(f.name(), v);
        }
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
        if (tensors != null) {
            tensors.close();
            tensors = null;
        }
        if (divided != null) {
            divided.close();
            divided = null;
        }
        if (variance != null) {
            variance.close();
            variance = null;
        }
    }
}
