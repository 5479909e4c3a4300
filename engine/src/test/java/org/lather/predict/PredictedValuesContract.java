package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.gram.Folding;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

/** The predicted values are the same bits whatever else is requested, one by one and streamed. */
public abstract class PredictedValuesContract {
    private static final Options OPTIONS = SmallTraining.options(
            4,
            4,
            "kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01",
            "energy: {baseline: composition}, gap: {quantity: mean}, charge: {quantity: atom}");

    /** Opens the backend, which the test closes. */
    protected abstract Backend open();

    @ParameterizedTest
    @EnumSource(Folding.class)
    void areTheSameBitsWhateverElseIsRequested(Folding folding) {
        List<Structure> structures = SmallTraining.clusters(32, 7);
        try (Backend backend = open();
                Model trained = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30));
                Model model = Model.of(trained.parameters(), backend, folding)) {
            List<Prediction> streamed = new ArrayList<>();
            model.predict(structures.iterator(), Request.VALUES, Execution.defaults(), streamed::add);
            for (Request r : List.of(
                    Request.VALUES,
                    Request.UNCERTAINTIES,
                    Request.GRADIENTS,
                    Request.VALUES.withContributions(true),
                    Request.GRADIENTS.with(Uncertainties.ALL).withContributions(true))) {
                for (int i = 0; i < structures.size(); i++) {
                    Prediction p = model.predict(structures.get(i), r);
                    for (String target : List.of("energy", "gap", "charge")) {
                        assertThat(p.values(target))
                                .as("%s of %d, %s", target, i, r)
                                .containsExactly(streamed.get(i).values(target));
                    }
                }
            }
        }
    }

    @Test
    void contributionsAreTheSameBitsWithAndWithoutGradients() {
        Structure s = SmallTraining.clusters(33, 1).get(0);
        try (Backend backend = open();
                Model model = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30))) {
            double[] alone =
                    model.predict(s, Request.VALUES.withContributions(true)).contributions("energy");
            assertThat(model.predict(s, Request.GRADIENTS).contributions("energy"))
                    .containsExactly(alone);
        }
    }
}
