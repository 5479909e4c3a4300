package org.lather.dataset;

import java.util.Optional;
import org.lather.target.Baseline;
import org.lather.target.FittedBaseline;

/** Baselines that need neither a fit nor numbers by element, and differ between structures of one composition. */
final class FixedBaseline {
    private FixedBaseline() {}

    static boolean exists(Baseline baseline) {
        return of(baseline).isPresent();
    }

    /** The baseline, if it needs no fit and no numbers by element. */
    static Optional<FittedBaseline> of(Baseline baseline) {
        return baseline.match(new Baseline.Cases<>() {
            @Override
            public Optional<FittedBaseline> composition(Baseline.Composition b) {
                return Optional.empty();
            }

            @Override
            public Optional<FittedBaseline> given(Baseline.Given b) {
                return Optional.empty();
            }

            @Override
            public Optional<FittedBaseline> isolatedAtoms(Baseline.IsolatedAtoms b) {
                return Optional.empty();
            }

            @Override
            public Optional<FittedBaseline> key(Baseline.Key b) {
                return Optional.of(new FittedBaseline.Key(b.key(), b.derivatives()));
            }

            @Override
            public Optional<FittedBaseline> repulsion(Baseline.Repulsion b) {
                return Optional.of(FittedBaseline.Repulsion.of(b));
            }
        });
    }
}
