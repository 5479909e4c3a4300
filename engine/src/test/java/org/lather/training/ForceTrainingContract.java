package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/** A potential that a backend trains with energies, forces and stress predicts what that of the reference does. */
public abstract class ForceTrainingContract {
    /** Opens the backend under test, in double precision. */
    protected abstract Backend open();

    @Test
    void predictsWhatTheReferenceDoes() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 12, selection: random}, folds: 2,"
                        + " noise: {energy: 0.02, energy_forces: 0.05, energy_stress: 0.004}",
                "energy: {baseline: composition, forces: {}, stress: {}}");
        List<Structure> train = MorseSolid.rattled(7, 6);
        List<Structure> test = MorseSolid.rattled(8, 2);
        try (Backend backend = open();
                Backend reference = SmallTraining.reference();
                Model got = SmallTraining.fit(options, backend, train);
                Model expected = SmallTraining.fit(options, reference, train)) {
            List<Prediction> p = predict(got, test);
            List<Prediction> q = predict(expected, test);
            for (int i = 0; i < test.size(); i++) {
                assertThat(p.get(i).value("energy")).isCloseTo(q.get(i).value("energy"), within(1e-6));
                double[] f = got.predict(test.get(i), Request.GRADIENTS).forces("energy");
                double[] g = expected.predict(test.get(i), Request.GRADIENTS).forces("energy");
                assertThat(f).hasSize(3 * test.get(i).size());
                assertThat(Arrays.stream(f).anyMatch(v -> Math.abs(v) > 0.01)).isTrue();
                assertThat(f).containsExactly(g, within(1e-6));
            }
            Prediction u = uncertain(got, test.get(1));
            Prediction v = uncertain(expected, test.get(1));
            assertThat(u.uncertainty("energy")).isCloseTo(v.uncertainty("energy"), within(1e-6));
            assertThat(Arrays.stream(v.forcesUncertainty("energy")).min().orElseThrow())
                    .isGreaterThan(1e-3);
            assertThat(u.forcesUncertainty("energy")).containsExactly(v.forcesUncertainty("energy"), within(1e-6));
            assertThat(u.virialUncertainty("energy")).containsExactly(v.virialUncertainty("energy"), within(1e-6));
        }
    }

    private static Prediction uncertain(Model m, Structure s) {
        List<Prediction> out = new ArrayList<>();
        m.predict(
                List.of(s).iterator(),
                Request.trained(m.parameters()).with(Uncertainties.ALL),
                Execution.defaults(),
                out::add);
        return out.get(0);
    }

    private static List<Prediction> predict(Model m, List<Structure> structures) {
        List<Prediction> out = new ArrayList<>();
        m.predict(
                structures.iterator(),
                Request.trained(m.parameters()).withContributions(true),
                Execution.defaults(),
                out::add);
        return out;
    }
}
