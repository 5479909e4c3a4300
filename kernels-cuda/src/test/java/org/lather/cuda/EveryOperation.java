package org.lather.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Gradients;
import org.lather.backend.NormalEquations;
import org.lather.backend.RandomStructures;
import org.lather.backend.Range;
import org.lather.backend.RidgeSystem;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.backend.Whitening;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.gram.FoldedSums;
import org.lather.kernel.Covariance;
import org.lather.regression.HostRidge;
import org.lather.structure.Structure;

/** Small structures through each operation of a backend, the same numbers for each. */
final class EveryOperation {
    private static final int MOST_FOLDED = 8_192;

    private EveryOperation() {}

    private static DensityExpansion expansion(int maxAngular, int maxRadial, @Nullable Double accuracy, boolean plain) {
        return new DensityExpansion(
                new Cutoff(3, plain ? new Smoothing.Step() : new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, plain ? null : new RadialScaling.Willatt2018(0.9, 2, 4)),
                new Basis(maxAngular, maxRadial, accuracy));
    }

    /** What comes out, one array for each operation. */
    static List<double[]> run(Backend backend) {
        List<double[]> out = new ArrayList<>();
        Random random = new Random(3);
        List<Structure> structures =
                List.of(RandomStructures.cluster(random, 4, 1, 6, 8), RandomStructures.cluster(random, 3, 1, 6));
        Channels channels = Channels.oneHot(1, 6, 8);
        DensityExpansion table = expansion(2, 1, 1e-8, false);
        List<Descriptor> descriptors = List.of(
                new Descriptor.SphericalExpansion(expansion(1, 1, null, true)),
                new Descriptor.RadialSpectrum(expansion(0, 2, 1e-8, true)),
                new Descriptor.PowerSpectrum(table));
        for (Descriptor d : descriptors) {
            try (Batch batch = backend.upload(structures, channels);
                    Features f = backend.features(new Range(batch, 0, 7), d)) {
                out.add(f.download().values());
                if (d instanceof Descriptor.PowerSpectrum) {
                    grams(backend, f, out);
                }
                gradients(backend, batch, d, f, out);
            }
        }
        // more coefficients than local memory holds
        try (Batch batch = backend.upload(structures, channels);
                Features f = backend.features(
                        new Range(batch, 0, 7), new Descriptor.PowerSpectrum(expansion(9, 11, null, true)))) {
            out.add(f.download().values());
        }
        tensors(backend, structures, channels, table, out);
        return out;
    }

    /** The work on molecules of four elements as the benchmarks have it: hyper-parameters decide what is compiled. */
    static void ofMolecules(Backend backend) {
        DensityExpansion expansion = expansion(6, 7, 1e-10, false);
        List<Structure> structures = List.of(
                RandomStructures.cluster(new Random(3), 4, 1, 6, 7, 8),
                RandomStructures.cluster(new Random(4), 3, 1, 6, 7, 8));
        Channels channels = Channels.oneHot(1, 6, 7, 8);
        Descriptor d = new Descriptor.PowerSpectrum(expansion);
        try (Batch batch = backend.upload(structures, channels);
                Features f = backend.features(new Range(batch, 0, 7), d)) {
            grams(backend, f, new ArrayList<>());
            gradients(backend, batch, d, f, new ArrayList<>());
        }
        tensors(backend, structures, channels, expansion(6, 3, 1e-10, false), new ArrayList<>());
    }

    private static void tensors(
            Backend backend,
            List<Structure> structures,
            Channels channels,
            DensityExpansion expansion,
            List<double[]> out) {
        try (Batch batch = backend.upload(structures, channels);
                Features scalars = backend.features(new Range(batch, 0, 7), new Descriptor.PowerSpectrum(expansion));
                Features vectors =
                        backend.features(new Range(batch, 0, 7), new Descriptor.LambdaSoap(expansion, 1, 1));
                Features triples = backend.features(new Range(batch, 0, 7), new Descriptor.Bispectrum(expansion, 1));
                Tile covariances = backend.tile(21, 21)) {
            out.add(vectors.download().values());
            out.add(triples.download().values());
            gradients(backend, batch, new Descriptor.Bispectrum(expansion, 1), triples, out);
            Covariance covariance = new Covariance(2, Covariance.Centers.SAME);
            backend.covariances(new Side(vectors, scalars), new Side(vectors, scalars), covariance, 0.5, covariances);
            out.add(covariances.download());
        }
    }

    private static void gradients(Backend backend, Batch batch, Descriptor d, Features f, List<double[]> out) {
        Gradients g = backend.gradients();
        Covariance covariance = new Covariance(2, Covariance.Centers.SAME);
        double[] ones = {1, 1, 1, 1, 1, 1, 1};
        double[] values = new double[7];
        double[] positions = new double[21];
        double[] strain = new double[18];
        try (Features z = backend.load(f.download());
                Features v = g.featureGradient(f, z, covariance, 0.5, new double[] {1, -2, 3, 0.5, 1, 2, -1}, values);
                Tile rows = backend.tile(21, 7);
                Tile strains = backend.tile(18, 7)) {
            out.add(v.download().values());
            out.add(values);
            g.pullBack(new WeightedRange(batch, 0, 7, ones), d, v, positions, strain);
            // again, as a slope that was loaded: rounded in single precision
            try (Features loaded = backend.load(v.download())) {
                g.pullBack(new WeightedRange(batch, 0, 7, ones), d, loaded, positions, strain);
            }
            out.add(positions);
            out.add(strain);
            g.rows(new WeightedRange(batch, 0, 7, ones), d, z, covariance, 0.5, new DerivativeTiles(rows, strains));
            out.add(rows.download());
            out.add(strains.download());
        }
        // a quadratic form has a coefficient for each pair of columns
        if (f.columns() <= MOST_FOLDED) {
            forms(backend, f, out);
        }
    }

