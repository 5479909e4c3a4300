package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.TriangularFactor;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.gram.StructureBatches;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureRows;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;
import org.lather.uncertainty.VarianceFactors;

/**
 * Predicts with a model that compares whole structures: m Σ_B w_B K(A, B) over the stored structures B, with m the
 * number of atoms of A for a total and 1 for a mean. Its variance is δ² m² (K(A, A) − |C⁻¹ K(A, ·)|²). The features of
 * the stored structures are on the backend until it is closed. One thread predicts at a time.
 */
final class StructurePrediction implements Predicting {
    private final ModelParameters parameters;
    /** The model with the members of its committees as further targets. */
    private final ModelParameters members;

    private final Backend backend;
    private final StoredStructures stored;
    private final DenseAlgebra algebra;
    private final List<@Nullable TriangularFactor> factors = new ArrayList<>();
    /** The bytes of the factors that are in memory. */
    private long factorBytes;

    private @Nullable StructureRows rows;
    private @Nullable StructureGradients gradients;
    private boolean closed;

    StructurePrediction(ModelParameters parameters, Backend backend) {
        this.parameters = parameters;
        this.members = Committee.isKnown(parameters) ? Committee.withMembers(parameters) : parameters;
        this.backend = backend;
        this.stored = new StoredStructures(parameters.scalars(), parameters.structures());
        this.algebra = backend.algebra().host();
    }

    @Override
    public Prediction one(Structure structure, Request request, Execution execution) {
        return batch(List.of(structure), request, execution).get(0);
    }

    @Override
    public void run(
            Iterator<Structure> structures, Request request, Execution execution, Consumer<Prediction> consumer) {
        while (structures.hasNext()) {
            execution.check("Nothing more was predicted.");
            List<Prediction> done = batch(StructureBatches.next(structures), request, execution);
            done.forEach(consumer);
            execution.progress().advance(done.size());
        }
    }

