package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.CovarianceSums;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.Range;
import org.lather.backend.WeightedRange;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/** Environments that lack elements are multiplied with some of the columns only; the results must not tell. */
final class PackedRepresentativesTest {
    private static final Channels CHANNELS = Channels.oneHot(1, 6, 7, 8);
    private static final Descriptor.PowerSpectrum DESCRIPTOR = new Descriptor.PowerSpectrum(new DensityExpansion(
            new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
            new GaussianDensity(0.4, 1, null),
            new Basis(4, 6, 1e-10)));

    private final Random random = new Random(5);
    /** One, two, three and all four elements. */
    private final List<Structure> structures = List.of(
            RandomStructures.cluster(random, 5, 1),
            RandomStructures.cluster(random, 9, 1, 6),
            RandomStructures.cluster(random, 11, 1, 6, 8),
            RandomStructures.cluster(random, 14, 1, 6, 7, 8),
            RandomStructures.crystal(random, 6, 6, 8),
            RandomStructures.cluster(random, 1, 7));

    private final FeatureBlock representatives = draw();
    private final double[] weights =
            random.doubles(representatives.rows(), -1, 1).toArray();

    private FeatureBlock draw() {
        List<Structure> pool =
                List.of(RandomStructures.cluster(random, 12, 1, 6, 7, 8), RandomStructures.cluster(random, 8, 1, 6));
        try (Backend b = new ReferenceBackend(Precision.DOUBLE);
                Batch batch = b.upload(pool, CHANNELS);
                Features f = b.features(Range.all(batch), DESCRIPTOR)) {
            return f.download();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Result(double[] values, double[] positions, double[] strain) {}

    private Result compute(Backend b, Covariance.Centers centers, int range) {
        Gradients g = b.gradients();
        try (Batch batch = b.upload(structures, CHANNELS);
                Features z = b.load(representatives)) {
            int n = batch.environments();
            Result out = new Result(new double[n], new double[3 * n], new double[9 * structures.size()]);
            for (int from = 0; from < n; from += range) {
                int to = Math.min(n, from + range);
                double[] values = new double[to - from];
                double[] factor = new double[to - from];
                Arrays.fill(factor, 1);
                Covariance k = new Covariance(2, centers);
                try (Features x = b.features(new Range(batch, from, to), DESCRIPTOR);
                        Features v = g.featureGradient(x, z, k, 0.7, weights, values)) {
                    g.pullBack(new WeightedRange(batch, from, to, factor), DESCRIPTOR, v, out.positions, out.strain);
                    for (boolean cached : new boolean[] {true, false}) {
                        double[][] again = new double[1][to - from];
                        b.sums(x, z, new CovarianceSums(k, 0.7, new double[][] {weights}, cached), again);
                        assertThat(again[0]).as("cached: " + cached).containsExactly(values);
                    }
                }
                System.arraycopy(values, 0, out.values, from, to - from);
            }
            return out;
        }
    }

    private static void near(double[] got, double[] expected, double relative) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(largest).isPositive();
        assertThat(got).containsExactly(expected, within(relative * largest));
    }

    @ParameterizedTest
    @EnumSource(Covariance.Centers.class)
    void agreeWithTheReference(Covariance.Centers centers) {
        try (Backend truth = new ReferenceBackend(Precision.DOUBLE);
                Backend cpu = new CpuBackend(Precision.DOUBLE, 2)) {
            Result expected = compute(truth, centers, 100);
            Result got = compute(cpu, centers, 100);
            near(got.values, expected.values, 1e-12);
            near(got.positions, expected.positions, 1e-9);
            near(got.strain, expected.strain, 1e-9);
        }
    }

    @ParameterizedTest
    @EnumSource(Covariance.Centers.class)
    void agreeInSinglePrecision(Covariance.Centers centers) {
        try (Backend truth = new ReferenceBackend(Precision.DOUBLE);
                Backend cpu = new CpuBackend(Precision.SINGLE, 1)) {
            Result expected = compute(truth, centers, 100);
            Result got = compute(cpu, centers, 100);
            near(got.values, expected.values, 1e-6);
            near(got.positions, expected.positions, 1e-5);
        }
    }

    @Test
    void bitsDependNeitherOnThreadsNorOnRanges() {
        try (Backend one = new CpuBackend(Precision.DOUBLE, 1);
                Backend three = new CpuBackend(Precision.DOUBLE, 3)) {
            Result a = compute(one, Covariance.Centers.SAME, 100);
            Result b = compute(three, Covariance.Centers.SAME, 7);
            assertThat(b.values).containsExactly(a.values);
            assertThat(b.positions).containsExactly(a.positions);
            assertThat(b.strain).containsExactly(a.strain);
        }
    }

    @Test
    void packedOrNotTheyAgreeAndAreGivenBack() {
        Ledger ledger = new Ledger();
        FreeList free = new FreeList(ledger);
        try (CpuBackend backend = new CpuBackend(Precision.DOUBLE, 1);
                WorkerPool pool = new WorkerPool(1);
                Batch batch = backend.upload(structures, CHANNELS);
                Features x = backend.features(Range.all(batch), DESCRIPTOR)) {
            VectorAlgebra algebra = new VectorAlgebra(pool);
            double[][] values = new double[2][x.rows()];
            double[][] slopes = new double[2][];
            for (int i = 0; i < 2; i++) {
                FeatureGradient g = new FeatureGradient(algebra, pool, free, ledger, i == 0 ? 1 << 28 : 0);
                Covariance k = new Covariance(2, Covariance.Centers.SAME);
                CpuFeatures z = new CpuFeatures(representatives, ledger, free);
                for (int j = 0; j < z.rows(); j++) {
                    z.measure(j);
                }
                long bare = ledger.heldBytes();
                CovarianceSums sums = new CovarianceSums(k, 1, new double[][] {weights}, true);
                try (z;
                        CpuFeatures v = g.of((CpuFeatures) x, z, sums, new double[][] {values[i]})
                                .get(0)) {
                    slopes[i] = v.download().values();
                    long kept = ledger.heldBytes() - bare - 8L * v.rows() * v.columns() - 12L * v.rows();
                    long both = 2 * 8L * z.rows() * z.columns();
                    assertThat(kept).as("packed").isBetween(i == 0 ? both : 0, i == 0 ? 3 * both : 0);
                }
                assertThat(ledger.heldBytes()).isZero();
            }
            near(values[0], values[1], 1e-13);
            double[] p = x.download().values();
            for (int i = 0; i < p.length; i++) {
                // where an environment has no density nothing can change, and only the whole product looks
                slopes[1][i] = slopes[0][i] == 0 && p[i] == 0 ? 0 : slopes[1][i];
            }
            near(slopes[0], slopes[1], 1e-13);
        }
    }
}
