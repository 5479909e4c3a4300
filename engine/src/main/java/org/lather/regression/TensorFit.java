package org.lather.regression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Whitening;
import org.lather.basis.IrrepRepresentatives;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.RepresentativeSelection;
import org.lather.basis.Whiteners;
import org.lather.dataset.TensorColumn;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.CartesianMap;
import org.lather.math.Irrep;
import org.lather.model.FittedTarget;
import org.lather.model.IrrepFeatures;
import org.lather.model.TensorPart;
import org.lather.target.Noise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Symmetry-adapted Gaussian process regression (Grisafi, Wilkins, Csányi, Ceriotti 2018,
 * doi:10.1103/PhysRevLett.120.036002) on the representatives of a sparse fit: one regression for each order λ and
 * parity σ, one after another, in each of which 2 λ + 1 rows of a structure stand against 2 λ + 1 columns of a
 * representative. Whitened as {@link SparseFit}.
 */
public final class TensorFit {
    private static final Logger LOG = LoggerFactory.getLogger(TensorFit.class);

    private final TrainingRun run;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final ShardPlan shards;
    private final List<FeatureBlock> scalars;
    private final IrrepRepresentatives representatives;
    private final int rangeSize;
    private final Checkpoint checkpoint;
    private final Map<String, List<TensorPart>> parts = new LinkedHashMap<>();
    private final List<IrrepFeatures> features = new ArrayList<>();
    private final Map<String, Double> noise = new LinkedHashMap<>();
    private final Map<String, Double> crossValidated = new LinkedHashMap<>();

    /** @param checkpoint of the numbers beside the tensors, whose sums are done */
    public TensorFit(
            TrainingRun run,
            ShardPlan shards,
            RepresentativeSelection.Chosen chosen,
            int rangeSize,
            Checkpoint checkpoint) {
        this.run = run;
        this.backend = run.backend();
        this.algebra = backend.algebra().host();
        this.shards = shards;
        this.scalars = chosen.blocks();
        this.rangeSize = rangeSize;
        this.checkpoint = checkpoint;
        this.representatives = new IrrepRepresentatives(
                run, chosen.environments(), scalars.get(0).centers(), rangeSize, checkpoint::betweenOrders);
    }

    /**
     * What came out.
     *
     * @param noise of each part, by {@link #name}
     * @param crossValidated root mean squared error of the held-out folds, of each part
     */
    public record Result(
            List<FittedTarget> targets,
            List<IrrepFeatures> features,
            Map<String, Double> noise,
            Map<String, Double> crossValidated) {
        public static final Result NONE = new Result(List.of(), List.of(), Map.of(), Map.of());
    }

    /** The irreducible representations of the tensors of a training set, ascending. */
    public static List<Irrep> irreps(TrainingSet set) {
        TreeSet<Irrep> out = new TreeSet<>();
        for (TensorColumn c : set.tensors()) {
            for (CartesianMap.Part p : c.target().form().map().parts()) {
                out.add(p.irrep());
            }
        }
        return new ArrayList<>(out);
    }

    /** The name of a part in reports: {@code alpha_lambda_2}, the second of the same order {@code alpha_lambda_2_2}. */
    static String name(String target, int lambda, int index) {
        return target + "_lambda_" + lambda + (index == 0 ? "" : "_" + (index + 1));
    }

