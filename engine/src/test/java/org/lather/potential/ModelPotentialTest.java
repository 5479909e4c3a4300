package org.lather.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.FiniteDifferences;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Unit;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

class ModelPotentialTest {
    private static final String SPARSE = "type: sparse_gpr, representatives: {count: 15}, noise: 0.01";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private Model fit(String targets) {
        return SmallTraining.fit(SmallTraining.options(SPARSE, targets), backend, SmallTraining.clusters(31, 15));
    }

    private static ModelPotential potential(Model m, String target, boolean uncertainty) {
        return ModelPotential.of(m, Execution.defaults(), target, uncertainty);
    }

    @Test
    void isInElectronvolts() {
        Structure s = SmallTraining.clusters(32, 1).get(0);
        try (Model m = fit("energy: {key: energy, unit: Ha, quantity: total, baseline: composition}")) {
            Prediction p = m.predict(s, Request.GRADIENTS);
            double hartree = Unit.of("Ha").factor();
            Energetics e = potential(m, "", true).of(s);
            assertThat(e.energy()).isCloseTo(hartree * p.value("energy"), within(1e-7));
            for (int k = 0; k < 3 * s.size(); k++) {
                assertThat(e.forces()[k]).isCloseTo(hartree * p.forces("energy")[k], within(1e-7));
            }
            for (int k = 0; k < 9; k++) {
                assertThat(e.virial()[k]).isCloseTo(hartree * p.virial("energy")[k], within(1e-7));
            }
            double deviation = hartree * m.predict(s, Request.UNCERTAINTIES).uncertainty("energy");
            assertThat(e.uncertainty()).isPositive().isCloseTo(deviation, within(1e-9));
            assertThat(potential(m, "", true).uncertainty(s)).isCloseTo(deviation, within(1e-9));
            assertThat(potential(m, "", false).of(s).uncertainty()).isNaN();
        }
    }

