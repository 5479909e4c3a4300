package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/** From structures to covariances of structures: the same bits on any number of threads. */
final class ThreadsTest {
    private static final int[] ELEMENTS = {1, 6, 8};

    @ParameterizedTest
    @EnumSource(Precision.class)
    void doNotChangeBits(Precision precision) {
        List<Structure> structures = new ArrayList<>();
        for (int s = 0; s < 20; s++) {
            structures.add(CoefficientsAndPowerSpectrumTest.random(ELEMENTS, s));
        }
        double[] one = covariances(structures, precision, 1, 1000);
        assertThat(Arrays.stream(one).max().orElse(0)).isGreaterThan(0.9);
        assertThat(covariances(structures, precision, 2, 1000)).isEqualTo(one);
        assertThat(covariances(structures, precision, 4, 37)).isEqualTo(one);
    }

    /** Sums over the atoms of the covariances with the atoms of the first two structures, in blocks of environments. */
    private static double[] covariances(List<Structure> structures, Precision precision, int threads, int block) {
        DensityExpansion e = new DensityExpansion(
                new Cutoff(4, new Smoothing.ShiftedCosine(1)),
                new GaussianDensity(0.5, 1, null),
                new Basis(4, 5, 1e-6));
        Descriptor d = new Descriptor.PowerSpectrum(e);
        try (CpuBackend b = new CpuBackend(precision, threads);
                Batch batch = b.upload(structures, Channels.oneHot(ELEMENTS));
                Features z = b.features(new Range(batch, 0, 46), d);
                Tile out = b.tile(structures.size(), 46)) {
            for (int from = 0; from < batch.environments(); from += block) {
                int to = Math.min(batch.environments(), from + block);
                try (Features x = b.features(new Range(batch, from, to), d);
                        Tile k = b.tile(x.rows(), 46)) {
                    b.covariances(Side.of(x), Side.of(z), new Covariance(2, Covariance.Centers.SAME), 1, k);
                    int[] row = new int[x.rows()];
                    double[] factor = new double[x.rows()];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = (from + i) / 23;
                        factor[i] = 1;
                    }
                    b.reduce(k, new RowMap(row, factor), out);
                }
            }
            return out.download();
        }
    }
}