    private List<Prediction> batch(List<Structure> structures, Request request, Execution execution) {
        ReentrantLock turn = backend.resources().ledger().turn();
        turn.lock();
        try {
            expectOpen();
            return compute(structures, request, execution);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public double[] similarities(Structure structure, Execution execution) {
        StructureMatrix matrix = StructureMatrix.of(parameters.options(), parameters.channels(), backend, execution);
        ReentrantLock turn = backend.resources().ledger().turn();
        turn.lock();
        try {
            expectOpen();
            int range = matrix.plan(List.of(structure), stored, List.of()).rangeSize();
            StructureRows k = rows(matrix, range);
            return Similarities.of(structure, parameters.kernel(), k::covariances);
        } finally {
            turn.unlock();
        }
    }

    private void expectOpen() {
        if (closed) {
            throw new IllegalStateException("expected an open model, got one that was closed");
        }
    }

    /** The rows of kernels with the stored structures, which are uploaded when they are first needed. */
    private StructureRows rows(StructureMatrix matrix, int range) {
        StructureRows k = rows == null ? new StructureRows(matrix, stored, range) : rows;
        rows = k;
        k.resize(range);
        return k;
    }

    private List<Prediction> compute(List<Structure> structures, Request request, Execution execution) {
        StructureMatrix matrix = StructureMatrix.of(parameters.options(), parameters.channels(), backend, execution);
        StructureGradients derivatives = request.gradients() ? gradients() : null;
        boolean pairs = request.gradients() || request.contributions();
        boolean uncertain = request.uncertainties() != Uncertainties.NONE;
        List<MemoryPlan.Item> items = items(structures, pairs, request.gradients());
        long known = knownFactors();
        if (known > 0 && (uncertain || factorBytes > 0)) {
            items.add(new MemoryPlan.Item("factors", VarianceFactors.factorBytes(stored.count(), known, algebra)));
        }
        int range = matrix.plan(structures, stored, items).rangeSize();
        StructureRows k = rows(matrix, range);
        double[] own = uncertain ? matrix.diagonal(structures) : new double[structures.size()];
        List<Prediction> out = structures.stream().map(Prediction::new).toList();
        StructureRows.Consumer values = (i, kernels) -> {
            execution.check("Nothing more was predicted.");
            put(out.get(i), kernels, own[i], uncertain);
        };
        if (pairs) {
            ModelParameters of = request.uncertainties() == Uncertainties.ALL ? members : parameters;
            k.computePairs(structures, (i, p) -> {
                values.accept(i, p.kernels());
                parameters.targets().forEach(t -> putContributions(out.get(i), t, p));
                if (derivatives != null) {
                    of.targets().forEach(t -> putGradient(out.get(i), t, derivatives, p, range));
                }
            });
        } else {
            k.compute(structures, values);
        }
        if (uncertain && Committee.isKnown(parameters)) {
            out.forEach(p -> Committee.collected(p, parameters));
        }
        return out;
    }

    private List<MemoryPlan.Item> items(List<Structure> structures, boolean pairs, boolean derivatives) {
        int most = structures.stream().mapToInt(Structure::size).max().orElse(0);
        List<MemoryPlan.Item> out = new ArrayList<>();
        if (pairs) {
            // and those of the pairs that threads match
            long pair = (long) most * Arrays.stream(stored.sizes()).max().orElse(0);
            out.add(new MemoryPlan.Item(
                    "plans of a structure",
                    16L * most * parameters.size() + 16L * backend.info().threads() * pair));
        }
        if (derivatives) {
            out.add(new MemoryPlan.Item("gradients of a structure", StructureGradients.bytes(parameters, most)));
        }
        return out;
    }

    private StructureGradients gradients() {
        StructureGradients g = gradients;
        if (g == null) {
            if (parameters.targets().stream().noneMatch(t -> t.withoutGradient().isEmpty())) {
                FittedTarget first = parameters.targets().get(0);
                throw new DataException(
                        "the forces of `" + first.name() + "` cannot be predicted: " + first.withoutGradient(),
                        Cure.text("Train a model whose targets have gradients"));
            }
            g = new StructureGradients(parameters, backend);
            gradients = g;
        }
        return g;
    }

    /** Stores values and, if wanted, uncertainties. */
    private void put(Prediction p, double[] kernels, double own, boolean uncertain) {
        Structure s = p.structure();
        if (uncertain) {
            p.scatter().putPrior((double) s.size() * s.size() * own);
        }
        List<FittedTarget> targets = (uncertain ? members : parameters).targets();
        for (int t = 0; t < targets.size(); t++) {
            FittedTarget target = targets.get(t);
            double sum = 0;
            for (int b = 0; b < kernels.length; b++) {
                sum += target.weights()[b] * kernels[b];
            }
            double[] value = target.baseline(s);
            value[0] += multiple(target, s) * sum;
            p.put(target.name(), value);
            TriangularFactor c = uncertain ? factor(t) : null;
            if (c != null) {
                putUncertainty(p, target, own, kernels, c);
            }
        }
    }

    /** The contribution of an atom is m Σ_e w P_ie k_ie over the environments e of all stored structures. */
    private void putContributions(Prediction p, FittedTarget target, StructureRows.Pairs pairs) {
        double[] out = target.baselineContributions(p.structure());
        double multiple = multiple(target, p.structure());
        int environments = parameters.size();
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            int e = i * environments;
            for (int b = 0; b < stored.count(); b++) {
                double own = 0;
                for (int end = e + stored.sizes()[b]; e < end; e++) {
                    own += pairs.plans()[e] * pairs.covariances()[e];
                }
                sum += target.weights()[b] * own;
            }
            out[i] += multiple * sum;
        }
        p.putContributions(target.name(), out);
    }

    private static void putGradient(
            Prediction p, FittedTarget t, StructureGradients derivatives, StructureRows.Pairs pairs, int range) {
        if (t.withoutGradient().isEmpty()) {
            PredictedGradient g = derivatives.of(p.structure(), t, multiple(t, p.structure()), pairs, range);
            GradientPrediction.putGradient(t, p, g.positions(), g.strain());
        } else {
            p.putWithoutGradient(t.name(), t.withoutGradient());
        }
    }

    private static double multiple(FittedTarget target, Structure s) {
        return target.target().quantity().multiple(s.size());
    }

    private void putUncertainty(Prediction p, FittedTarget target, double own, double[] kernels, TriangularFactor c) {
        double[] row = kernels.clone();
        algebra.solve(c, Matrix.of(row, 1, row.length));
        double explained = 0;
        for (double v : row) {
            explained += v * v;
        }
        double scale = target.signal() * multiple(target, p.structure());
        double computed = scale * Math.sqrt(Math.max(0, own - explained));
        double learnt = target.calibration()
                .of(computed, target.calibrationUnit(p.structure().size()));
        PredictedUncertainties.put(p, target, learnt, scale * Math.sqrt(own), computed);
    }

    private long knownFactors() {
        return parameters.targets().stream().filter(t -> t.factor().length > 0).count();
    }

    /** The factor C of a target, prepared when it is first needed; null if it has none, or is a member. */
    private @Nullable TriangularFactor factor(int target) {
        if (factors.isEmpty()) {
            factorBytes = knownFactors() * VarianceFactors.factorBytes(stored.count(), algebra);
            backend.resources().ledger().add(factorBytes);
            for (FittedTarget t : parameters.targets()) {
                factors.add(
                        t.factor().length == 0
                                ? null
                                : algebra.prepare(PanelsInMemory.ofPacked(t.factor(), stored.count())));
            }
        }
        return target < factors.size() ? factors.get(target) : null;
    }

    @Override
    public void close() {
        ReentrantLock turn = backend.resources().ledger().turn();
        turn.lock();
        try {
            closed = true;
            factors.clear();
            backend.resources().ledger().remove(factorBytes);
            factorBytes = 0;
            StructureRows k = rows;
            if (k != null) {
                k.close();
                rows = null;
            }
        } finally {
            turn.unlock();
        }
    }
}
