package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;

/**
 * Tensors of structures and of atoms that a backend trains, with all features or selected ones, are those of the
 * reference.
 */
public abstract class TensorTrainingContract {
    /** Opens the backend under test, in double precision. */
    protected abstract Backend open();

    @ParameterizedTest
    @CsvSource({"all, 0.05", "{count: 30}, 0.05", "all, auto"})
    void predictsWhatTheReferenceDoes(String features, String noise) {
        Options o = TensorClusters.options(
                features,
                "kernel: {zeta: 2}, representatives: {count: 15, selection: fps}, folds: 2, noise: " + noise,
                TensorClusters.TARGETS);
        List<Structure> train = TensorClusters.clusters(51, 20);
        List<Structure> test = TensorClusters.clusters(52, 4);
        try (Backend backend = open();
                Backend reference = SmallTraining.reference();
                Model got = SmallTraining.fit(o, backend, train);
                Model expected = SmallTraining.fit(o, reference, train)) {
            for (String t : List.of("dipole", "alpha", "beta", "shielding")) {
                double[] x = SmallTraining.predict(got, t, test);
                double[] y = SmallTraining.predict(expected, t, test);
                double largest = Arrays.stream(y).map(Math::abs).max().orElseThrow();
                assertThat(largest).as(t).isGreaterThan(1e-3);
                assertThat(x).as(t).containsExactly(y, within(1e-7 * (1 + largest)));
            }
        }
    }
}
