package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Ledger;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.VarianceFactors;

class SharedFactorsTest {
    private static final Options OPTIONS = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 20}, noise: 0.01", "energy: {baseline: composition}");

    /** Threads that predict with one model read the same factors, which are in memory once. */
    @Test
    void threadsShareThem() {
        try (Backend backend = SmallTraining.reference();
                Model trained = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 15))) {
            ModelParameters parameters = trained.parameters();
            Ledger ledger = backend.resources().ledger();
            long before = ledger.heldBytes();
            SharedFactors shared = new SharedFactors(parameters, parameters.kernel());
            assertThat(shared.present()).isFalse();
            List<VarianceFactors> each = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> shared.get(backend))
                    .toList();
            assertThat(each).allMatch(f -> f == each.get(0));
            long held = ledger.heldBytes() - before;
            try (VarianceFactors alone = new VarianceFactors(parameters, parameters.kernel(), backend)) {
                assertThat(ledger.heldBytes() - before).isEqualTo(2 * held).isPositive();
                assertThat(alone).isNotSameAs(each.get(0));
            }
            shared.close();
            assertThat(shared.present()).isFalse();
            assertThat(ledger.heldBytes()).isEqualTo(before);
        }
    }
}
