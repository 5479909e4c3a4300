package org.lather.gram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/** Sums over representatives of which a part is on the backend at a time. */
class RepresentativePartsTest {
    private final List<Structure> train = SmallTraining.clusters(3, 6);
    private final List<Structure> test = SmallTraining.clusters(4, 5);
    private final Channels channels = Channels.oneHot(1, 6, 8);
    private final EnvironmentKernel kernel = SmallTraining.options(
                    "kernel: {zeta: 3}", "energy: {baseline: composition}")
            .kernel();

    /** Rows that are read when they are needed. */
    private static FeatureBlock stored(FeatureBlock b) {
        return FeatureBlock.stored(
                (from, to, out, offset) ->
                        System.arraycopy(b.values(), from * b.columns(), out, offset, (to - from) * b.columns()),
                b.columns(),
                b.centers());
    }

    @Test
    void valuesAndGradientsAreThoseOfTheWhole() {
        try (Backend backend = SmallTraining.reference()) {
            Representatives all = new FeaturesOfAll(backend, kernel, channels).of(train, 16);
            List<FeatureBlock> rows =
                    all.scalars().stream().map(RepresentativePartsTest::stored).toList();
            Representatives parts = new Representatives(rows, rows, 7);
            assertThat(parts.isWhole()).isFalse();
            assertThat(parts.mostLoaded()).isEqualTo(7);
            Random random = new Random(5);
            double[] w = random.doubles(all.count(), -1, 1).toArray();
            TargetWeights weights = TargetWeights.unfolded(w);
            int n = test.stream().mapToInt(Structure::size).sum();
            double[] factors = new double[n];
            Arrays.fill(factors, 1);
            try (KernelRows whole = new KernelRows(backend, kernel, channels, all, 16);
                    KernelRows divided = new KernelRows(backend, kernel, channels, parts, 16)) {
                close(values(backend, divided, weights), values(backend, whole, weights));
                KernelGradients.Derivatives expected = gradients(backend, whole, weights, factors);
                KernelGradients.Derivatives got = gradients(backend, divided, weights, factors);
                close(got.values(), expected.values());
                close(got.positions(), expected.positions());
                close(got.strain(), expected.strain());
                // nothing of a part is left
                assertThat(divided.parts().isWhole()).isFalse();
                // who needs all rows at once gets them
                assertThat(divided.representatives().get(0).rows()).isEqualTo(all.count());
            }
            assertThat(backend.resources().ledger().heldBytes()).isZero();
        }
    }

    /** The rows of parts are columns of the rows of the whole, and take no more memory than a part. */
    @Test
    void rowsOfPartsAreColumnsOfTheWhole() {
        try (Backend backend = SmallTraining.reference()) {
            Representatives all = new FeaturesOfAll(backend, kernel, channels).of(train, 16);
            List<FeatureBlock> rows =
                    all.scalars().stream().map(RepresentativePartsTest::stored).toList();
            int n = test.stream().mapToInt(Structure::size).sum();
            double[][] got = new double[n][all.count()];
            int[] columns = new int[n];
            long[] most = new long[1];
            try (KernelRows divided =
                    new KernelRows(backend, kernel, channels, new Representatives(rows, rows, 7), 16)) {
                divided.computeInParts(test, (from, to, tile) -> {
                    assertThat(tile.columns()).isLessThanOrEqualTo(7);
                    most[0] = Math.max(most[0], backend.resources().ledger().heldBytes());
                    double[] k = tile.download();
                    for (int i = from; i < to; i++) {
                        System.arraycopy(k, (i - from) * tile.columns(), got[i], columns[i], tile.columns());
                        columns[i] += tile.columns();
                    }
                });
            }
            assertThat(columns).containsOnly(all.count());
            assertThat(most[0]).isBetween(1L, all.featureBytes() / 2);
            try (KernelRows whole = new KernelRows(backend, kernel, channels, all, 16)) {
                whole.compute(test, (from, to, tile) -> {
                    double[] k = tile.download();
                    for (int i = from; i < to; i++) {
                        close(got[i], Arrays.copyOfRange(k, (i - from) * all.count(), (i + 1 - from) * all.count()));
                    }
                });
            }
            assertThat(backend.resources().ledger().heldBytes()).isZero();
        }
    }

    @Test
    void foldedSumsOfStoredRowsAreThoseOfRowsInMemory() {
        EnvironmentKernel square = SmallTraining.options("kernel: {zeta: 2}", "energy: {baseline: composition}")
                .kernel();
        try (Backend backend = SmallTraining.reference()) {
            FeatureBlock all = new FeaturesOfAll(backend, square, channels)
                    .of(train, 16)
                    .scalars()
                    .get(0);
            double[] w = new Random(6).doubles(all.rows(), -1, 1).toArray();
            var algebra = backend.algebra().dense();
            assertThat(FoldedSums.of(algebra, stored(all), square.covariance(), 0.5, w)
                            .coefficients())
                    .usingRecursiveComparison()
                    .isEqualTo(FoldedSums.of(algebra, all, square.covariance(), 0.5, w)
                            .coefficients());
        }
    }

    private double[] values(Backend backend, KernelRows rows, TargetWeights weights) {
        return new KernelValues(backend, kernel, channels, rows.parts(), 8, true).compute(test, List.of(weights))[0];
    }

    private KernelGradients.Derivatives gradients(
            Backend backend, KernelRows rows, TargetWeights weights, double[] factors) {
        return new KernelGradients(backend, backend.gradients(), kernel, channels, rows.parts(), 8)
                .compute(test, List.of(new KernelGradients.Prediction(weights, factors)))
                .get(0);
    }

    private static void close(double[] got, double[] expected) {
        assertThat(got).hasSameSizeAs(expected);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(scale).isPositive();
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("%d", i).isCloseTo(expected[i], within(1e-13 * scale));
        }
    }
}
