package org.lather.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

class EvaluationTest {
    private final Backend backend = SmallTraining.reference();
    private final Options options = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01", "energy: {baseline: composition}");
    private final List<Structure> test = SmallTraining.clusters(16, 8);

    @AfterEach
    void close() {
        backend.close();
    }

    /** The metrics of a file, by hand from the predictions. */
    @Test
    void metricsHaveTheFormOfTheirFile(@TempDir Path folder) throws Exception {
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(15, 12))) {
            List<Prediction> predictions = new ArrayList<>();
            Evaluation evaluation = Evaluation.of(
                    m, test.iterator(), false, Uncertainties.VALUES, Execution.defaults(), predictions::add);
            assertThat(evaluation.structures()).isEqualTo(8);
            assertThat(evaluation.missing()).isEmpty();
            Path file = folder.resolve("metrics.json");
            Metrics metrics = evaluation.metrics("m.safetensors", "test.xyz");
            metrics.write(file);
            assertThat(Files.readString(file)).isEqualTo(metrics.toJson() + "\n");
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            assertThat(json.fieldNames()).toIterable().containsExactly("model", "data", "targets");
            assertThat(json.get("model").textValue()).isEqualTo("m.safetensors");
            JsonNode energy = json.get("targets").get("energy");
            assertThat(energy.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "unit",
                            "quantity",
                            "count",
                            "mae",
                            "mae_standard_error",
                            "rmse",
                            "max",
                            "std",
                            "std_baseline",
                            "rms_uncertainty",
                            "rms_error_over_uncertainty",
                            "uncertainty",
                            "mae_per_atom",
                            "rmse_per_atom",
                            "by_element");
            assertThat(energy.get("uncertainty").fieldNames())
                    .toIterable()
                    .containsExactly(
                            "rms_z",
                            "nll",
                            "nll_uncalibrated",
                            "ence",
                            "miscalibration_area",
                            "sharpness",
                            "coverage_1",
                            "coverage_2",
                            "reliability");
            double sum = 0;
            double perAtom = 0;
            for (Prediction p : predictions) {
                double e = Math.abs(p.value("energy") - p.structure().numbers("energy")[0]);
                sum += e;
                perAtom += e / p.structure().size();
            }
            assertThat(energy.get("quantity").textValue()).isEqualTo("total");
            assertThat(energy.get("count").intValue()).isEqualTo(8);
            assertThat(energy.get("mae").doubleValue()).isEqualTo(sum / 8);
            assertThat(energy.get("mae_per_atom").doubleValue()).isEqualTo(perAtom / 8);
            assertThat(energy.get("by_element").isNull()).isTrue();
        }
    }

    @Test
    void countsTheStructuresThatLackATarget() {
        List<Structure> some = new ArrayList<>(test.subList(0, 3));
        some.add(test.get(3).with(Annotations.NONE));
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(15, 12))) {
            Evaluation evaluation = Evaluation.of(m, some.iterator(), Execution.defaults(), p -> {});
            assertThat(evaluation.structures()).isEqualTo(4);
            assertThat(evaluation.missing()).containsExactly(Map.entry("energy", 1L));
            assertThat(evaluation.targets())
                    .singleElement()
                    .satisfies(t -> assertThat(t.errors().count()).isEqualTo(3));
            List<Structure> none = List.of(test.get(3).with(Annotations.NONE));
            Evaluation without = Evaluation.of(m, none.iterator(), Execution.defaults(), p -> {});
            assertThat(without.targets()).isEmpty();
            assertThat(without.missing()).isEmpty();
        }
    }

    @Test
    void predictionsBecomeKeysAndColumns() {
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(15, 12))) {
            Evaluation.of(m, test.iterator(), true, Uncertainties.VALUES, Execution.defaults(), p -> {
                Structure s = PredictionAnnotations.annotate(p, m.parameters().targets(), true);
                assertThat(s.numbers("energy")).isEqualTo(p.structure().numbers("energy"));
                assertThat(s.numbers("predicted_energy")).containsExactly(p.value("energy"));
                assertThat(s.numbers("uncertainty_energy")).containsExactly(p.uncertainty("energy"));
                assertThat(s.column("predicted_energy_atoms")).isEqualTo(p.contributions("energy"));
                assertThat(PredictionAnnotations.annotate(p, m.parameters().targets(), false)
                                .hasColumn("predicted_energy_atoms"))
                        .isFalse();
            });
        }
    }

    @Test
    void skipsStructuresOfUnknownElements() {
        Structure gold = Structure.of(new int[] {79}, new double[3], Cell.NONE);
        List<Structure> mixed = List.of(test.get(0), gold, gold, test.get(1));
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(15, 12))) {
            KnownStructures known = new KnownStructures(mixed.iterator(), m::knows, true);
            assertThat(Evaluation.of(m, known, Execution.defaults(), p -> {}).structures())
                    .isEqualTo(2);
            assertThat(known.skipped()).isEqualTo(2);
            KnownStructures all = new KnownStructures(mixed.iterator(), m::knows, false);
            assertThatThrownBy(() -> Evaluation.of(m, all, Execution.defaults(), p -> {}))
                    .isInstanceOf(UnknownElementException.class);
        }
    }
}
