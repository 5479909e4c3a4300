package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Composition;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Derivatives of predictions with respect to positions and strain. */
public abstract class GradientContract extends AgainstReference {
    private static final int[] ELEMENTS = {1, 6, 8};
    private static final Channels HCO = Channels.oneHot(ELEMENTS);

    /** See {@link GramContract#sameBitsInAnyTile}. */
    protected boolean sameBitsInAnyTile() {
        return true;
    }

    private static DensityExpansion expansion(double cutoff, int maxRadial, int maxAngular, @Nullable Double accuracy) {
        return new DensityExpansion(
                new Cutoff(cutoff, new Smoothing.ShiftedCosine(0.8)),
                new GaussianDensity(0.45, 0.9, new RadialScaling.Willatt2018(0.9, 2.2, 3)),
                new Basis(maxAngular, maxRadial, accuracy));
    }

    /**
     * A power spectrum, distances alone to a longer cutoff, triples of neighbours, and features without a density
     * expansion.
     */
    private static EnvironmentKernel kernel(double zeta, Covariance.Centers centers) {
        return new EnvironmentKernel(
                List.of(
                        new EnvironmentKernel.Term(new Descriptor.PowerSpectrum(expansion(3.2, 4, 3, 1e-10)), 0.8),
                        new EnvironmentKernel.Term(new Descriptor.RadialSpectrum(expansion(4, 5, 0, 1e-10)), 0.3),
                        new EnvironmentKernel.Term(triples(expansion(3.4, 1, 2, 1e-10), 1, 60), 0.5),
                        new EnvironmentKernel.Term(DirectContract.functions(3.6), 0.4),
                        new EnvironmentKernel.Term(DirectContract.pairs(3.9), 0.2),
                        new EnvironmentKernel.Term(new Composition(), 0.1)),
                new Covariance(zeta, centers));
    }

    /** A bispectrum of some columns, from the first to the last one. */
    private static Descriptor.Bispectrum triples(DensityExpansion e, int sigma, int count) {
        int last = new Descriptor.Bispectrum(e, sigma).columns(HCO) - 1;
        int[] some = IntStream.range(0, count)
                .map(k -> (int) ((long) k * last / (count - 1)))
                .distinct()
                .toArray();
        return new Descriptor.Bispectrum(e, sigma, Columns.of(some));
    }

    /** Drawn again until finite differences are smooth. */
    private static Structure draw(Random random, boolean periodic, int atoms, EnvironmentKernel kernel) {
        while (true) {
            Structure s = periodic
                    ? RandomStructures.crystal(random, atoms, ELEMENTS)
                    : RandomStructures.cluster(random, atoms, ELEMENTS);
            if (kernel.terms().stream()
                            .allMatch(t ->
                                    t.features().expansions().stream().allMatch(e -> FiniteDifferences.clear(s, e)))
                    && DirectContract.clear(s)) {
                return s;
            }
        }
    }

    /** E(s) = Σ_i factor Σ_terms weight Σ_j w_j k(i, j), forward only. */
    private static double[] energies(Backend b, List<Structure> structures, EnvironmentKernel kernel, Weights w) {
        double[] out = new double[structures.size()];
        try (Batch batch = b.upload(structures, HCO);
                Tile tile = b.tile(batch.environments(), w.values.length)) {
            for (int t = 0; t < kernel.terms().size(); t++) {
                EnvironmentKernel.Term term = kernel.terms().get(t);
                try (Features z = b.load(w.representatives.get(t));
                        Features x = features(b, batch, 0, batch.environments(), term.features())) {
                    b.covariances(Side.of(x), Side.of(z), kernel.covariance(), term.weight(), tile);
                }
            }
            double[] k = tile.download();
            int e = 0;
            for (int s = 0; s < out.length; s++) {
                for (int i = 0; i < batch.atoms(s); i++, e++) {
                    for (int j = 0; j < w.values.length; j++) {
                        out[s] += k[e * w.values.length + j] * w.values[j];
                    }
                }
            }
        }
        return out;
    }

    private static Features features(Backend b, Batch batch, int from, int to, Descriptor d) {
        return b.features(new Range(batch, from, to), d);
    }

