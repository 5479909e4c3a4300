package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Whitening;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.Whiteners;
import org.lather.dataset.TrainingRun;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedBlock;
import org.lather.options.UncertaintyOptions;
import org.lather.target.Derivative;

/**
 * Sparse Gaussian process regression of the blocks of one irreducible representation (Grisafi, Wilkins, Csányi,
 * Ceriotti 2018, doi:10.1103/PhysRevLett.120.036002): sums over the structures, then solution. In the whitened form
 * (projected process approximation in feature space; Quiñonero-Candela, Rasmussen 2005, JMLR 6, 1939; Foster et al.
 * 2009, JMLR 10, 857): minimise Σ_r w_r (y_r − φ_r v)²/σ² + |v|²/δ² with φ = k_M L⁻ᵀ, K_MM = L Lᵀ.
 */
public final class SparseFit {
    private final TrainingRun run;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final Ledger ledger;
    private final EnvironmentKernel kernel;
    private final SumLayout layout;
    private final ShardPlan shards;
    private final SumStorage storage;
    private final UncertaintyOptions uncertainty;
    private final LabelNoise labelNoise;

    public SparseFit(
            TrainingRun run, EnvironmentKernel kernel, SumLayout layout, ShardPlan shards, SumStorage storage) {
        this.run = run;
        this.backend = run.backend();
        this.algebra = backend.algebra().host();
        this.ledger = backend.resources().ledger();
        this.kernel = kernel;
        this.layout = layout;
        this.shards = shards;
        this.storage = storage;
        this.uncertainty = run.options().model().uncertainty();
        this.labelNoise =
                new LabelNoise(uncertainty.members(), run.options().model().seed());
    }

    /**
     * Accumulates the rows of the structures and solves every series of every group.
     *
     * @param rangeSize number of environments at a time
     */
    public Solution fit(
            Representatives representatives,
            Whitening whitening,
            int rangeSize,
            Checkpoint checkpoint,
            NoiseChoice noise) {
        List<Solution> out = new ArrayList<>();
        int[] all = IntStream.range(0, whitening.size()).toArray();
        fit(
                representatives,
                whitening,
                rangeSize,
                checkpoint,
                List.of(all),
                (own, solver) -> out.add(solver.apply(noise)));
        return out.get(0);
    }

    /** Takes a fit to some columns, which it may solve, while the sums exist. */
    public interface Subsets {
        /**
         * Called once for each set of columns.
         *
         * @param whitening of the columns
         * @param solver solves every series of every group
         */
        void accept(Whitening whitening, Function<NoiseChoice, Solution> solver);
    }

    /**
     * Accumulates the rows of the structures once, and offers the fits to sets of columns, in their order. As the
     * factor of K_MM is triangular, whitened features of the first representatives of each block do not depend on the
     * others: the sums of these columns are those of a fit to these representatives alone.
     *
     * @param columns sets of columns, ascending, of each block its first ones; all columns at most once, at the end
     */
    public void fit(
            Representatives representatives,
            Whitening whitening,
            int rangeSize,
            Checkpoint checkpoint,
            List<int[]> columns,
            Subsets subsets) {
        long host = RepresentativeCovariances.bytes(whitening) + hostBytes(backend, representatives);
        ledger.add(host);
        try (NormalSums sums = new NormalSums(run, layout, shards, whitening, checkpoint, storage)) {
            sums.accumulate(device -> new KernelRows(device, kernel, run.channels(), representatives, rangeSize));
            for (int[] own : columns) {
                boolean all = own.length == whitening.size();
                GroupSums some = all ? sums : new SubsetSums(sums, own, storage, backend);
                Whitening leading = all ? whitening : Whiteners.leading(whitening, own);
                subsets.accept(leading, noise -> solve(some, leading, noise));
            }
        } finally {
            ledger.remove(host);
        }
    }

    /** The number of bytes of the scalars of representatives on the host, in addition to those of the backend. */
    public static long hostBytes(Backend backend, Representatives representatives) {
        return backend.info().precision() == Precision.SINGLE
                ? representatives.scalars().stream()
                        .mapToLong(b -> 8L * b.values().length)
                        .sum()
                : 0;
    }

    /** Whether the fit has a posterior for predictive variances, or their calibration, which only scalars have. */
    private boolean hasPosterior() {
        return !storage.keepsRows()
                && kernel.terms().get(0).normalisesItself()
                && uncertainty.type() != UncertaintyOptions.Type.NONE;
    }

    /** Whether the factor of a regression is copied. */
    private boolean usesFactor() {
        return hasPosterior() || uncertainty.type().isCommittee();
    }

    private Solution solve(GroupSums sums, Whitening whitening, NoiseChoice noise) {
        run.clock().begin("solving", 0);
        List<Solution.Block> out = new ArrayList<>();
        long m = whitening.size();
        for (int g = 0; g < layout.groups().size(); g++) {
            RowGroup group = layout.groups().get(g);
            long held = usesFactor() ? 4L * m * (m + 1) * group.targets() : 0;
            ledger.add(held);
            try {
                if (group.types() > 1 && noise.searches()) {
                    out.add(solveTypes(group, sums.types(g), whitening, noise));
                } else {
                    out.addAll(solveSeries(g, sums, whitening, noise));
                }
            } finally {
                ledger.remove(held);
            }
        }
        return new Solution(out);
    }