    private static void forms(Backend backend, Features f, List<double[]> out) {
        for (int zeta = 1; zeta <= 2; zeta++) {
            FormBlock folded = FoldedSums.of(
                    backend.algebra().dense(),
                    f.download(),
                    new Covariance(zeta, Covariance.Centers.SAME),
                    0.5,
                    new double[] {1, -2, 3, 0.5, 1, 2, -1});
            double[] values = new double[7];
            try (Form form = backend.load(folded);
                    Features v = backend.gradients().featureGradient(f, form, values)) {
                out.add(v.download().values());
                out.add(values);
            }
        }
    }

    /**
     * Gradients of a prediction and rows of derivatives, all numbers one after another.
     *
     * @param begins runs before
     */
    static double[] derivatives(Backend backend, Runnable begins) {
        Random random = new Random(3);
        List<Structure> structures =
                List.of(RandomStructures.cluster(random, 4, 1, 6, 8), RandomStructures.cluster(random, 3, 1, 6));
        Channels channels = Channels.oneHot(1, 6, 8);
        Descriptor d = new Descriptor.PowerSpectrum(expansion(2, 1, 1e-8, false));
        double[] ones = {1, 1, 1, 1, 1, 1, 1};
        double[] positions = new double[21];
        double[] strain = new double[18];
        try (Batch batch = backend.upload(structures, channels);
                Features z = backend.features(new Range(batch, 0, 7), d);
                Tile rows = backend.tile(21, 7);
                Tile strains = backend.tile(18, 7)) {
            begins.run();
            Gradients g = backend.gradients();
            g.pullBack(new WeightedRange(batch, 0, 7, ones), d, z, positions, strain);
            g.rows(
                    new WeightedRange(batch, 0, 7, ones),
                    d,
                    z,
                    new Covariance(2, Covariance.Centers.SAME),
                    0.5,
                    new DerivativeTiles(rows, strains));
            return Stream.of(positions, strain, rows.download(), strains.download())
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }
    }

    private static void grams(Backend backend, Features f, List<double[]> out) {
        try (Features same = backend.load(f.download());
                Tile environments = backend.tile(7, 7);
                Tile rows = backend.tile(2, 7)) {
            backend.covariances(Side.of(f), Side.of(same), new Covariance(2, Covariance.Centers.SAME), 1, environments);
            backend.covariances(
                    Side.of(f), Side.of(same), new Covariance(2.5, Covariance.Centers.ANY), 0.5, environments);
            out.add(environments.download());
            backend.reduce(
                    environments,
                    new RowMap(new int[] {0, 0, 0, 0, 1, 1, 1}, new double[] {1, 1, 1, 1, 0.5, 0.5, 0.5}),
                    rows);
            out.add(rows.download());
            double[] factor = new double[16];
            for (int i = 0; i < 16; i++) {
                factor[i] = i % 5 == 0 ? 1.5 : i / 4 > i % 4 ? 0.1 * i : Double.NaN;
            }
            Whitening whitening =
                    new Whitening(7, List.of(new Whitening.Block(0, 4, factor), new Whitening.Block(4, 3, new double[] {
                        2, 0, 0, 0.5, 2, 0, 0.25, 0.125, 2
                    })));
            backend.whiten(rows, whitening);
            out.add(rows.download());
            try (Accumulator sums = backend.accumulator(new NormalEquations(7, 1))) {
                sums.add(rows, 2, new double[] {1, 0.5}, new double[] {3, -4});
                NormalEquations n = sums.download();
                out.add(n.matrix().square());
                out.add(n.right());
                try (RidgeSystem system = backend.algebra()
                        .ridge(List.of(sums, sums))
                        .orElseGet(() -> new HostRidge(
                                List.of(n, n),
                                backend.algebra().dense(),
                                backend.resources().ledger()))) {
                    system.factor(1, 0.5);
                    out.add(system.triangle());
                    double[] v = system.solve(0);
                    out.add(v);
                    out.add(new double[] {system.squaredError(1, 0, v), system.trace()});
                }
            }
        }
    }

    /** The largest difference of two results, over the largest number of its array. */
    static double difference(List<double[]> got, List<double[]> expected) {
        if (got.size() != expected.size()) {
            throw new IllegalStateException(got.size() + " results instead of " + expected.size());
        }
        double worst = 0;
        for (int k = 0; k < got.size(); k++) {
            double largest = 0;
            double difference = 0;
            if (got.get(k).length != expected.get(k).length) {
                throw new IllegalStateException("result " + k + " has another size");
            }
            for (int i = 0; i < got.get(k).length; i++) {
                largest = Math.max(largest, Math.abs(expected.get(k)[i]));
                double d = Math.abs(got.get(k)[i] - expected.get(k)[i]);
                difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            }
            worst = Math.max(worst, difference / largest);
        }
        return worst;
    }
}