    public Result fit() {
        long held = 0;
        try {
            for (Irrep irrep : irreps(run.set())) {
                IrrepFeatures f = fit(irrep);
                features.add(f);
                long bytes = representatives(f).featureBytes();
                backend.resources().ledger().add(bytes);
                held += bytes;
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        List<FittedTarget> targets = new ArrayList<>();
        for (TensorColumn c : run.set().tensors()) {
            List<TensorPart> own = new ArrayList<>(Objects.requireNonNull(parts.get(c.name())));
            own.sort(Comparator.comparingInt(TensorPart::lambda)
                    .thenComparingInt(p -> -p.sigma())
                    .thenComparingInt(TensorPart::index));
            targets.add(FittedTarget.tensor(
                    c.name(), c.target(), Objects.requireNonNull(run.baselines().get(c.name())), own));
        }
        return new Result(targets, features, noise, crossValidated);
    }

    private IrrepFeatures fit(Irrep irrep) {
        int lambda = irrep.lambda();
        String order = "lambda " + lambda;
        Checkpoint stage = checkpoint.stage("lambda_" + lambda + (irrep.sigma() < 0 ? "_pseudo" : ""));
        run.clock().begin("features", 0);
        IrrepFeatures f = representatives.of(irrep);
        List<TensorGroup> groups = TensorGroup.of(run.set(), irrep);
        SumLayout layout = new SumLayout(
                groups, run.options().model().noise(), run.options().model().folds());
        EnvironmentKernel kernel = run.kernel().of(irrep, f.columns());
        Representatives all = representatives(f);
        run.clock().begin("whitening", 0);
        Whitening whitening = RepresentativeCovariances.factored(
                backend,
                kernel,
                all,
                rangeSize,
                (k, size, starts) -> Whiteners.factorInPlace(k, size, starts, algebra));
        LOG.info("{}: {} of {} columns are independent", order, Whiteners.rank(whitening), whitening.size());
        long bytes = RepresentativeCovariances.bytes(whitening);
        backend.resources().ledger().add(bytes);
        try (NormalSums sums = new NormalSums(run, layout, shards, whitening, stage)) {
            sums.accumulate(device -> new KernelRows(device, kernel, run.channels(), all, rangeSize));
            run.clock().begin("solving", 0);
            for (int g = 0; g < groups.size(); g++) {
                try (RidgeSystem system = sums.system(g)) {
                    solve(groups.get(g), system, whitening, stage);
                }
            }
        } finally {
            backend.resources().ledger().remove(bytes);
        }
        return f;
    }

    private Representatives representatives(IrrepFeatures f) {
        return new Representatives(f.features(), scalars);
    }

    private void solve(TensorGroup group, RidgeSystem system, Whitening whitening, Checkpoint stage) {
        for (int t = 0; t < group.series().size(); t++) {
            TensorGroup.Series s = group.series().get(t);
            String target = s.column().name();
            String name = name(target, s.part().lambda(), s.part().index());
            double trace = system.trace();
            double signal = trace > 0 ? system.squares(t) / trace : 0;
            double ratio = factored(system, ratio(system, t, target, name, signal, stage), s.column(), signal);
            double sigma = Math.sqrt(ratio * signal);
            noise.put(name, sigma);
            parts.computeIfAbsent(target, k -> new ArrayList<>())
                    .add(new TensorPart(
                            s.part().lambda(),
                            s.part().sigma(),
                            s.part().index(),
                            RidgeFit.unwhiten(system.solve(t), whitening, algebra),
                            sigma,
                            Math.sqrt(signal)));
        }
    }

    /**
     * Factors the sums of all folds. A noise that was found with a fold left out may just be too small for the rounding
     * of all of them together: then the smallest one that is not.
     *
     * @return σ²/δ² that was used
     */
    private double factored(RidgeSystem system, double ratio, TensorColumn column, double signal) {
        boolean found = run.options().model().noise() instanceof Noise.Auto;
        for (double r = ratio; ; r *= 10) {
            try {
                system.factor(RidgeSystem.ALL, r);
                return r;
            } catch (NotPositiveDefiniteException e) {
                if (!found || r > 1e-6) {
                    throw TrainingErrors.noiseTooSmall(
                            column.name(), column.target().unit(), r, signal, e);
                }
            }
        }
    }

    /** σ²/δ² of a part: given, or the one with the least error of the held-out folds. */
    private double ratio(RidgeSystem system, int t, String target, String name, double signal, Checkpoint stage) {
        if (run.options().model().noise() instanceof Noise.Given given) {
            double s = given.byTarget().getOrDefault(target, Double.NaN);
            return signal > 0 ? s * s / signal : 1;
        }
        NoiseSearch search = new NoiseSearch(system);
        double ratio = search.search(t, () -> run.execution().check(stage.afterSums()));
        long rows = 0;
        for (int f = 0; f < system.folds(); f++) {
            rows += system.rows(f);
        }
        crossValidated.put(name, Math.sqrt(search.error(t, ratio) / Math.max(1, rows)));
        return ratio;
    }
}
