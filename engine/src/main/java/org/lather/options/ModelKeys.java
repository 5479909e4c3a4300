package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lather.error.Cure;
import org.lather.kernel.Covariance;
import org.lather.kernel.StructureKernel;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;

/** The block {@code model}. */
final class ModelKeys {
    /** The block {@code kernel}. */
    private record Kernels(Covariance environments, Optional<StructureKernel> structures) {
        /** γ of a regularised-entropy match, and its default without one. */
        double gamma() {
            return structures
                    .map(StructureKernel::regularisation)
                    .orElse(OptionalDouble.empty())
                    .orElse(GAMMA_ABSENT);
        }
    }

    private static final double GAMMA_ABSENT = 0.1;
    private static final Key<Kernels, Double> ZETA = Key.byDomain(
            "zeta",
            Defaults::zeta,
            k -> k.environments().zeta(),
            doc("exponent of the normalised scalar product of two environments"));
    private static final Key<Kernels, Covariance.Centers> CENTERS = Key.of(
            "centers",
            Choice.of(Covariance.Centers.class),
            Covariance.Centers.SAME,
            k -> k.environments().centers(),
            doc("`same`: centres of different elements have zero covariance; `any`: no such restriction"));
    private static final Key<Kernels, StructureWord> STRUCTURE = Key.<Kernels, StructureWord>of(
                    "structure",
                    StructureWord.CHOICE,
                    k -> StructureWord.of(k.structures()),
                    doc("kernel of two structures: `sum` or `mean` over pairs of atoms, [`rematch` or"
                                    + " `best_match`](structure-kernels.md#models), which compare whole"
                                    + " structures; left out, models sum for totals and average for means")
                            .absent("by quantity"))
            .orElse(map -> StructureWord.BY_QUANTITY)
            .onlyIf(k -> k.structures().isPresent());
    private static final Key<Kernels, Double> GAMMA = Key.<Kernels, Double>of(
                    "gamma",
                    Scalars.POSITIVE,
                    GAMMA_ABSENT,
                    Kernels::gamma,
                    doc("γ of the regularised-entropy match, at least " + StructureKernel.Rematch.LEAST_GAMMA
                            + "; only for `structure: rematch`"))
            .onlyIf(k -> StructureWord.of(k.structures()) == StructureWord.REMATCH);
    private static final Block<Kernels> KERNEL_BLOCK = new Block<>(List.of(ZETA, CENTERS, STRUCTURE, GAMMA), map -> {
        Covariance.Centers centers = map.get(CENTERS);
        Covariance environments = map.build(() -> new Covariance(map.get(ZETA), centers));
        StructureWord word = map.get(STRUCTURE);
        if (word != StructureWord.REMATCH && map.contains(GAMMA)) {
            throw new OptionsException(
                    "`" + map.path(GAMMA.name()) + "`: expected it with `structure: rematch` alone, got "
                            + (word == StructureWord.BY_QUANTITY
                                    ? "no `structure`"
                                    : "`structure: " + StructureWord.CHOICE.write(word) + "`"),
                    Cure.text("Leave it out, or set " + map.path(STRUCTURE.name()) + " to rematch"));
        }
        double gamma = word == StructureWord.REMATCH ? map.get(GAMMA) : GAMMA_ABSENT;
        return new Kernels(environments, map.build(() -> word.kernel(gamma)));
    });

    private static final int COUNT_FOR_NUMBERS = 2000;
    private static final int COUNT_FOR_TENSORS = 500;
    private static final Key<Representatives, Integer> COUNT = Key.of(
                    "count",
                    Scalars.count(1),
                    COUNT_FOR_NUMBERS,
                    Representatives::count,
                    doc("number of representative environments, or of structures for [matches](structure-kernels.md#models);"
                                    + " no effect for `gpr` and `svc`")
                            .absent(COUNT_FOR_NUMBERS + "; " + COUNT_FOR_TENSORS + " if a target is a tensor"))
            .orElse(map -> TargetKeys.learnTensors(map.root()) ? COUNT_FOR_TENSORS : COUNT_FOR_NUMBERS);
    private static final Key<Representatives, Representatives.Selection> SELECTION = Key.of(
            "selection",
            Choice.of(Representatives.Selection.class).later("cur"),
            Representatives.Selection.FPS,
            Representatives::selection,
            doc("choice of the representatives: `fps` (farthest point sampling) or `random`"));
    private static final Key<Representatives, Integer> POOL = Key.of(
            "pool",
            Scalars.count(1),
            10_000,
            Representatives::pool,
            doc("number of random environments, or structures for matches, that `fps` chooses from"));
    private static final Key<Representatives, Representatives.Precision> PRECISION = Key.of(
                    "precision",
                    Choice.of(Representatives.Precision.class),
                    Representatives.Precision.DOUBLE,
                    Representatives::precision,
                    doc("precision of their features: with `single` these are rounded before the fit, and model files"
                            + " are half as large"))
            .onlyIf(r -> r.precision() != Representatives.Precision.DOUBLE);
    private static final Block<Representatives> REPRESENTATIVES_BLOCK =
            new Block<>(List.of(COUNT, SELECTION, POOL, PRECISION), map -> {
                Representatives.Selection selection = map.get(SELECTION);
                Representatives.Precision precision = map.get(PRECISION);
                return map.build(() -> new Representatives(map.get(COUNT), selection, map.get(POOL), precision));
            });

