package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.gram.FoldedSums;
import org.lather.kernel.Covariance;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Linear and quadratic forms, which are the sums over representatives that they were folded from. */
public abstract class FormContract extends AgainstReference {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels HCO = Channels.oneHot(ELEMENTS);

    /** See {@link GramContract#sameBitsInAnyTile}. */
    protected boolean sameBitsInAnyTile() {
        return true;
    }

    private static Descriptor powerSpectrum(double centerAtomWeight) {
        return new Descriptor.PowerSpectrum(new DensityExpansion(
                new Cutoff(3.2, new Smoothing.ShiftedCosine(0.8)),
                new GaussianDensity(0.45, centerAtomWeight, null),
                new Basis(3, 3, 1e-10)));
    }

    private static List<Structure> structures(Random random) {
        return List.of(
                RandomStructures.cluster(random, 19, ELEMENTS),
                RandomStructures.crystal(random, 6, ELEMENTS),
                RandomStructures.cluster(random, 3, ELEMENTS));
    }

    private FeatureBlock representatives(Random random, Descriptor d) {
        return features(
                reference,
                List.of(RandomStructures.cluster(random, 25, ELEMENTS), RandomStructures.crystal(random, 12, ELEMENTS)),
                HCO,
                d);
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Result(double[] values, double[] gradient, double[] positions, double[] strain) {}

    /** How a backend computes values and gradients of a range. */
    private interface Work {
        Features gradient(Features x, double[] values);
    }

    private static Result compute(Backend b, List<Structure> structures, Descriptor d, int step, Work work) {
        try (Batch batch = b.upload(structures, HCO)) {
            int n = batch.environments();
            int columns = d.columns(HCO);
            Result out = new Result(
                    new double[n], new double[n * columns], new double[3 * n], new double[9 * batch.structures()]);
            for (int from = 0; from < n; from += step) {
                int to = Math.min(n, from + step);
                double[] values = new double[to - from];
                double[] ones = new double[to - from];
                Arrays.fill(ones, 1);
                try (Features x = b.features(new Range(batch, from, to), d);
                        Features v = work.gradient(x, values)) {
                    v.download(0, to - from, out.gradient, from * columns);
                    b.gradients().pullBack(new WeightedRange(batch, from, to, ones), d, v, out.positions, out.strain);
                }
                System.arraycopy(values, 0, out.values, from, to - from);
            }
            return out;
        }
    }

    /** Values without gradients are the same bits, and add to what is there. */
    private static Features gradient(Backend b, Features x, Form form, double[] values) {
        Features out = b.gradients().featureGradient(x, form, values);
        double[] alone = new double[values.length];
        b.sums(x, form, alone);
        assertThat(alone).containsExactly(values);
        b.sums(x, form, alone);
        for (int i = 0; i < alone.length; i++) {
            assertThat(alone[i]).isEqualTo(2 * values[i]);
        }
        return out;
    }

    private FormBlock fold(FeatureBlock z, Covariance covariance, double[] weights) {
        return FoldedSums.of(backend.algebra().dense(), z, covariance, 0.7, weights);
    }

    @ParameterizedTest
    @CsvSource({"1,SAME,1", "1,ANY,0.5", "2,SAME,0.5", "2,ANY,1"})
    void areTheSumsOverRepresentatives(double zeta, Covariance.Centers centers, double centerAtomWeight) {
        Random random = new Random(61);
        Covariance covariance = new Covariance(zeta, centers);
        Descriptor d = powerSpectrum(centerAtomWeight);
        FeatureBlock z = representatives(random, d);
        double[] weights = gaussian(random, z.rows());
        List<Structure> structures = structures(random);
        FormBlock folded = fold(z, covariance, weights);
        boolean single = backend.info().precision() == Precision.SINGLE;
        double relative = single ? 2e-6 : 1e-12;
        try (Form form = backend.load(folded);
                Form plain = reference.load(folded);
                Features representatives = backend.load(z)) {
            assertThat(form.columns()).isEqualTo(z.columns());
            Result got = compute(backend, structures, d, 11, (x, v) -> gradient(backend, x, form, v));
            Result unfolded = compute(
                    backend,
                    structures,
                    d,
                    11,
                    (x, v) -> backend.gradients().featureGradient(x, representatives, covariance, 0.7, weights, v));
            near("values", got.values, unfolded.values, relative * largest(unfolded.values));
            near("positions", got.positions, unfolded.positions, 10 * relative * largest(unfolded.positions));
            near("strain", got.strain, unfolded.strain, 10 * relative * largest(unfolded.strain));
            Result expected = compute(reference, structures, d, 100, (x, v) -> gradient(reference, x, plain, v));
            near("values", got.values, expected.values, (single ? 2e-5 : 1e-11) * largest(expected.values));
            near("positions", got.positions, expected.positions, (single ? 2e-5 : 1e-11) * largest(got.positions));
        }
    }

    @Test
    void doNotDependOnThreadsOrRanges() {
        Random random = new Random(62);
        Covariance covariance = new Covariance(2, Covariance.Centers.SAME);
        Descriptor d = powerSpectrum(1);
        FeatureBlock z = representatives(random, d);
        FormBlock folded = fold(z, covariance, gaussian(random, z.rows()));
        List<Structure> structures = structures(random);
        Result whole;
        try (Form form = backend.load(folded)) {
            whole = compute(backend, structures, d, 100, (x, v) -> gradient(backend, x, form, v));
        }
        for (int threads = 1; threads <= 3; threads++) {
            int step = 4 + threads;
            try (Backend other = open(threads);
                    Form form = other.load(folded)) {
                Result parts = compute(other, structures, d, step, (x, v) -> gradient(other, x, form, v));
                if (sameBitsInAnyTile()) {
                    assertThat(parts.values).containsExactly(whole.values);
                    assertThat(parts.positions).containsExactly(whole.positions);
                } else {
                    near("values", parts.values, whole.values, 1e-12 * largest(whole.values));
                    near("positions", parts.positions, whole.positions, 1e-12 * largest(whole.positions));
                }
            }
        }
    }

    /** The value of a form along one feature is a power of that feature over the norm. */
    @Test
    void ofElementsWithoutAFormAreZero() {
        Descriptor d = powerSpectrum(1);
        int columns = d.columns(HCO);
        for (int degree = 1; degree <= 2; degree++) {
            double[] first = new double[(int) FormBlock.length(degree, columns)];
            first[0] = 3;
            Structure s = Structure.of(new int[] {6, 8, 1}, new double[] {0, 0, 0, 0, 0, 1.3, 1.1, 0, 0}, Cell.NONE);
            FeatureBlock p = features(reference, List.of(s), HCO, d);
            try (Form form = backend.load(new FormBlock(degree, columns, Map.of(8, first)))) {
                Result got = compute(backend, List.of(s), d, 2, (x, v) -> gradient(backend, x, form, v));
                assertThat(got.values[0]).isZero();
                assertThat(got.values[2]).isZero();
                assertThat(Arrays.copyOf(got.gradient, columns)).containsOnly(0);
                double square = 0;
                for (int c = 0; c < columns; c++) {
                    square += Math.pow(p.values()[columns + c], 2);
                }
                double expected = 3 * Math.pow(p.values()[columns] / Math.sqrt(square), degree);
                near("value", new double[] {got.values[1]}, new double[] {expected}, 1e-6 * expected);
                assertThat(expected).isPositive();
            }
        }
    }

    @Test
    void refuseWhatDoesNotFit() {
        double[] values = new double[2];
        try (Features x = backend.load(new FeatureBlock(new double[6], 3, new int[] {1, 6}));
                Form four = backend.load(new FormBlock(1, 4, Map.of(1, new double[4])));
                Form three = backend.load(new FormBlock(2, 3, Map.of(1, new double[9])))) {
            assertThatThrownBy(() -> backend.sums(x, four, values)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> backend.gradients().featureGradient(x, four, values))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> backend.sums(x, three, new double[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new FormBlock(3, 2, Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FormBlock(2, 2, Map.of(1, new double[3])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FormBlock(1, 1, Map.of(FormBlock.ANY, new double[1], 1, new double[1])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
