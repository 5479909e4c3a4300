package org.lather.calibration;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.lather.backend.Backend;
import org.lather.backend.Whitening;
import org.lather.dataset.TrainingRun;
import org.lather.execution.MemoryPlan;
import org.lather.gram.DerivativeCovariances;
import org.lather.gram.KernelGradients;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.BlockPrediction;
import org.lather.predict.GradientPrediction;
import org.lather.predict.Prediction;
import org.lather.regression.RowGroup;
import org.lather.regression.Solution;
import org.lather.target.Derivative;
import org.lather.uncertainty.PredictiveVariance;
import org.lather.uncertainty.VarianceFactors;

/**
 * Calibrates uncertainties: finds the factors between the standard deviations of the posterior and those of actual
 * errors. The posterior describes the distance to the training data, but not what features and representatives cannot
 * distinguish, and its σ and δ are those that predict best, not those that describe errors; so it is overconfident by
 * an order of magnitude. For residuals z and standard deviations s the scale α = √⟨z²/s²⟩ maximises the likelihood
 * (Musil et al. 2019, doi:10.1021/acs.jctc.8b00959, eq. 18, for committees). Here z and s are those of structures of
 * the training set, a random sample, each of which is held out with all its rows
 * ({@link org.lather.calibration.LeftOut}). Values, forces and strain have separate scales.
 */
public final class UncertaintyScales {
    /** Number of structures that are predicted at a time. */
    public static final int BATCH = 32;

    private final TrainingRun run;
    private final Backend backend;
    private final Representatives representatives;
    private final Whitening whitening;
    private final int rangeSize;

    /** @param whitening whitening of the representatives */
    public UncertaintyScales(TrainingRun run, Representatives representatives, Whitening whitening, int rangeSize) {
        this.run = run;
        this.backend = run.backend();
        this.representatives = representatives;
        this.whitening = whitening;
        this.rangeSize = rangeSize;
    }

    /**
     * The memory for the rows of the derivatives of a structure.
     *
     * @param m number of representatives
     * @param atoms number of atoms of the structure
     * @param range number of environments at a time, whose gradients several fits to parts of the set have
     */
    public static List<MemoryPlan.Item> derivatives(TrainingRun run, long m, int atoms, long range) {
        int most = 0;
        for (EnvironmentKernel.Term t : run.kernel().terms()) {
            most = Math.max(most, t.features().columns(run.channels()));
        }
        long fits = run.options().model().uncertainty().bins() > 0 ? KernelGradients.TOGETHER : 0;
        return List.of(
                new MemoryPlan.Item("rows of derivatives", 24 * m * (3L * atoms + 9)),
                new MemoryPlan.Item("covariances of derivatives", DerivativeCovariances.bytes(most, atoms)),
                new MemoryPlan.Item("gradients", 4 * fits * range * run.kernel().columns(run.channels())));
    }

    /** Returns the target with its scales, if it has uncertainties and structures from which to find them. */
    public FittedTarget scaled(Solution.Block solved, FittedTarget fitted) {
        RowGroup group = solved.group();
        RowGroup.Series series = solved.series();
        boolean posterior =
                fitted.factor().length > 0 && !fitted.target().quantity().isPerAtom();
        if (!posterior || !(fitted.signal() > 0) || !(fitted.noise() > 0)) {
            return fitted;
        }
        CalibrationSample sample = CalibrationSample.of(
                run,
                i -> !series.values().has(i)
                        ? 0
                        : group.derivatives().isEmpty() ? 1 : run.set().atoms()[i],
                !group.derivatives().isEmpty());
        run.clock().begin("uncertainties", sample.size());
        Map<Derivative.Kind, FittedTarget> without = without(solved, fitted);
        List<FittedTarget> targets = new ArrayList<>(List.of(fitted.withoutBaselines()));
        targets.addAll(without.values());
        Optional<OutOfBag> outOfBag = solved.resampled().map(r -> new OutOfBag(r, run));
        outOfBag.ifPresent(o -> targets.addAll(o.targets(fitted)));
        ModelParameters parameters =
                new ModelParameters(run.options(), run.channels(), representatives.scalars(), targets, Map.of());
        LeftOutResiduals residuals =
                new LeftOutResiduals(run, group, series, fitted, new LabelChecks(run, series, without), outOfBag);
        try (BlockPrediction values = new BlockPrediction(parameters, backend, rangeSize);
                VarianceFactors factors = new VarianceFactors(parameters, whitening, backend)) {
            PredictiveVariance variance = new PredictiveVariance(parameters, run.kernel(), backend, factors);
            KernelRows rows = Objects.requireNonNull(values.scalars());
            GradientPrediction gradients =
                    group.derivatives().isEmpty() ? null : new GradientPrediction(parameters, run.kernel(), backend);
            // the products of the derivatives of a structure are kept until they are used
            sample.forEach(gradients == null ? BATCH : 1, (places, structures) -> {
                List<Prediction> out = structures.stream().map(Prediction::new).toList();
                List<LeftOutResiduals.Products> products = new ArrayList<>();
                values.add(
                        out,
                        false,
                        (p, self, sum) -> variance.value(
                                self,
                                sum,
                                (f, prior, missing, row) ->
                                        products.add(new LeftOutResiduals.Products(missing[0], row))));
                if (gradients != null) {
                    gradients.add(out, rows, false, null);
                    for (int i = 0; i < places.length; i++) {
                        LeftOutResiduals.Products own = products.get(i);
                        variance.derivatives(
                                structures.get(i),
                                rows.representatives(),
                                (f, prior, missing, more) -> own.addDerivatives(missing, more));
                    }
                }
                for (int i = 0; i < places.length; i++) {
                    residuals.add(
                            places[i],
                            out.get(i),
                            products.get(i),
                            backend.algebra().host());
                }
            });
        }
        residuals.warnings().forEach(run.warnings()::add);
        FittedTarget out = fitted.with(residuals.calibrations());
        double variance = residuals.valueVariance();
        return out.composition()
                .filter(c -> !c.explainsAll() && Double.isFinite(variance))
                .map(c -> out.withRowVariance(c.inflation() * variance))
                .orElse(out);
    }

    /** The target as it is learnt without the labels of a derivative, with which these are compared. */
    private static Map<Derivative.Kind, FittedTarget> without(Solution.Block solved, FittedTarget fitted) {
        Map<Derivative.Kind, FittedTarget> out = new EnumMap<>(Derivative.Kind.class);
        FittedBlock b = fitted.blocks().get(0);
        solved.without()
                .forEach((kind, weights) -> out.put(
                        kind,
                        new FittedTarget(
                                fitted.name() + " without " + kind.word(),
                                fitted.target(),
                                List.of(),
                                List.of(new FittedBlock(b.irrep(), b.index(), weights, b.noise(), b.signal())))));
        return out;
    }
}
