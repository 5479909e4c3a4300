package org.lather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Precision;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureRequest;
import org.lather.evaluation.Evaluation;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.model.ModelSummary;
import org.lather.options.Options;
import org.lather.options.RepresentationFile;
import org.lather.potential.ModelPotential;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;

class LatherTest {
    private static final BackendRequest ONE_THREAD = new BackendRequest(Precision.DOUBLE, 1, 0, null);

    private final Options options = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01", "energy: {baseline: composition}");
    private final Structures train = Structures.of(SmallTraining.clusters(15, 20));
    private final Structures test = Structures.of(SmallTraining.clusters(16, 5));

    @TempDir
    Path folder;

    /** Every step from structures to a potential, each the result of the class that it names. */
    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void refusesNullAndClosedModels() {
        Structure one = SmallTraining.clusters(5, 1).get(0);
        try (Lather lather = Lather.on(SmallTraining.reference())) {
            Model model = lather.train(
                    SmallTraining.options("kernel: {zeta: 2}, representatives: {count: 9}, noise: 0.01", "energy: {}"),
                    Structures.of(SmallTraining.clusters(4, 5)));
            assertThat(model).hasToString("model of energy (9 representatives; H C O)");
            assertThat(lather).hasToString("lather on reference (Java, one thread, 1 threads)");
            assertThat(model.predict(one, Request.GRADIENTS).toString())
                    .startsWith("prediction of " + one.size() + " atoms, energy ")
                    .endsWith(" with forces");
            assertThatThrownBy(() -> model.predict(one, null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("request");
            model.close();
            assertThatThrownBy(() -> model.predict(one))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("expected an open model, got one that was closed");
            lather.backend().close();
        }
    }

    @Test
    void anInterruptEndsATraining() {
        try (Backend backend = SmallTraining.reference()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> SmallTraining.fit(
                            SmallTraining.options(
                                    "kernel: {zeta: 2}, representatives: {count: 9}, noise: 0.01", "energy: {}"),
                            backend,
                            SmallTraining.clusters(4, 5)))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void reachesEveryStep() throws Exception {
        Path file = folder.resolve("model.safetensors");
        Structure first = test.first();
        try (Lather lather = Lather.open("reference", ONE_THREAD, Execution.defaults())) {
            double energy;
            try (Model model = lather.train(options, train)) {
                energy = model.predict(first).value("energy");
                Map<String, Object> report = model.report().orElseThrow().toMap();
                assertThat(report).containsEntry("structures", 20).containsEntry("representatives", 40);
                Lather.save(model, file);
            }
            try (Model model = lather.load(file)) {
                assertThat(model.predict(first).value("energy")).isEqualTo(energy);
                Evaluation evaluation = lather.evaluate(model, test);
                assertThat(evaluation.structures()).isEqualTo(5);
                assertThat(evaluation.targets().get(0).errors().count()).isEqualTo(5);
                assertThat(evaluation.toString())
                        .matches("evaluation of 5 structures; energy: MAE [0-9.e+-]+, RMSE [0-9.e+-]+ eV of 5");
                ModelPotential potential = lather.potential(model);
                assertThat(potential.of(first).energy())
                        .isCloseTo(energy, org.assertj.core.api.Assertions.within(1e-9));
                Map<String, Object> summary = ModelSummary.toMap(model.parameters());
                assertThat(summary.keySet())
                        .containsExactly("elements", "representatives", "targets", "sums", "provenance", "options");
                assertThat(summary).containsEntry("elements", List.of("H", "C", "O"));
            }
            FeatureRequest request = new FeatureRequest(new RepresentationFile(options.representations(), false));
            FeatureArrays features = lather.describe(request, test);
            assertThat(lather.describe(request, test, folder.resolve("f.npy")).environments())
                    .isEqualTo(features.rows());
        }
    }

    @Test
    void leavesTheBackendOfItsCallerOpen() {
        try (Backend backend = SmallTraining.reference()) {
            try (Lather lather = Lather.on(backend)) {
                assertThat(lather.backend()).isSameAs(backend);
            }
            try (Model model = Lather.on(backend).train(options, train)) {
                assertThat(model.predict(test.first()).targets()).containsExactly("energy");
            }
        }
    }
}
