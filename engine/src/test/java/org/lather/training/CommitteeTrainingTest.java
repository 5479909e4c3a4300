package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.TargetMetrics;
import org.lather.evaluation.UncertaintyMetrics;
import org.lather.execution.Execution;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.CompositionUncertainty;
import org.lather.uncertainty.Uncertainties;

class CommitteeTrainingTest {
    private static final String COMMITTEE = ", uncertainty: {type: %s, members: 12, calibrate: %s}";

    private final Backend backend = SmallTraining.reference();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    private static UncertaintyMetrics metrics(Model m, List<Structure> test, String target) {
        Evaluation e = Evaluation.of(m, test.iterator(), false, Uncertainties.ALL, Execution.defaults(), p -> {});
        return e.targets().stream()
                .filter(t -> t.name().equals(target))
                .map(TargetMetrics::breakdown)
                .findFirst()
                .orElseThrow()
                .uncertainty()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"label_noise, true", "label_noise, scale", "committee, true", "committee, scale"})
    void uncertaintiesOfEveryQuantityAreAsLargeAsErrors(String type, String calibrate) {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 60}, noise: auto" + COMMITTEE.formatted(type, calibrate),
                "energy: {baseline: composition}, gap: {quantity: mean}, charge: {quantity: atom}");
        List<Structure> all = SmallTraining.clusters(51, 160);
        try (Model m = SmallTraining.fit(options, backend, all.subList(0, 100))) {
            for (String target : List.of("energy", "gap", "charge")) {
                UncertaintyMetrics u = metrics(m, all.subList(100, 160), target);
                assertThat(u.rmsErrorOverUncertainty()).as(target).isBetween(0.5, 2.0);
                // where computed ones are right already, a sample may prefer them by chance
                assertThat(u.nll()).as(target).isLessThan(u.nllComputed() + 0.05);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"label_noise", "committee"})
    void uncertaintiesOfTensorsAreAsLargeAsErrors(String type) {
        Options options = TensorClusters.options(
                "all",
                "kernel: {zeta: 2}, representatives: {count: 40}, noise: auto" + COMMITTEE.formatted(type, "true"),
                TensorClusters.TARGETS);
        List<Structure> all = TensorClusters.clusters(52, 90);
        try (Model m = SmallTraining.fit(options, backend, all.subList(0, 60))) {
            for (String target : List.of("dipole", "alpha", "beta", "shielding")) {
                UncertaintyMetrics u = metrics(m, all.subList(60, 90), target);
                assertThat(u.rmsErrorOverUncertainty()).as(target).isBetween(0.4, 2.5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"label_noise", "committee"})
    void uncertaintiesOfForcesAndStressAreAsLargeAsErrors(String type) {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 20}, noise: auto" + COMMITTEE.formatted(type, "true"),
                "energy: {baseline: composition, forces: {}, stress: {}}");
        List<Structure> all = MorseSolid.rattled(53, 60).stream()
                .filter(s -> s.cell().periodicEverywhere())
                .toList();
        int half = all.size() / 2;
        try (Model m = SmallTraining.fit(options, backend, all.subList(0, half))) {
            for (String target : List.of("energy", "energy_forces", "energy_stress")) {
                UncertaintyMetrics u = metrics(m, all.subList(half, all.size()), target);
                assertThat(u.rmsErrorOverUncertainty()).as(target).isBetween(0.4, 2.5);
            }
        }
    }

    /** The covariance of many members is that of the posterior; few representatives span all environments. */
    @Test
    void manyMembersScatterLikeThePosterior() {
        String model = "kernel: {zeta: 2}, representatives: {count: 200}, noise: 0.05, uncertainty: {type: %s, members:"
                + " 400, calibrate: false}";
        String target = "energy: {baseline: [{H: -10, C: -60, O: -80}]}";
        List<Structure> train = SmallTraining.clusters(54, 12);
        try (Model posterior =
                        SmallTraining.fit(SmallTraining.options(model.formatted("posterior"), target), backend, train);
                Model committee = SmallTraining.fit(
                        SmallTraining.options(model.formatted("label_noise"), target), backend, train)) {
            for (Structure s : train.subList(0, 6)) {
                double expected = posterior.predict(s, Request.UNCERTAINTIES).uncertainty("energy");
                double found = committee.predict(s, Request.UNCERTAINTIES).uncertainty("energy");
                assertThat(found).isCloseTo(expected, within(0.15 * expected));
                assertThat(committee.predict(s).value("energy"))
                        .isEqualTo(posterior.predict(s).value("energy"));
            }
        }
    }

    /** The uncertainty of a baseline by the prior variances of dense matrices, for a total, a mean and an atom. */
    @ParameterizedTest
    @ValueSource(strings = {"energy", "gap", "charge"})
    void theUncertaintyOfABaselineFallsWithWhatIsKnown(String target) {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 150}, noise: 0.05"
                        + COMMITTEE.formatted("label_noise", "true"),
                "energy: {baseline: composition}, gap: {quantity: mean, baseline: composition},"
                        + " charge: {quantity: atom, baseline: composition}");
        List<Structure> all = SmallTraining.clusters(58, 40);
        DenseCovariances dense = new DenseCovariances(backend);
        try (Model m = SmallTraining.fit(options, backend, all.subList(0, 30))) {
            FittedTarget t = m.parameters().targets().stream()
                    .filter(own -> own.name().equals(target))
                    .findFirst()
                    .orElseThrow();
            CompositionUncertainty c = t.composition().orElseThrow();
            boolean partly = false;
            for (Structure s : all.subList(30, 40)) {
                Prediction p = m.predict(s, Request.UNCERTAINTIES);
                boolean atom = target.equals("charge");
                double[] self = dense.selfCovariances(m, s);
                double factor = target.equals("gap") ? 1.0 / s.size() : 1;
                double unit = target.equals("energy") ? Math.sqrt(s.size()) : 1;
                for (int i = 0; i < (atom ? s.size() : 1); i++) {
                    double learnt = t.calibration().of(p.computedUncertainties(target)[i], unit);
                    double k = atom ? 1 : Arrays.stream(self).sum();
                    double prior = t.calibration().of(t.signal() * Math.sqrt(k) * factor, unit);
                    double unknown = Math.min(1, c.inflation() * learnt * learnt / (prior * prior));
                    partly |= unknown < 0.5;
                    Structure own = atom ? Structure.of(new int[] {s.atomicNumber(i)}, new double[3], Cell.NONE) : s;
                    double expected = Math.sqrt(c.inflation() * learnt * learnt + c.variance(own, t.target(), unknown));
                    assertThat(p.uncertainties(target)[i]).isCloseTo(expected, within(1e-9 * expected));
                }
            }
            assertThat(partly).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"label_noise", "committee"})
    void aModelFileKeepsMembersAndCalibration(String type) throws Exception {
        Options options = TensorClusters.options(
                "all",
                "kernel: {zeta: 2}, representatives: {count: 15}, noise: 0.01" + COMMITTEE.formatted(type, "true"),
                TensorClusters.TARGETS);
        Path file = folder.resolve("model.safetensors");
        Structure s = TensorClusters.clusters(56, 1).get(0);
        try (Model m = SmallTraining.fit(options, backend, TensorClusters.clusters(55, 20))) {
            ModelFile.write(file, m.parameters());
            try (Model again = Model.of(ModelFile.read(file, true), backend)) {
                for (FittedTarget t : again.parameters().targets()) {
                    assertThat(t.members()).isEqualTo(12);
                    assertThat(again.predict(s, Request.UNCERTAINTIES).uncertainties(t.name()))
                            .containsExactly(m.predict(s, Request.UNCERTAINTIES).uncertainties(t.name()));
                }
            }
        }
    }

    /** Labels of some atoms of some structures alone, as of shieldings, with columns that are NaN for others. */
    @ParameterizedTest
    @CsvSource({"label_noise, same", "label_noise, any", "committee, same", "committee, any"})
    void uncertaintiesOfAtomsNeedNoLabelsOfOthers(String type, String centers) {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2, centers: " + centers + "}, representatives: {count: 60}, noise: auto"
                        + COMMITTEE.formatted(type, "true"),
                "charge: {quantity: atom, baseline: composition}");
        List<Structure> all = new ArrayList<>();
        for (Structure s : SmallTraining.clusters(59, 160)) {
            double[] v = s.column("charge");
            boolean none = all.size() % 7 == 3;
            Arrays.setAll(v, i -> none || s.atomicNumber(i) == 1 || i == 4 ? Double.NaN : v[i]);
            all.add(s.with(s.annotations().withColumn("charge", 1, v)));
        }
        try (Model m = SmallTraining.fit(options, backend, all.subList(0, 110))) {
            FittedTarget t = m.parameters().targets().get(0);
            assertThat(t.calibration()).isNotEqualTo(Calibration.NONE);
            assertThat(metrics(m, all.subList(110, 160), "charge").rmsErrorOverUncertainty())
                    .isBetween(0.5, 2.0);
            Structure s = all.get(120);
            Prediction p = m.predict(s, Request.UNCERTAINTIES);
            assertThat(p.ensemble("charge")).hasDimensions(12, s.size());
            for (int i = 0; i < s.size(); i++) {
                int at = i;
                double sum = Arrays.stream(p.ensemble("charge"))
                        .mapToDouble(y -> Math.pow(y[at] - p.values("charge")[at], 2))
                        .sum();
                assertThat(p.uncertainties("charge")[i]).isCloseTo(Math.sqrt(sum / 11), within(1e-9));
            }
        }
    }

    @Test
    void withoutUncertaintiesThereIsNoFactor() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 10}, noise: 0.01, uncertainty: none", "energy: {}");
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(57, 12))) {
            FittedTarget t = m.parameters().targets().get(0);
            assertThat(t.factor()).isEmpty();
            assertThat(t.members()).isZero();
            assertThat(t.hasUncertainty()).isFalse();
        }
    }
}