    private List<Solution.Block> solveSeries(int g, GroupSums sums, Whitening whitening, NoiseChoice noise) {
        List<Solution.Block> out = new ArrayList<>();
        RowGroup group = layout.groups().get(g);
        try (RidgeSystem system = sums.system(g)) {
            NoiseSearch search = new NoiseSearch(system);
            for (int t = 0; t < group.targets(); t++) {
                double ratio = noise.ratio(group.series().get(t), signal(system, t), search.heldOut(t));
                out.add(finish(new Regression(group, t, system, ratio, k -> layout.weight(g, k)), whitening, noise));
            }
        }
        return out;
    }

    /** Solves one target of several row types, whose noises are searched together. */
    private Solution.Block solveTypes(RowGroup group, RowTypeFits types, Whitening whitening, NoiseChoice noise) {
        try (types) {
            RowTypeAgreement agreement = new RowTypeAgreement(types);
            double[] mu = searchTypes(group, types, agreement, noise);
            Map<Derivative.Kind, double[]> without = new EnumMap<>(Derivative.Kind.class);
            for (int k = 1; k < mu.length; k++) {
                double[] v = agreement.weightsWithout(k, mu);
                if (v.length > 0) {
                    without.put(group.derivatives().get(k - 1).kind(), RidgeFit.unwhiten(v, whitening, algebra));
                }
            }
            double[] relative = Arrays.stream(mu).map(m -> m / mu[0]).toArray();
            try (RidgeSystem system = types.combined(relative, uncertainty.bins() > 0)) {
                return finish(new Regression(group, 0, system, 1 / mu[0], k -> relative[k]), whitening, noise)
                        .with(without);
            }
        }
    }

    private double[] searchTypes(RowGroup group, RowTypeFits types, RowTypeAgreement agreement, NoiseChoice noise) {
        double squares = types.squares(0);
        double trace = types.trace(0);
        double signal = trace > 0 ? squares / trace : 0;
        double[] mu = new RowTypeNoiseSearch(types).search(signal, noise::step);
        double[] errors = types.errors(mu);
        RowTypeAgreement.Disagreement found = agreement.check(mu, errors, signal, noise::step);
        if (found != null) {
            run.warnings().add(Disagreements.warning(group, found));
            mu = found.mu();
            errors = types.errors(mu);
        }
        for (int k = 0; k < mu.length; k++) {
            noise.crossValidated(group.key(k), Math.sqrt(errors[k]));
        }
        return mu;
    }

    /**
     * One regression to solve.
     *
     * @param target index in the group
     * @param ratio ratio σ²/δ² of the values
     * @param weights of each row type in the sums, relative to values
     */
    private record Regression(
            RowGroup group, int target, RidgeSystem system, double ratio, IntToDoubleFunction weights) {
        RowGroup.Series series() {
            return group.series().get(target);
        }
    }

    private Solution.Block finish(Regression r, Whitening whitening, NoiseChoice noise) {
        double signal = signal(r.system, r.target);
        double ratio = noise.factor(r.series(), r.ratio, signal, x -> r.system.factor(RidgeSystem.ALL, x));
        double sigma = Math.sqrt(ratio * signal);
        Map<Derivative.Kind, Double> derivativeNoise = new EnumMap<>(Derivative.Kind.class);
        for (int k = 1; k < r.group.types(); k++) {
            derivativeNoise.put(r.group.derivatives().get(k - 1).kind(), sigma / Math.sqrt(r.weights.applyAsDouble(k)));
        }
        double[] weights = RidgeFit.unwhiten(r.system.solve(r.target), whitening, algebra);
        double[] factor = usesFactor() ? r.system.triangle() : new double[0];
        Optional<Resampled> resampled = resampled(r, ratio, signal, whitening, noise);
        double[] members = switch (uncertainty.type()) {
            case LABEL_NOISE ->
                labelNoise.members(factor, sigma, weights, r.series().key().name(), whitening, algebra);
            case COMMITTEE -> resampled.orElseThrow().around(weights);
            case POSTERIOR, NONE -> new double[0];
        };
        FittedBlock block = new FittedBlock(
                r.series().block().irrep(),
                r.series().block().index(),
                weights,
                members,
                sigma,
                Math.sqrt(signal),
                derivativeNoise);
        return new Solution.Block(r.group, r.series(), block, factor, LeaveOneOut.NONE, Map.of(), resampled);
    }

    /** The fits to parts of the training set with the same λ, if the committee is made of these. */
    private Optional<Resampled> resampled(
            Regression r, double ratio, double signal, Whitening whitening, NoiseChoice noise) {
        if (uncertainty.type() != UncertaintyOptions.Type.COMMITTEE) {
            return Optional.empty();
        }
        Resampling resampling = Resampling.of(
                Resampled.rows(r.system),
                uncertainty.members(),
                run.options().model().seed(),
                r.series().name());
        return Optional.of(Resampled.of(
                resampling,
                bins -> {
                    double[][] v = new double[1][];
                    noise.step();
                    noise.factor(r.series(), ratio, signal, x -> v[0] = r.system.solve(bins, r.target, x));
                    return v[0];
                },
                v -> RidgeFit.unwhiten(v, whitening, algebra)));
    }

    /** The signal variance δ² of a target: Σ w y² over Σ w |φ|². */
    private static double signal(RidgeSystem system, int target) {
        double trace = system.trace();
        return trace > 0 ? system.squares(target) / trace : 0;
    }
}