    private static final Key<ModelOptions, ModelOptions.Type> TYPE = Key.of(
            "type",
            Choice.of(ModelOptions.Type.class),
            ModelOptions.Type.SPARSE_GPR,
            ModelOptions::type,
            doc("regression: `sparse_gpr` on representative environments, or [`gpr`](training-sizes.md#full-regression)"
                    + " on all training structures; or `svc`, [support vector classification](classification.md) of"
                    + " structures"));
    private static final Key<ModelOptions, ModelOptions.Solver> SOLVER = Key.<ModelOptions, ModelOptions.Solver>of(
                    "solver",
                    Choice.of(ModelOptions.Solver.class),
                    ModelOptions.Solver.AUTO,
                    ModelOptions::solver,
                    doc("solution of `sparse_gpr`: `direct` by factorisation; `iterative` by [conjugate"
                            + " gradients](training-sizes.md#conjugate-gradients) on rows in the scratch folder,"
                            + " for many representatives, without uncertainties; `auto`: `direct` if the memory"
                            + " suffices for it"))
            .onlyIf(model -> model.solver() != ModelOptions.Solver.AUTO);
    private static final Key<ModelOptions, Kernels> KERNEL = Key.of(
            "kernel",
            KERNEL_BLOCK,
            m -> new Kernels(m.kernel(), m.structureKernel()),
            doc("covariance of two environments, and of two structures"));
    private static final Key<ModelOptions, ModelOptions.Weights> WEIGHTS = Key.<ModelOptions, ModelOptions.Weights>of(
                    "weights",
                    Choice.of(ModelOptions.Weights.class),
                    ModelOptions.Weights.GIVEN,
                    ModelOptions::weights,
                    doc("weights of the kernels of several representations: `given` there, or `auto`, which [finds"
                            + " them](tune.md#weights-of-summed-kernels) by cross-validation"))
            .onlyIf(model -> model.weights() != ModelOptions.Weights.GIVEN);
    private static final Key<ModelOptions, Representatives> REPRESENTATIVES = Key.of(
            "representatives",
            REPRESENTATIVES_BLOCK,
            ModelOptions::representatives,
            doc("the environments, or structures for matches, that span the fit"));
    private static final Key<ModelOptions, Noise> NOISE = Key.of(
            "noise",
            NoiseKeys.NOISE,
            new Noise.Auto(),
            ModelOptions::noise,
            doc("standard deviation of the noise: `auto` (found by cross-validation), a number for all targets, or"
                    + " a map with a number for each target and derivative, `{energy: 0.003, energy_forces: 0.1}`; in"
                    + " the unit of the target or derivative, for totals and their virials divided by the square root"
                    + " of the number of atoms"));
    private static final Key<ModelOptions, NoiseFactors> NOISE_FACTORS = Key.<ModelOptions, NoiseFactors>of(
                    "noise_factors",
                    NoiseKeys.FACTORS,
                    ModelOptions::noiseFactors,
                    doc("how many times the noise of some structures is"))
            .orElse(map -> NoiseFactors.NONE)
            .onlyIf(model -> !model.noiseFactors().byType().isEmpty());
    private static final Key<ModelOptions, UncertaintyOptions> UNCERTAINTY = Key.of(
                    "uncertainty",
                    UncertaintyKeys.UNCERTAINTY,
                    ModelOptions::uncertainty,
                    doc("[uncertainties](uncertainty.md) of predictions: a map, or the word of its type")
                            .absent("the posterior with `calibrate: scale`"))
            .orElse(map -> UncertaintyOptions.DEFAULT)
            .onlyIf(model -> !model.uncertainty().equals(UncertaintyOptions.DEFAULT));
    private static final Key<ModelOptions, ClassifierOptions> CLASSIFIER = Key.<ModelOptions, ClassifierOptions>of(
                    "svc",
                    ClassifierKeys.BLOCK,
                    ModelOptions::classifier,
                    doc("support vector classification, only for `type: svc`"))
            .orElse(map -> ClassifierOptions.DEFAULT)
            .onlyIf(model -> model.type() == ModelOptions.Type.SVC);
    private static final Key<ModelOptions, Integer> FOLDS = Key.of(
            "folds",
            Scalars.count(2),
            5,
            model -> model.noiseOptions().folds(),
            doc("number of folds of the cross-validation, at least 2; `noise: auto` requires as many structures with"
                    + " each target. For `uncertainty: committee` there are at least 8"));
    private static final Key<ModelOptions, Long> SEED =
            Key.of("seed", Scalars.whole(Long.MIN_VALUE), 1L, ModelOptions::seed, doc("seed of all random choices"));

    static final Block<ModelOptions> BLOCK = new Block<>(
            List.of(
                    TYPE,
                    SOLVER,
                    KERNEL,
                    WEIGHTS,
                    REPRESENTATIVES,
                    NOISE,
                    NOISE_FACTORS,
                    FOLDS,
                    UNCERTAINTY,
                    CLASSIFIER,
                    SEED),
            map -> {
                ModelOptions.Fitting fitting = new ModelOptions.Fitting(map.get(TYPE), map.get(SOLVER));
                Kernels kernel = map.get(KERNEL);
                ModelOptions.Weights weights = map.get(WEIGHTS);
                Representatives representatives = map.get(REPRESENTATIVES);
                NoiseOptions noise =
                        map.build(() -> new NoiseOptions(map.get(NOISE), map.get(NOISE_FACTORS), map.get(FOLDS)));
                UncertaintyOptions uncertainty = map.get(UNCERTAINTY);
                return new ModelOptions(
                        fitting,
                        kernel.environments(),
                        kernel.structures(),
                        weights,
                        representatives,
                        noise,
                        uncertainty,
                        map.get(CLASSIFIER),
                        map.get(SEED));
            });

    private ModelKeys() {}
}
