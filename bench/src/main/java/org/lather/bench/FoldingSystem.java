package org.lather.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Matrix;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Structures that {@link FoldingRates} predicts, and others from which it takes representatives.
 *
 * @param pool at least 10,000 environments
 */
record FoldingSystem(
        String name, List<Structure> structures, List<Structure> pool, Channels channels, Descriptor descriptor) {
    /** The largest number of representatives whose weights are fitted; more have random weights. */
    private static final int FITTED = 2000;

    static FoldingSystem silicon() {
        Structure crystal = new DiamondCrystal(14, 5.43).cubic(2);
        SplittableRandom random = new SplittableRandom(1);
        List<Structure> pool = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            pool.add(displaced(crystal, random));
        }
        Descriptor descriptor = new Descriptor.PowerSpectrum(new DensityExpansion(
                new Cutoff(5, new Smoothing.ShiftedCosine(1)),
                new GaussianDensity(0.6, 1, new RadialScaling.Willatt2018(1, 3, 4)),
                new Basis(6, 7, Basis.DEFAULT_SPLINE_ACCURACY)));
        return new FoldingSystem("silicon", List.of(displaced(crystal, random)), pool, Channels.oneHot(14), descriptor);
    }

    /** Displaces each coordinate by up to 0.15 Å. */
    private static Structure displaced(Structure crystal, SplittableRandom random) {
        double[] x = crystal.positions().clone();
        for (int i = 0; i < x.length; i++) {
            x[i] += random.nextDouble(-0.15, 0.15);
        }
        return Structure.of(crystal.atomicNumbers(), x, crystal.cell());
    }

    static FoldingSystem molecules() {
        String data = System.getenv("LATHER_DATA");
        if (data == null) {
            throw new IllegalStateException("set LATHER_DATA to the folder of qm9-11k/qm9-11k.xyz.xz");
        }
        List<Structure> all = new ArrayList<>();
        try (Frames frames =
                Structures.read(Path.of(data, "qm9-11k", "qm9-11k.xyz.xz")).frames()) {
            while (all.size() < 700 && frames.hasNext()) {
                all.add(frames.next());
            }
        }
        Descriptor descriptor = new Descriptor.PowerSpectrum(new DensityExpansion(
                new Cutoff(4, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.25, 1, new RadialScaling.Willatt2018(1, 1.5, 4)),
                new Basis(4, 3, Basis.DEFAULT_SPLINE_ACCURACY)));
        return new FoldingSystem(
                "qm9", all.subList(0, 8), all.subList(8, 700), Channels.oneHot(1, 6, 7, 8, 9), descriptor);
    }

    int environments() {
        return FoldingRates.atoms(structures);
    }

    FeatureBlock representatives(Backend backend, int count) {
        int[] rows = new SplittableRandom(2)
                .ints(0, FoldingRates.atoms(pool))
                .distinct()
                .limit(count)
                .toArray();
        try (Batch batch = backend.upload(pool, channels);
                Features f = backend.features(Range.all(batch), descriptor)) {
            return f.download().gather(rows);
        }
    }

    /**
     * The weights of a fit to a smooth function of the features, (K + σ²) w = y with σ = 10⁻³: they are large and of
     * both signs, as in models. Beyond {@value #FITTED} representatives they are random.
     */
    double[] weights(Backend backend, FeatureBlock z, Covariance covariance) {
        int m = z.rows();
        SplittableRandom random = new SplittableRandom(3);
        if (m > FITTED) {
            return random.doubles(m, -1, 1).toArray();
        }
        double[] along = random.doubles(z.columns(), -1, 1).toArray();
        double[] y = new double[m];
        for (int j = 0; j < m; j++) {
            double square = 0;
            for (int c = 0; c < z.columns(); c++) {
                double v = z.values()[j * z.columns() + c];
                square += v * v;
                y[j] += along[c] * v;
            }
            y[j] = Math.sin(3 * y[j] / Math.sqrt(square));
        }
        double[] k;
        try (Features f = backend.load(z);
                Tile tile = backend.tile(m, m)) {
            backend.covariances(Side.of(f), Side.of(f), covariance, 1, tile);
            k = tile.download();
        }
        for (int j = 0; j < m; j++) {
            k[j * m + j] += 1e-6;
        }
        DenseAlgebra algebra = backend.algebra().dense();
        Matrix factor = Matrix.of(k, m, m);
        algebra.potrf(factor);
        Matrix right = Matrix.of(y, m, 1);
        algebra.solveLeft(factor, right);
        algebra.solveLeft(factor.transpose(), right);
        return y;
    }
}
