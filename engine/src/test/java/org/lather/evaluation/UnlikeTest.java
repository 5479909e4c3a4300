package org.lather.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

class UnlikeTest {
    /** A warning names an atom where the memory suffices, and is complete without it where it does not. */
    @Test
    void memoryThatIsLackingLeavesOutTheAtom() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 150}, noise: 0.002", "energy: {baseline: composition}");
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double r = 2.3 + 0.02 * i;
            Structure s = dimer(r);
            train.add(s.with(s.annotations().with("energy", Math.pow(2.2 / r, 12) - Math.pow(2.2 / r, 6))));
        }
        try (Backend backend = SmallTraining.reference();
                Model model = SmallTraining.fit(options, backend, train)) {
            Unlike unlike = new Unlike(model.parameters().targets().get(0));
            unlike.add(model.predict(dimer(1.6), Request.UNCERTAINTIES));
            unlike.nameAtom(model, SmallTraining.execution(1 << 10));
            Warning without = unlike.warning().orElseThrow();
            assertThat(without.fact())
                    .contains("less certain of 1 of 1 structures")
                    .doesNotContain("its atom");
            unlike.nameAtom(model, Execution.defaults());
            assertThat(unlike.warning().orElseThrow().fact())
                    .startsWith(without.fact())
                    .contains("; its atom ");
        }
    }

    private static Structure dimer(double r) {
        return Structure.of(new int[] {18, 18}, new double[] {0, 0, 0, 0, 0, r}, Cell.NONE);
    }
}
