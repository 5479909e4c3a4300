package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.gram.Folding;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

/** Predictions by folded sums beside those by sums over the representatives. */
class FoldedPredictionTest {
    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    private ModelParameters train(Options options) {
        try (Model trained = SmallTraining.fit(options, backend, SmallTraining.clusters(31, 40))) {
            return trained.parameters();
        }
    }

    private static Options twoTerms(int zeta, String centers) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    weight: 0.7
                    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4}
                    basis: {type: TensorProduct, max_angular: 1, radial: {type: Gto, max_radial: 1}}
                  - calculator: radial_spectrum
                    weight: 0.3
                    cutoff: {radius: 4.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4}
                    basis: {radial: {type: Gto, max_radial: 2}}
                model: {kernel: {zeta: %d, centers: %s}, representatives: {count: 60}, noise: 0.01}
                targets: {energy: {baseline: composition}, gap: {quantity: mean}}
                """.formatted(zeta, centers), Path.of(""));
    }

    /** Few features and many representatives: folding takes fewer operations. */
    private static Options fewFeatures(int zeta) {
        return SmallTraining.options(
                0,
                1,
                "kernel: {zeta: %d}, representatives: {count: 90}, noise: 0.01".formatted(zeta),
                "energy: {baseline: composition}");
    }

    @ParameterizedTest
    @CsvSource({"1,same", "2,same", "2,any"})
    void agreeWithSumsOverRepresentatives(int zeta, String centers) {
        ModelParameters parameters = train(twoTerms(zeta, centers));
        Request all = Request.GRADIENTS.with(Uncertainties.ALL).withContributions(true);
        try (Model folded = Model.of(parameters, backend, Folding.ALWAYS);
                Model unfolded = Model.of(parameters, backend, Folding.NEVER)) {
            for (Structure s : SmallTraining.clusters(32, 4)) {
                Prediction got = folded.predict(s, all);
                Prediction expected = unfolded.predict(s, all);
                for (String target : List.of("energy", "gap")) {
                    near(got.values(target), expected.values(target));
                    near(got.contributions(target), expected.contributions(target));
                    near(got.forces(target), expected.forces(target));
                    near(got.virial(target), expected.virial(target));
                    assertThat(got.uncertainty(target)).isEqualTo(expected.uncertainty(target));
                    assertThat(got.forcesUncertainty(target)).isEqualTo(expected.forcesUncertainty(target));
                }
            }
        }
    }

    /** Weights of a fit are large and of both signs, so that digits cancel on either way. */
    private static void near(double[] got, double[] expected) {
        double largest = 0;
        for (double v : expected) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).isCloseTo(expected[i], within(1e-10 * largest));
        }
    }

    @Test
    void areChosenByTheNumberOfOperations() {
        ModelParameters few = train(fewFeatures(2));
        assertThat(few.folding().folds()).isTrue();
        ModelParameters many = train(SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 60}, noise: 0.01", "energy: {baseline: composition}"));
        assertThat(many.folding().folds()).isFalse();
        Structure s = SmallTraining.clusters(32, 1).get(0);
        for (ModelParameters p : List.of(few, many)) {
            Folding chosen = p.folding().folds() ? Folding.ALWAYS : Folding.NEVER;
            try (Model automatic = Model.of(p, backend);
                    Model forced = Model.of(p, backend, chosen)) {
                assertThat(automatic.predict(s).value("energy"))
                        .isEqualTo(forced.predict(s).value("energy"));
            }
        }
    }

    /** The power spectrum has more features than an environment has representatives, distances have fewer. */
    @Test
    void areChosenForEachTerm() {
        ModelParameters parameters = train(twoTerms(2, "same"));
        assertThat(parameters.folding().folds(0)).isFalse();
        assertThat(parameters.folding().folds(1)).isTrue();
        Structure s = SmallTraining.clusters(32, 1).get(0);
        try (Model automatic = Model.of(parameters, backend);
                Model unfolded = Model.of(parameters, backend, Folding.NEVER)) {
            Prediction got = automatic.predict(s, Request.GRADIENTS);
            Prediction expected = unfolded.predict(s, Request.GRADIENTS);
            assertThat(got.value("gap")).isEqualTo(automatic.predict(s).value("gap"));
            near(got.values("gap"), expected.values("gap"));
            near(got.forces("gap"), expected.forces("gap"));
        }
    }

    @Test
    void areNotUsedIfTheMemoryDoesNotSuffice() {
        ModelParameters parameters = train(fewFeatures(2));
        Structure s = SmallTraining.clusters(32, 1).get(0);
        try (Model automatic = Model.of(parameters, backend);
                Model folded = Model.of(parameters, backend, Folding.ALWAYS);
                Model unfolded = Model.of(parameters, backend, Folding.NEVER)) {
            long least = least(unfolded, s);
            assertThat(least(automatic, s)).isEqualTo(least);
            assertThat(least(folded, s)).isGreaterThan(least);
            Execution tight = SmallTraining.execution(least);
            double over = unfolded.predict(s).value("energy");
            double form = folded.predict(s).value("energy");
            assertThat(form).isNotEqualTo(over);
            assertThat(automatic.predict(s).value("energy")).isEqualTo(form);
            assertThat(automatic.predict(s, Request.VALUES, tight).value("energy"))
                    .isEqualTo(over);
            assertThat(automatic.predict(s).value("energy")).isEqualTo(form);
            assertThatThrownBy(() -> folded.predict(s, Request.VALUES, tight))
                    .isInstanceOf(MemoryBudgetException.class)
                    .hasMessageContaining("is allowed");
        }
    }

    private static long least(Model model, Structure s) {
        try {
            model.predict(s, Request.VALUES, SmallTraining.execution(1));
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        }
        throw new AssertionError("a byte was enough");
    }

    @Test
    void areTheSameBitsInSeveralThreads() {
        ModelParameters parameters = train(fewFeatures(1));
        List<Structure> structures = SmallTraining.clusters(33, 16);
        try (Model model = Model.of(parameters, backend, Folding.ALWAYS)) {
            List<Double> expected = new ArrayList<>();
            structures.forEach(s -> expected.add(model.predict(s).value("energy")));
            List<Double> got = structures.parallelStream()
                    .map(s -> model.predict(s).value("energy"))
                    .toList();
            assertThat(got).isEqualTo(expected);
        }
    }

    @Test
    void areRefusedForAnotherPower() {
        ModelParameters parameters = train(fewFeatures(3));
        assertThat(parameters.folding().isPossible()).isFalse();
        assertThatThrownBy(() -> Model.of(parameters, backend, Folding.ALWAYS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("zeta 3");
    }
}