    /** Representatives, one block a term, and their weights. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Weights(List<FeatureBlock> representatives, double[] values) {
        static Weights random(Random random, EnvironmentKernel kernel, int count) {
            int columns = count * 3;
            List<Structure> pool = new ArrayList<>();
            while (pool.size() * 7 < columns) {
                pool.add(RandomStructures.cluster(random, 7, ELEMENTS));
            }
            int[] rows = random.ints(0, 7 * pool.size()).distinct().limit(count).toArray();
            List<FeatureBlock> blocks = new ArrayList<>();
            try (Backend b = new ReferenceBackend(Precision.DOUBLE)) {
                for (EnvironmentKernel.Term t : kernel.terms()) {
                    blocks.add(features(b, pool, HCO, t.features()).gather(rows));
                }
            }
            return new Weights(blocks, gaussian(random, count));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Derivatives(double[] values, double[] positions, double[] strain) {}

    private static Derivatives derivatives(
            Backend b, List<Structure> structures, EnvironmentKernel kernel, Weights w, int step) {
        Gradients g = b.gradients();
        try (Batch batch = b.upload(structures, HCO)) {
            int n = batch.environments();
            double[] values = new double[n];
            double[] positions = new double[3 * n];
            double[] strain = new double[9 * structures.size()];
            for (int t = 0; t < kernel.terms().size(); t++) {
                EnvironmentKernel.Term term = kernel.terms().get(t);
                Covariance k = kernel.covariance();
                double[][] both = {new double[w.values.length], w.values};
                for (int from = 0; from < n; from += step) {
                    int to = Math.min(n, from + step);
                    double[] part = new double[to - from];
                    double[] factor = new double[to - from];
                    Arrays.fill(factor, 1);
                    try (Features z = b.load(w.representatives.get(t));
                            Features x = features(b, batch, from, to, term.features());
                            Features v = g.featureGradient(x, z, kernel.covariance(), term.weight(), w.values, part)) {
                        g.pullBack(new WeightedRange(batch, from, to, factor), term.features(), v, positions, strain);
                        assertSums(b, x, z, new CovarianceSums(k, term.weight(), both, from == 0), part);
                    }
                    for (int i = from; i < to; i++) {
                        values[i] += part[i - from];
                    }
                }
            }
            return new Derivatives(values, positions, strain);
        }
    }

    /** Values without gradients are the same bits, in one pass for several targets. */
    private static void assertSums(Backend b, Features x, Features z, CovarianceSums sums, double[] expected) {
        double[][] values = new double[2][expected.length];
        b.sums(x, z, sums, values);
        assertThat(values[0]).containsOnly(0);
        assertThat(values[1]).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"true,2,SAME", "true,2.5,ANY", "false,1,SAME", "false,3,ANY"})
    void areThoseOfThePredictedEnergy(boolean periodic, double zeta, Covariance.Centers centers) {
        assumeTrue(
                backend.info().precision() == Precision.DOUBLE,
                "features in single precision are steps: differences of them say nothing");
        long seed = 41;
        Random random = new Random(seed);
        EnvironmentKernel kernel = kernel(zeta, centers);
        Weights w = Weights.random(random, kernel, 9);
        Structure s = draw(random, periodic, periodic ? 4 : 7, kernel);
        Derivatives got = derivatives(backend, List.of(s), kernel, w, 3);
        double[] positions = FiniteDifferences.positions(s, m -> energies(backend, m, kernel, w));
        double[] strain = FiniteDifferences.strain(s, m -> energies(backend, m, kernel, w));
        near("seed " + seed + " positions", got.positions, positions, 1e-8 * largest(positions));
        near("seed " + seed + " strain", got.strain, strain, 1e-8 * largest(strain));
        double e = Arrays.stream(got.values).sum();
        near(
                "energy",
                new double[] {e},
                energies(backend, List.of(s), kernel, w),
                Tolerance.sum(w.values.length * s.size(), 9));
    }

    static Stream<Descriptor> coupled() {
        return Stream.of(
                new Descriptor.PowerSpectrum(expansion(3.2, 2, 3, 1e-10)),
                new Descriptor.Bispectrum(expansion(3.2, 1, 2, 1e-10), 1),
                new Descriptor.Bispectrum(expansion(3.2, 1, 2, 1e-10), -1),
                triples(expansion(3.2, 2, 4, 1e-10), 1, 70),
                DirectContract.functions(3.2),
                DirectContract.pairs(3.2));
    }

    /** The adjoint of slopes v is v times the explicit derivatives of the features. */
    @ParameterizedTest
    @MethodSource("coupled")
    void areExplicitOnesTimesTheSlopes(Descriptor d) {
        Random random = new Random(46);
        Structure s = RandomStructures.crystal(random, 4, ELEMENTS);
        int columns = d.columns(HCO);
        double[] v = gaussian(random, s.size() * columns);
        double[] positions = new double[3 * s.size()];
        double[] strain = new double[9];
        try (Batch batch = backend.upload(List.of(s), HCO);
                Features slopes = backend.load(new FeatureBlock(v.clone(), columns, s.atomicNumbers()))) {
            double[] factor = new double[s.size()];
            Arrays.fill(factor, 1);
            backend.gradients().pullBack(new WeightedRange(batch, 0, s.size(), factor), d, slopes, positions, strain);
            slopes.download(0, s.size(), v, 0); // as they are stored
        }
        double[] expectedPositions = new double[positions.length];
        double[] expectedStrain = new double[9];
        FeatureGradients g = new FeatureGradients(d, HCO, EnumSet.of(Variable.POSITIONS, Variable.STRAIN));
        NeighbourList list = NeighbourList.of(s, 3.2);
        double[] row = new double[columns];
        for (int i = 0; i < s.size(); i++) {
            g.environment(s, list, i);
            for (int k = 0; k < positions.length; k++) {
                g.position(k / 3, k % 3, row);
                expectedPositions[k] += product(v, i * columns, row);
            }
            for (int k = 0; k < 9; k++) {
                g.strain(k / 3, k % 3, row);
                expectedStrain[k] += product(v, i * columns, row);
            }
        }
        near("positions", positions, expectedPositions, 1e-11 * largest(expectedPositions));
        near("strain", strain, expectedStrain, 1e-11 * largest(expectedStrain));
    }

    private static double product(double[] v, int from, double[] row) {
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            sum += v[from + k] * row[k];
        }
        return sum;
    }

    @Test
    void obeyTheSumRules() {
        Random random = new Random(42);
        EnvironmentKernel kernel = kernel(2, Covariance.Centers.SAME);
        Weights w = Weights.random(random, kernel, 12);
        List<Structure> all = List.of(
                RandomStructures.cluster(random, 9, ELEMENTS),
                RandomStructures.crystal(random, 5, ELEMENTS),
                RandomStructures.cluster(random, 1, ELEMENTS));
        Derivatives d = derivatives(backend, all, kernel, w, 100);
        int first = 0;
        for (int s = 0; s < all.size(); s++) {
            double[] force = new double[3];
            double[] torque = new double[3];
            double limit = 1e-12 * largest(d.positions);
            for (int i = 0; i < all.get(s).size(); i++) {
                for (int a = 0; a < 3; a++) {
                    int b = (a + 1) % 3;
                    int c = (a + 2) % 3;
                    force[a] += d.positions[3 * (first + i) + a];
                    torque[a] += all.get(s).position(i, b) * d.positions[3 * (first + i) + c]
                            - all.get(s).position(i, c) * d.positions[3 * (first + i) + b];
                }
            }
            near("force " + s, force, new double[3], limit);
            // slopes are not rounded, but features in single precision are no longer exact invariants
            double symmetric = backend.info().precision() == Precision.SINGLE
                    ? 1e-5 * largest(d.strain)
                    : 1e-12 * largest(d.strain);
            if (!all.get(s).cell().anyPeriodic()) {
                near("torque " + s, torque, new double[3], 10 * symmetric);
            }
            double[] g = Arrays.copyOfRange(d.strain, 9 * s, 9 * s + 9);
            double[] turned = {g[0], g[3], g[6], g[1], g[4], g[7], g[2], g[5], g[8]};
            near("strain " + s, g, turned, symmetric);
            first += all.get(s).size();
        }
        assertThat(Arrays.copyOfRange(d.positions, 3 * (first - 1), 3 * first)).containsOnly(0);
        assertThat(largest(d.positions)).isGreaterThan(0.01);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,3", "1,1", "2,7", "4,4", "7,6", "9,10"})
    void agreeForAnyBasis(int maxRadial, int maxAngular) {
        long seed = 100L * maxRadial + maxAngular;
        Random random = new Random(seed);
        for (Double accuracy : maxRadial == 2 ? new Double[] {1e-10, null} : new Double[] {1e-10}) {
            DensityExpansion e = expansion(3.6, maxRadial, maxAngular, accuracy);
            List<Structure> all = List.of(
                    RandomStructures.cluster(random, 13, ELEMENTS),
                    RandomStructures.crystal(random, 3, ELEMENTS),
                    RandomStructures.cluster(random, 2, 6));
            List<Descriptor> descriptors =
                    new ArrayList<>(List.of(new Descriptor.PowerSpectrum(e), new Descriptor.SphericalExpansion(e)));
            if (maxRadial <= 2 && maxAngular <= 3) {
                descriptors.add(new Descriptor.Bispectrum(e, 1));
            }
            if (maxAngular > 0) {
                descriptors.add(triples(e, -1, 90));
            }
            descriptors.add(triples(e, 1, 90));
            for (Descriptor d : descriptors) {
                EnvironmentKernel kernel = new EnvironmentKernel(
                        List.of(new EnvironmentKernel.Term(d, 1)), new Covariance(2, Covariance.Centers.SAME));
                Weights w = Weights.random(random, kernel, 10);
                Derivatives got = derivatives(backend, all, kernel, w, 5);
                Derivatives expected = derivatives(reference, all, kernel, w, 1000);
                String what = "seed " + seed + " " + d;
                double relative = backend.info().precision() == Precision.SINGLE ? 2e-5 : 1e-11;
                near(what, got.values, expected.values, tolerance().computedCovariance(1000, 2) * 10);
                near(what, got.positions, expected.positions, relative * largest(expected.positions));
                near(what, got.strain, expected.strain, relative * largest(expected.strain));
            }
        }
    }

    @Test
    void doNotDependOnThreadsOrRanges() {
        Random random = new Random(43);
        EnvironmentKernel kernel = kernel(2, Covariance.Centers.SAME);
        Weights w = Weights.random(random, kernel, 21);
        List<Structure> all = List.of(
                RandomStructures.cluster(random, 19, ELEMENTS),
                RandomStructures.crystal(random, 6, ELEMENTS),
                RandomStructures.cluster(random, 3, ELEMENTS));
        Derivatives whole = derivatives(backend, all, kernel, w, 1000);
        double[] rows = rows(backend, all, kernel, w, 1000).positions;
        for (int threads = 1; threads <= 3; threads++) {
            try (Backend other = open(threads)) {
                Derivatives parts = derivatives(other, all, kernel, w, 5 + threads);
                if (!sameBitsInAnyTile()) {
                    near("positions", parts.positions, whole.positions, 1e-12 * largest(whole.positions));
                    near("strain", parts.strain, whole.strain, 1e-12 * largest(whole.strain));
                    near("rows", rows(other, all, kernel, w, 4 + 3 * threads).positions, rows, 1e-12 * largest(rows));
                    continue;
                }
                assertThat(parts.positions).isEqualTo(whole.positions);
                assertThat(parts.strain).isEqualTo(whole.strain);
                assertThat(parts.values).isEqualTo(whole.values);
                assertThat(rows(other, all, kernel, w, 4 + 3 * threads).positions)
                        .isEqualTo(rows);
            }
        }
    }

    private static Derivatives rows(
            Backend b, List<Structure> structures, EnvironmentKernel kernel, Weights w, int step) {
        Gradients g = b.gradients();
        int m = w.values.length;
        try (Batch batch = b.upload(structures, HCO);
                Tile positions = b.tile(3 * batch.environments(), m);
                Tile strain = b.tile(9 * batch.structures(), m)) {
            int n = batch.environments();
            for (int t = 0; t < kernel.terms().size(); t++) {
                EnvironmentKernel.Term term = kernel.terms().get(t);
                for (int from = 0; from < n; from += step) {
                    int to = Math.min(n, from + step);
                    double[] factor = IntStream.range(from, to)
                            .mapToDouble(i -> 1 + 0.1 * i)
                            .toArray();
                    try (Features z = b.load(w.representatives.get(t))) {
                        g.rows(
                                new WeightedRange(batch, from, to, factor),
                                term.features(),
                                z,
                                kernel.covariance(),
                                term.weight(),
                                new DerivativeTiles(positions, strain));
                    }
                }
            }
            return new Derivatives(new double[0], positions.download(), strain.download());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 2.5})
    void rowsAgree(double zeta) {
        Random random = new Random(44);
        for (Covariance.Centers centers : Covariance.Centers.values()) {
            EnvironmentKernel kernel = kernel(zeta, centers);
            Weights w = Weights.random(random, kernel, 8);
            List<Structure> all = List.of(
                    RandomStructures.cluster(random, 6, ELEMENTS), RandomStructures.crystal(random, 3, ELEMENTS));
            Derivatives got = rows(backend, all, kernel, w, 4);
            Derivatives expected = rows(reference, all, kernel, w, 4);
            double relative = backend.info().precision() == Precision.SINGLE ? 2e-5 : 1e-11;
            near("seed 44 positions", got.positions, expected.positions, relative * largest(expected.positions));
            near("seed 44 strain", got.strain, expected.strain, relative * largest(expected.strain));
        }
    }

    /** Rows times weights are the gradient of the prediction: the two ways share the pairs alone. */
    @Test
    void rowsTimesWeightsAreTheGradient() {
        Random random = new Random(45);
        EnvironmentKernel kernel = kernel(3, Covariance.Centers.SAME);
        Weights w = Weights.random(random, kernel, 11);
        Structure s = RandomStructures.crystal(random, 5, ELEMENTS);
        Derivatives expected = derivatives(backend, List.of(s), kernel, w, 1000);
        int m = w.values.length;
        try (Batch batch = backend.upload(List.of(s), HCO);
                Tile positions = backend.tile(15, m);
                Tile strain = backend.tile(9, m)) {
            for (int t = 0; t < kernel.terms().size(); t++) {
                EnvironmentKernel.Term term = kernel.terms().get(t);
                try (Features z = backend.load(w.representatives.get(t))) {
                    backend.gradients()
                            .rows(
                                    new WeightedRange(batch, 0, 5, new double[] {1, 1, 1, 1, 1}),
                                    term.features(),
                                    z,
                                    kernel.covariance(),
                                    term.weight(),
                                    new DerivativeTiles(positions, strain));
                }
            }
            double limit = 1e-11 * largest(expected.positions);
            near("positions", times(positions.download(), w.values), expected.positions, limit);
            near("strain", times(strain.download(), w.values), expected.strain, 10 * limit);
        }
    }

    private static double[] times(double[] rows, double[] weights) {
        double[] out = new double[rows.length / weights.length];
        for (int i = 0; i < rows.length; i++) {
            out[i / weights.length] += rows[i] * weights[i % weights.length];
        }
        return out;
    }

    @Test
    void areZeroWithoutNeighboursAndForEmptyEnvironments() {
        DensityExpansion e = new DensityExpansion(
                new Cutoff(3, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.5, 0, null),
                new Basis(2, 2, 1e-8));
        Descriptor d = new Descriptor.PowerSpectrum(e);
        Structure alone = Structure.of(new int[] {6}, new double[] {1, 2, 3}, Cell.NONE);
        EnvironmentKernel kernel = new EnvironmentKernel(
                List.of(new EnvironmentKernel.Term(d, 1)), new Covariance(1, Covariance.Centers.ANY));
        Weights w = Weights.random(new Random(46), kernel, 4);
        Derivatives got = derivatives(backend, List.of(alone), kernel, w, 1);
        assertThat(got.positions).containsOnly(0);
        assertThat(got.strain).containsOnly(0);
        assertThat(got.values).containsOnly(0);
        assertThat(rows(backend, List.of(alone), kernel, w, 1).positions).containsOnly(0);
    }

    /** The last neighbour of a centre without density leaves the cutoff: values and slopes go to 0 continuously. */
    @Test
    void vanishWithTheLastNeighbour() {
        DensityExpansion e = new DensityExpansion(
                new Cutoff(3, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.5, 0, null),
                new Basis(2, 2, 1e-10));
        EnvironmentKernel kernel = new EnvironmentKernel(
                List.of(new EnvironmentKernel.Term(new Descriptor.PowerSpectrum(e), 1)),
                new Covariance(2, Covariance.Centers.ANY));
        Weights w = Weights.random(new Random(48), kernel, 4);
        double whole = Math.abs(energies(backend, List.of(dimer(2.4)), kernel, w)[0]);
        double h = 1e-5;
        double before = 0;
        for (double r = 2.8; r < 3; r += 0.0025) {
            double value = energies(backend, List.of(dimer(r)), kernel, w)[0];
            if (r > 2.8) {
                assertThat(Math.abs(value - before)).as("from " + r).isLessThan(0.15 * whole);
            }
            before = value;
            if (backend.info().precision() == Precision.DOUBLE) {
                double[] around = energies(backend, List.of(dimer(r - h), dimer(r + h)), kernel, w);
                double slope = (around[1] - around[0]) / (2 * h);
                double got = derivatives(backend, List.of(dimer(r)), kernel, w, 2).positions[5];
                near("slope at " + r, new double[] {got}, new double[] {slope}, 1e-3 * whole);
                near("rows at " + r, rowsTimesWeights(kernel, w, dimer(r)), new double[] {slope}, 1e-3 * whole);
            }
        }
        double last = 3 - 1e-3;
        assertThat(Math.abs(energies(backend, List.of(dimer(last)), kernel, w)[0]))
                .isLessThan(1e-6 * whole);
        assertThat(Math.abs(derivatives(backend, List.of(dimer(last)), kernel, w, 2).positions[5]))
                .isLessThan(1e-3 * whole);
    }

    private static Structure dimer(double distance) {
        return Structure.of(new int[] {6, 8}, new double[] {0, 0, 0, 0, 0, distance}, Cell.NONE);
    }

    private double[] rowsTimesWeights(EnvironmentKernel kernel, Weights w, Structure s) {
        try (Batch batch = backend.upload(List.of(s), HCO);
                Features z = backend.load(w.representatives.get(0));
                Tile positions = backend.tile(6, w.values.length);
                Tile strain = backend.tile(9, w.values.length)) {
            backend.gradients()
                    .rows(
                            new WeightedRange(batch, 0, 2, new double[] {1, 1}),
                            kernel.terms().get(0).features(),
                            z,
                            kernel.covariance(),
                            1,
                            new DerivativeTiles(positions, strain));
            return new double[] {times(positions.download(), w.values)[5]};
        }
    }

    @Test
    void refuseWhatDoesNotFit() {
        Descriptor d = new Descriptor.PowerSpectrum(expansion(3, 1, 1, 1e-8));
        int columns = d.columns(HCO);
        Gradients g = backend.gradients();
        Covariance k = new Covariance(2, Covariance.Centers.ANY);
        double[] room = new double[30];
        Structure s = RandomStructures.cluster(new Random(47), 3, ELEMENTS);
        try (Batch batch = backend.upload(List.of(s), HCO);
                Features v = backend.load(new FeatureBlock(new double[2 * columns], columns, new int[] {1, 6}));
                Tile positions = backend.tile(9, 2);
                Tile strain = backend.tile(9, 1)) {
            double[] ones = {1, 1, 1};
            assertThatThrownBy(() -> g.pullBack(new WeightedRange(batch, 0, 3, ones), d, v, room, room))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> g.pullBack(new WeightedRange(batch, 1, 4, ones), d, v, room, room))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> g.pullBack(new WeightedRange(batch, 0, 2, ones), d, v, new double[3], room))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> g.featureGradient(v, v, k, 1, ones, room))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> g.rows(
                            new WeightedRange(batch, 0, 2, ones), d, v, k, 1, new DerivativeTiles(positions, strain)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