    @Test
    void hasTheMembersOfACommitteeInElectronvolts() {
        Structure s = SmallTraining.clusters(32, 1).get(0);
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 20}, noise: 0.01, uncertainty: {type: label_noise, members: 4}",
                "energy: {key: energy, unit: Ha, quantity: total, baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.clusters(31, 15))) {
            double hartree = Unit.of("Ha").factor();
            double[][] energies = m.predict(s, Request.UNCERTAINTIES).ensemble("energy");
            Energetics values = potential(m, "", true).of(s);
            Energetics all = ModelPotential.of(m, Execution.defaults(), "", Uncertainties.ALL)
                    .of(s);
            assertThat(values.members().forces()).isEmpty();
            assertThat(all.members().forces()).hasDimensions(4, 3 * s.size());
            assertThat(all.members().virials()).hasDimensions(4, 9);
            for (int k = 0; k < 4; k++) {
                assertThat(values.members().energies()[k]).isCloseTo(hartree * energies[k][0], within(1e-7));
            }
            double sum = 0;
            for (double[] f : all.members().forces()) {
                sum += (f[0] - all.forces()[0]) * (f[0] - all.forces()[0]);
            }
            assertThat(Math.sqrt(sum / 3)).isCloseTo(all.forcesUncertainty()[0], within(1e-9));
            assertThat(potential(m, "", false).of(s).members().energies()).isEmpty();
        }
    }

    /** A kernel of pairs and triples of neighbours: forces and virial are those of the predicted energy. */
    @Test
    void theBispectrumHasForces() {
        Options o = Options.parse(
                SmallTraining.options(SPARSE, "energy: {key: energy, unit: eV, quantity: total}")
                        .toYaml()
                        .replace("power_spectrum", "bispectrum"),
                Path.of(""));
        assertThat(o.representations().get(0).calculator()).isEqualTo("bispectrum");
        Structure s = SmallTraining.clusters(36, 1).get(0);
        try (Model m = SmallTraining.fit(o, backend, SmallTraining.clusters(31, 15))) {
            Prediction p = m.predict(s, Request.GRADIENTS);
            double[] slopes = FiniteDifferences.positions(
                    s,
                    moved -> moved.stream()
                            .mapToDouble(x -> m.predict(x).value("energy"))
                            .toArray());
            double largest = Arrays.stream(slopes).map(Math::abs).max().orElseThrow();
            for (int k = 0; k < slopes.length; k++) {
                assertThat(p.forces("energy")[k]).isCloseTo(-slopes[k], within(1e-6 * largest));
            }
            Energetics e = potential(m, "energy", false).of(s);
            assertThat(e.energy()).isCloseTo(p.value("energy"), within(1e-9 * Math.abs(p.value("energy"))));
        }
    }

    @Test
    void featuresWithoutPulledBackGradientsHaveNoForces() {
        try (Model m = fit("energy: {key: energy, unit: eV, quantity: total}")) {
            Options o = m.parameters().options();
            Descriptor vectors = new Descriptor.LambdaSoap(
                    o.representations().get(0).descriptor().onlyExpansion(), 1, 1);
            Options without = new Options(
                    o.data(), List.of(new Representation(vectors, 1)), o.model(), o.targets(), o.tune(), o.open());
            ModelParameters parameters = new ModelParameters(
                    without,
                    m.parameters().channels(),
                    m.parameters().representatives(),
                    m.parameters().targets(),
                    Map.of());
            assertThatThrownBy(parameters::expectGradients)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected a model of features from which forces can be computed, got one of")
                    .hasMessageContaining("power_spectrum");
        }
    }

    @Test
    void manyAtOnceAreEachByItself() {
        List<Structure> all = SmallTraining.clusters(33, 4);
        try (Model m = fit("energy: {key: energy, unit: eV, quantity: total}")) {
            ModelPotential potential = potential(m, "energy", true);
            List<Energetics> together = potential.ofAll(all);
            for (int k = 0; k < 4; k++) {
                Energetics alone = potential.of(all.get(k));
                assertThat(together.get(k).energy()).isEqualTo(alone.energy());
                assertThat(together.get(k).forces()).isEqualTo(alone.forces());
                assertThat(together.get(k).uncertainty()).isEqualTo(alone.uncertainty());
            }
        }
    }

    @Test
    void forcesHaveUncertaintiesWhereAskedFor() {
        Structure s = SmallTraining.clusters(34, 1).get(0);
        try (Model m = fit("energy: {key: energy, unit: meV, quantity: total}")) {
            Energetics e = ModelPotential.of(m, Execution.defaults(), "", Uncertainties.ALL)
                    .of(s);
            assertThat(e.forcesUncertainty()).hasSize(3 * s.size());
            List<Prediction> p = new ArrayList<>();
            m.predict(List.of(s).iterator(), Request.GRADIENTS.with(Uncertainties.ALL), Execution.defaults(), p::add);
            for (int k = 0; k < e.forcesUncertainty().length; k++) {
                assertThat(1000 * e.forcesUncertainty()[k])
                        .isPositive()
                        .isCloseTo(p.get(0).forcesUncertainty("energy")[k], within(1e-9));
            }
            assertThat(potential(m, "", true).of(s).forcesUncertainty()).isEmpty();
        }
    }

    @Test
    void onlyEnergiesThatFollowTheAtoms() {
        String energy = "key: energy, unit: eV, quantity: total";
        try (Model m = fit("gap: {key: gap, unit: eV, quantity: mean}")) {
            refuses(m, "", "no total energy, whose");
        }
        try (Model m = fit("a: {" + energy + "}, b: {" + energy + "}")) {
            refuses(m, "", "several energies (a, b). Say which with `target`");
            refuses(m, "c", "no total energy `c` (it has a, b)");
            assertThat(potential(m, "b", false).target()).isEqualTo("b");
        }
        try (Model m = fit("energy: {" + energy + ", baseline: {key: cheap}}")) {
            refuses(m, "", "its baseline is the value of the key `cheap`");
        }
    }

    private static void refuses(Model m, String target, String message) {
        assertThatThrownBy(() -> potential(m, target, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
