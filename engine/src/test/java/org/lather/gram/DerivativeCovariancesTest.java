package org.lather.gram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;

class DerivativeCovariancesTest {
    private static final Options OPTIONS = SmallTraining.options("noise: 1", "energy: {}");

    private static DerivativeCovariances of(Backend backend, Covariance covariance, int values) {
        EnvironmentKernel kernel = new EnvironmentKernel(
                List.of(new EnvironmentKernel.Term(
                        OPTIONS.representations().get(0).descriptor(), 1)),
                covariance);
        return new DerivativeCovariances(backend, kernel, Channels.oneHot(6, 14), values);
    }

    /** Environments one by one or in uneven groups are those of all together, but for rounding. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5000, 9000})
    void blocksChangeNothing(int values) {
        Covariance covariance = new Covariance(2, Covariance.Centers.SAME);
        try (Backend backend = SmallTraining.reference()) {
            for (Structure s : MorseSolid.rattled(31, 3)) {
                double[] whole = of(backend, covariance, 1 << 22).of(s);
                double[] parts = of(backend, covariance, values).of(s);
                assertThat(parts).hasSize(3 * s.size() + 9).hasSameSizeAs(whole);
                for (int c = 0; c < whole.length; c++) {
                    assertThat(whole[c]).isPositive();
                    assertThat(parts[c]).isCloseTo(whole[c], within(1e-11 * whole[c]));
                }
            }
            assertThat(backend.resources().ledger().heldBytes()).isZero();
        }
    }

    /**
     * The sum over all atoms of one axis moves nothing, so a single atom, which sees itself alone, has no derivative.
     */
    @Test
    void anAtomByItselfHasNone() {
        Structure atom = Structure.of(new int[] {14}, new double[3], org.lather.structure.Cell.NONE);
        try (Backend backend = SmallTraining.reference()) {
            assertThat(of(backend, new Covariance(2, Covariance.Centers.ANY), 1 << 22)
                            .of(atom))
                    .containsOnly(0);
        }
    }
}
