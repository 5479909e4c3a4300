package org.lather.regression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.Precision;
import org.lather.backend.RidgeSystem;
import org.lather.basis.Pool;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.Whiteners;
import org.lather.dataset.TargetColumn;
import org.lather.dataset.TrainingRun;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.model.FittedTarget;
import org.lather.options.ModelOptions;
import org.lather.target.Noise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sparse Gaussian process regression: representatives, whitening, sums over the structures, solution. In the whitened
 * form (projected process approximation in feature space; Quiñonero-Candela, Rasmussen 2005, JMLR 6, 1939; Foster et
 * al. 2009, JMLR 10, 857): minimise Σ_r w_r (y_r − φ_r v)²/σ² + |v|²/δ² with φ = k_M L⁻ᵀ, K_MM = L Lᵀ.
 */
public final class SparseFit {
    private static final Logger LOG = LoggerFactory.getLogger(SparseFit.class);

    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final Ledger ledger;
    private final List<RowGroup> groups;
    private final SumLayout layout;
    private final ShardPlan shards;

    public SparseFit(TrainingRun run) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.algebra = backend.algebra().host();
        this.ledger = backend.resources().ledger();
        this.groups = RowGroup.of(run.set());
        this.layout = new SumLayout(groups, model.noise(), model.folds());
        this.shards = ShardPlan.of(run.set().atoms(), model.folds(), model.seed());
    }

    /** The groups of targets that share their rows, in the order in which they are solved. */
    public List<RowGroup> groups() {
        return groups;
    }

    /** Which sums the fit keeps apart. */
    public SumLayout layout() {
        return layout;
    }

    public ShardPlan shards() {
        return shards;
    }

    /**
     * Sums up the rows of the structures and solves every target.
     *
     * @param chosen features of the representatives, one block for each term of the kernel
     * @param rangeSize environments at a time
     */
    public Solution fit(List<FeatureBlock> chosen, Whiteners.Result whitened, int rangeSize, Checkpoint checkpoint) {
        long host = RepresentativeCovariances.bytes(whitened.whitening()) + hostBytes(chosen);
        ledger.add(host);
        try (NormalSums sums = new NormalSums(run, layout, shards, whitened.whitening(), checkpoint)) {
            sums.accumulate(
                    part -> new KernelRows(part, run.kernel(), run.channels(), new Representatives(chosen), rangeSize));
            return solve(sums, whitened, checkpoint);
        } finally {
            ledger.remove(host);
        }
    }

    /** Factors the covariances of the representatives, without those that the others span. */
    public Whiteners.Result whiten(List<FeatureBlock> chosen) {
        long bytes = hostBytes(chosen);
        ledger.add(bytes);
        try {
            return RepresentativeCovariances.factored(
                    backend,
                    run.kernel(),
                    new Representatives(chosen),
                    Pool.CHUNK,
                    (k, m, blocks) -> Whiteners.factor(k, m, blocks, algebra));
        } finally {
            ledger.remove(bytes);
        }
    }

    /** What the features of representatives hold on the host beside those of the backend. */
    public long hostBytes(List<FeatureBlock> blocks) {
        return backend.info().precision() == Precision.SINGLE
                ? blocks.stream().mapToLong(b -> 8L * b.values().length).sum()
                : 0;
    }

    /**
     * What the fit found.
     *
     * @param targets in the order of the groups
     * @param noise by target and derivative, in their units
     * @param crossValidated root mean squared error over the held-out folds, by target and derivative
     */
    public record Solution(List<FittedTarget> targets, Map<String, Double> noise, Map<String, Double> crossValidated) {
        /** No target. */
        public static final Solution NONE = new Solution(List.of(), Map.of(), Map.of());
    }

    private Solution solve(NormalSums sums, Whiteners.Result whitened, Checkpoint checkpoint) {
        run.clock().begin("solving", 0);
        List<FittedTarget> fitted = new ArrayList<>();
        Map<String, Double> noise = new LinkedHashMap<>();
        Map<String, Double> crossValidated = new LinkedHashMap<>();
        int m = whitened.whitening().size();
        for (int g = 0; g < groups.size(); g++) {
            long held = 4L * m * (m + 1) * groups.get(g).columns().size();
            ledger.add(held);
            try {
                if (layout.kinds(g) > 1 && model.noise() instanceof Noise.Auto) {
                    fitted.add(solveKinds(g, sums, whitened, crossValidated, checkpoint));
                } else {
                    fitted.addAll(solveTargets(g, sums, whitened, crossValidated, checkpoint));
                }
            } finally {
                ledger.remove(held);
            }
        }
        fitted.forEach(f -> {
            noise.put(f.name(), f.noise());
            noise.putAll(f.derivativeNoise());
        });
        return new Solution(fitted, noise, crossValidated);
    }

    private List<FittedTarget> solveTargets(
            int g,
            NormalSums sums,
            Whiteners.Result whitened,
            Map<String, Double> crossValidated,
            Checkpoint checkpoint) {
        List<FittedTarget> out = new ArrayList<>();
        try (RidgeSystem system = sums.system(g)) {
            List<TargetColumn> columns = groups.get(g).columns();
            for (int t = 0; t < columns.size(); t++) {
                double lambda = lambda(system, t, columns.get(t).name(), signal(system, t), crossValidated, checkpoint);
                out.add(finish(g, t, system, lambda, k -> layout.weight(g, k), whitened));
            }
        }
        return out;
    }

    /** One target whose kinds of rows each have a noise that is searched. */
    private FittedTarget solveKinds(
            int g,
            NormalSums sums,
            Whiteners.Result whitened,
            Map<String, Double> crossValidated,
            Checkpoint checkpoint) {
        Weighted w = weighted(g, sums.kinds(g), crossValidated, checkpoint);
        try (RidgeSystem system = new HostRidge(List.of(w.total()), algebra, ledger)) {
            return finish(g, 0, system, 1 / w.mu()[0], k -> w.mu()[k] / w.mu()[0], whitened);
        }
    }

    /**
     * @param mu δ²/σ² of each kind of rows
     * @param total the sums of all, relative to values
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Weighted(double[] mu, NormalEquations total) {}

    private Weighted weighted(
            int g, List<List<NormalEquations>> parts, Map<String, Double> crossValidated, Checkpoint checkpoint) {
        int m = parts.get(0).get(0).size();
        long held = 8L * m * m
                + NormalEquations.bytes(m, 1)
                        * (1 + parts.stream().mapToLong(List::size).sum());
        ledger.add(held);
        try {
            double[] mu = searchKinds(groups.get(g), parts, crossValidated, checkpoint);
            NormalEquations total = new NormalEquations(m, 1);
            for (int k = 0; k < mu.length; k++) {
                double weight = mu[k] / mu[0];
                parts.get(k).forEach(n -> total.merge(n, weight));
            }
            return new Weighted(mu, total);
        } finally {
            ledger.remove(held);
        }
    }

    private double[] searchKinds(
            RowGroup group,
            List<List<NormalEquations>> parts,
            Map<String, Double> crossValidated,
            Checkpoint checkpoint) {
        int m = parts.get(0).get(0).size();
        KindNoiseSearch search = new KindNoiseSearch(parts, new double[Math.multiplyExact(m, m)], algebra);
        double squares = parts.get(0).stream().mapToDouble(n -> n.squares()[0]).sum();
        double trace = parts.get(0).stream().mapToDouble(NormalEquations::trace).sum();
        double[] mu = search.search(
                trace > 0 ? squares / trace : 0, () -> run.execution().check(checkpoint.afterSums()));
        double[] errors = search.errors(mu);
        for (int k = 0; k < mu.length; k++) {
            crossValidated.put(group.name(k), Math.sqrt(errors[k]));
        }
        return mu;
    }

    /**
     * @param lambda σ²/δ² of the values
     * @param weights of each kind of rows in the sums, relative to values
     */
    private FittedTarget finish(
            int g, int t, RidgeSystem system, double lambda, IntToDoubleFunction weights, Whiteners.Result whitened) {
        RowGroup group = groups.get(g);
        TargetColumn column = group.columns().get(t);
        double signal = signal(system, t);
        try {
            system.factor(RidgeSystem.ALL, lambda);
        } catch (NotPositiveDefiniteException e) {
            throw TrainingErrors.noiseTooSmall(column, lambda, signal, e);
        }
        double noise = Math.sqrt(lambda * signal);
        Map<String, Double> derivativeNoise = new LinkedHashMap<>();
        for (int k = 1; k < layout.kinds(g); k++) {
            derivativeNoise.put(group.name(k), noise / Math.sqrt(weights.applyAsDouble(k)));
        }
        return new FittedTarget(
                column.name(),
                column.target(),
                Objects.requireNonNull(run.baselines().get(column.name())),
                RidgeFit.unwhiten(system.solve(t), whitened.whitening(), algebra),
                system.triangle(),
                noise,
                Math.sqrt(signal),
                derivativeNoise,
                Map.of());
    }

    private double lambda(
            RidgeSystem system,
            int target,
            String name,
            double signal,
            Map<String, Double> crossValidated,
            Checkpoint checkpoint) {
        if (model.noise() instanceof Noise.Given given) {
            double s = given.byTarget().getOrDefault(name, Double.NaN);
            return signal > 0 ? s * s / signal : 1;
        }
        NoiseSearch search = new NoiseSearch(system);
        double lambda = search.search(target, () -> run.execution().check(checkpoint.afterSums()));
        long rows = 0;
        for (int f = 0; f < system.folds(); f++) {
            rows += system.rows(f);
        }
        crossValidated.put(name, Math.sqrt(search.error(target, lambda) / Math.max(1, rows)));
        return lambda;
    }

    /** δ² of a target: Σ w y² over Σ w |φ|². */
    private static double signal(RidgeSystem system, int target) {
        double trace = system.trace();
        return trace > 0 ? system.squares(target) / trace : 0;
    }
}
