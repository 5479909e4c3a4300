package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.gram.Folding;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;
import org.lather.training.TensorClusters;
import org.lather.uncertainty.Uncertainties;

/** Committees on a backend. */
public abstract class CommitteeContract {
    private static final int MEMBERS = 9;
    private static final String MODEL =
            "kernel: {zeta: 2}, representatives: {count: 25}, noise: %s, uncertainty: {type: %s," + " members: "
                    + MEMBERS + "}";
    private static final String NUMBERS =
            "energy: {baseline: composition}, gap: {quantity: mean}, charge: {quantity: atom}";
    private static final Request ALL = Request.GRADIENTS.with(Uncertainties.ALL);

    /** Opens the backend, which the test closes. */
    protected abstract Backend open();

    private static double[] deviations(double[] mean, double[][] members) {
        double[] out = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            int at = i;
            out[i] = Math.sqrt(Arrays.stream(members)
                            .mapToDouble(y -> (y[at] - mean[at]) * (y[at] - mean[at]))
                            .sum()
                    / (members.length - 1));
        }
        return out;
    }

    private static double[] mean(double[][] members) {
        double[] out = new double[members[0].length];
        for (double[] y : members) {
            Arrays.setAll(out, i -> out[i] + y[i] / members.length);
        }
        return out;
    }

    private static void expectEnsemble(double[] values, double[] uncertainties, double[][] members, int count) {
        assertThat(members).hasNumberOfRows(count);
        double size = Arrays.stream(values).map(Math::abs).max().orElse(0) + 1;
        assertThat(mean(members)).containsExactly(values, within(1e-9 * size));
        assertThat(uncertainties).containsExactly(deviations(values, members), within(1e-9 * size));
    }

    private static Options numbers(String type) {
        return SmallTraining.options(MODEL.formatted("0.01", type), NUMBERS);
    }

    @ParameterizedTest
    @EnumSource(Folding.class)
    void meanAndScatterAreThePredictionAndItsUncertainty(Folding folding) {
        List<Structure> structures = SmallTraining.clusters(42, 5);
        try (Backend backend = open();
                Model trained = SmallTraining.fit(numbers("label_noise"), backend, SmallTraining.clusters(41, 24));
                Model model = Model.of(trained.parameters(), backend, folding)) {
            for (Structure s : structures) {
                Prediction plain = model.predict(s);
                Prediction p = model.predict(s, Request.UNCERTAINTIES);
                Prediction more = model.predict(s, Request.GRADIENTS.with(Uncertainties.VALUES));
                assertThat(p.targets()).containsExactlyElementsOf(plain.targets());
                for (String target : List.of("energy", "gap", "charge")) {
                    assertThat(p.values(target)).as(target).containsExactly(plain.values(target));
                    expectEnsemble(p.values(target), p.uncertainties(target), p.ensemble(target), MEMBERS);
                    assertThat(Arrays.stream(p.uncertainties(target)).min().orElseThrow())
                            .isPositive();
                    assertThat(more.values(target)).containsExactly(plain.values(target));
                    assertThat(more.uncertainties(target)).containsExactly(p.uncertainties(target));
                }
                assertThat(more.forces("energy"))
                        .containsExactly(model.predict(s, Request.GRADIENTS).forces("energy"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"label_noise", "committee"})
    void forcesAndStressHaveMembers(String type) {
        Options options = SmallTraining.options(
                MODEL.formatted("{energy: 0.05, energy_forces: 0.1, energy_stress: 0.01}", type),
                "energy: {baseline: composition, forces: {}, stress: {}}");
        try (Backend backend = open();
                Model model = SmallTraining.fit(options, backend, MorseSolid.rattled(21, 16))) {
            FittedTarget t = model.parameters().targets().get(0);
            Structure s = MorseSolid.rattled(22, 1).get(0);
            Prediction plain = model.predict(s, Request.GRADIENTS);
            Prediction p = model.predict(s, ALL);
            assertThat(p.value("energy")).isEqualTo(plain.value("energy"));
            assertThat(p.forces("energy")).containsExactly(plain.forces("energy"));
            for (Derivative d : t.target().derivatives()) {
                expectEnsemble(p.values(t, d), p.uncertainties(t, d), p.ensemble(t, d), MEMBERS);
                assertThat(Arrays.stream(p.uncertainties(t, d)).max().orElseThrow())
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"label_noise", "committee"})
    void tensorsHaveMembers(String type) {
        Options options = TensorClusters.options("all", MODEL.formatted("0.01", type), TensorClusters.TARGETS);
        try (Backend backend = open();
                Model model = SmallTraining.fit(options, backend, TensorClusters.clusters(5, 20))) {
            Structure s = TensorClusters.clusters(6, 1).get(0);
            Prediction plain = model.predict(s);
            Prediction p = model.predict(s, Request.UNCERTAINTIES);
            for (String target : List.of("dipole", "alpha", "beta", "shielding")) {
                assertThat(p.values(target)).as(target).containsExactly(plain.values(target));
                expectEnsemble(p.values(target), p.uncertainties(target), p.ensemble(target), MEMBERS);
            }
        }
    }

    /** The same model on this backend and on the reference. */
    @ParameterizedTest
    @ValueSource(strings = {"label_noise", "committee"})
    void areThoseOfTheReference(String type) {
        List<Structure> structures = SmallTraining.clusters(44, 3);
        try (Backend reference = SmallTraining.reference();
                Backend backend = open();
                Model expected = SmallTraining.fit(numbers(type), reference, SmallTraining.clusters(41, 24));
                Model model = Model.of(expected.parameters(), backend)) {
            List<Prediction> streamed = new ArrayList<>();
            model.predict(structures.iterator(), ALL, Execution.defaults(), streamed::add);
            for (int i = 0; i < structures.size(); i++) {
                Prediction e = expected.predict(structures.get(i), ALL);
                for (String target : List.of("energy", "gap", "charge")) {
                    double[][] members = streamed.get(i).ensemble(target);
                    for (int k = 0; k < members.length; k++) {
                        assertThat(members[k]).containsExactly(e.ensemble(target)[k], within(1e-7));
                    }
                }
                assertThat(streamed.get(i).forcesUncertainty("energy"))
                        .containsExactly(e.forcesUncertainty("energy"), within(1e-7));
            }
        }
    }

    /** Halves of the training set are fitted on this backend and on the reference. */
    @Test
    void fitsToPartsAreThoseOfTheReference() {
        List<Structure> train = SmallTraining.clusters(45, 24);
        Structure s = SmallTraining.clusters(46, 1).get(0);
        try (Backend reference = SmallTraining.reference();
                Backend backend = open();
                Model expected = SmallTraining.fit(numbers("committee"), reference, train);
                Model model = SmallTraining.fit(numbers("committee"), backend, train)) {
            Prediction e = expected.predict(s, ALL);
            Prediction p = model.predict(s, ALL);
            for (String target : List.of("energy", "gap", "charge")) {
                for (int k = 0; k < MEMBERS; k++) {
                    assertThat(p.ensemble(target)[k]).as(target).containsExactly(e.ensemble(target)[k], within(1e-5));
                }
            }
        }
    }
}
