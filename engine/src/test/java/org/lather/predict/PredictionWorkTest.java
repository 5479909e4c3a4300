package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.gram.KernelRows;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

/** What the prediction of one structure with its uncertainty costs. */
class PredictionWorkTest {
    private static final Options OPTIONS = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 60}, noise: 0.01",
            "energy: {baseline: composition}, gap: {quantity: mean}");

    /** Counts the calls of a backend by the name of the operation. */
    private static Backend counting(Backend backend, Map<String, Integer> calls) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    try {
                        return method.invoke(backend, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void featuresAndCovariancesOfValuesServeTheirUncertainties() {
        try (Backend backend = SmallTraining.reference();
                Model trained = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30))) {
            Map<String, Integer> calls = new HashMap<>();
            Structure s = SmallTraining.clusters(32, 1).get(0);
            try (Model m = Model.of(trained.parameters(), counting(backend, calls))) {
                m.predict(s, Request.UNCERTAINTIES);
                for (Request request : List.of(
                        Request.VALUES,
                        Request.UNCERTAINTIES,
                        Request.GRADIENTS,
                        Request.GRADIENTS.with(Uncertainties.VALUES))) {
                    calls.clear();
                    Prediction p = m.predict(s, request);
                    assertThat(calls).containsEntry("upload", 1).containsEntry("features", 1);
                    assertThat(calls).doesNotContainKeys("covariances", "reduce");
                    if (request.uncertainties() == Uncertainties.VALUES) {
                        assertThat(calls).containsEntry("sums", 1).containsEntry("covariancesWithin", 1);
                        assertThat(p.uncertainty("energy")).isPositive();
                        assertThat(p.uncertainty("gap")).isPositive();
                    }
                }
            }
        }
    }

    @Test
    void thePlanCoversWhatIsHeldAndCloseGivesItBack() {
        try (Backend backend = SmallTraining.reference()) {
            ModelParameters parameters;
            try (Model trained = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30))) {
                parameters = trained.parameters();
            }
            assertThat(backend.resources().ledger().heldBytes()).isZero();
            backend.resources().ledger().resetPeak();
            long m = parameters.size();
            try (Model model = Model.of(parameters, backend)) {
                Structure s = SmallTraining.clusters(32, 1).get(0);
                SmallTraining.predict(model, "energy", List.of(s));
                long without = backend.resources().ledger().heldBytes();
                model.predict(s, Request.UNCERTAINTIES);
                assertThat(backend.resources().ledger().heldBytes() - without)
                        .as("the factors of two targets")
                        .isGreaterThanOrEqualTo(2 * 8 * m * m);
                assertThat(backend.resources().ledger().peakBytes() - without)
                        .as("K_MM while it is factored")
                        .isGreaterThanOrEqualTo(8 * m * m);
                assertThat(backend.resources().ledger().peakBytes())
                        .isLessThanOrEqualTo(new PredictionPlan(
                                        parameters, parameters.kernel(), backend, 1, parameters.folding())
                                .call(KernelRows.MAX_RANGE, false, Uncertainties.VALUES, 0, PredictionPlan.Kept.NOTHING)
                                .bytes());
            }
            assertThat(backend.resources().ledger().heldBytes()).isZero();
        }
    }
}
