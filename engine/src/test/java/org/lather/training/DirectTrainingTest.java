package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.backend.FiniteDifferences;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.target.FittedBaseline;

/** Models on features that are computed from neighbours without a density expansion. */
class DirectTrainingTest {
    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options composition(String type, String baseline) {
        return Options.parse("""
                representations: [{calculator: composition}]
                model: {type: %s, kernel: {zeta: 1}, representatives: {count: 3}, noise: 0.01}
                targets: {energy: {key: energy, unit: eV, baseline: %s}}
                """.formatted(type, baseline), Path.of(""));
    }

    /** A model that is linear in the composition is the composition baseline, and knows nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"sparse_gpr", "gpr"})
    void aLinearModelOfTheCompositionIsItsBaseline(String type) {
        List<Structure> train = SmallTraining.clusters(61, 40);
        List<Structure> test = SmallTraining.clusters(62, 6);
        try (Model linear = SmallTraining.fit(composition(type, "none"), backend, train);
                Model based = SmallTraining.fit(composition(type, "composition"), backend, train)) {
            Map<Integer, Double> energies = ((FittedBaseline.Elements)
                            based.parameters().targets().get(0).baselines().get(0))
                    .byAtomicNumber();
            for (Structure s : test) {
                double expected = Arrays.stream(s.atomicNumbers())
                        .mapToDouble(z -> energies.getOrDefault(z, Double.NaN))
                        .sum();
                double error = expected - s.annotations().numbers("energy")[0];
                // it is a fit, so that the agreement is not one of exact data
                assertThat(Math.abs(error)).isGreaterThan(1e-3);
                assertThat(linear.predict(s).value("energy")).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
                assertThat(based.predict(s).value("energy")).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
            }
        }
    }

    private static Options all(String type) {
        return Options.parse("""
                representations:
                  - calculator: symmetry_functions
                    cutoff: {radius: 3.2}
                    g2: {type: Gastegger2018, mode: shift, count: 5}
                    g3: [1.1]
                    g4: {eta: [0.02, 0.2], zeta: [1, 4]}
                    g5: [[0.05, 2.0, -1.0]]
                  - calculator: pair_correlation
                    weight: 0.3
                    cutoff: {radius: 3.4}
                    grid: {min: 1, count: 12, width: 0.3}
                  - {calculator: composition, weight: 0.2}
                model: {type: %s, representatives: {count: 20}, noise: {energy: 0.01, energy_forces: 0.05, energy_stress: 0.01}}
                targets: {energy: {key: energy, unit: eV, forces: {key: forces}, stress: {key: stress}}}
                """.formatted(type), Path.of(""));
    }

    /** Predicted forces and virials are the slopes of the predicted energy, and a file keeps them. */
    @Test
    void learnsForcesAndStress() throws IOException {
        Options o = all("sparse_gpr");
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(o, backend, MorseSolid.rattled(7, 6))) {
            Structure s = MorseSolid.rattled(8, 1).get(0);
            Prediction p = m.predict(s, Request.GRADIENTS);
            assertSlopes(p.forces("energy"), FiniteDifferences.positions(s, moved -> energies(m, moved)));
            assertSlopes(p.virial("energy"), FiniteDifferences.strain(s, moved -> energies(m, moved)));
            assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isPositive();
            Lather.save(m, file);
            try (Model again = Lather.on(backend).load(file)) {
                assertThat(again.predict(s, Request.GRADIENTS).forces("energy")).isEqualTo(p.forces("energy"));
                assertThat(again.parameters().options().representations())
                        .isEqualTo(m.parameters().options().representations());
            }
        }
    }

    private static double[] energies(Model m, List<Structure> moved) {
        return moved.stream().mapToDouble(x -> m.predict(x).value("energy")).toArray();
    }

    private static void assertSlopes(double[] got, double[] slopes) {
        double largest = Arrays.stream(slopes).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        for (int k = 0; k < slopes.length; k++) {
            assertThat(got[k]).isCloseTo(-slopes[k], within(1e-6 * largest));
        }
    }
}
