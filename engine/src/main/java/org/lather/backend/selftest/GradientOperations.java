package org.lather.backend.selftest;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Range;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Self-tests of gradients of random structures, with their own environments as representatives. */
final class GradientOperations {
    private static final Covariance COVARIANCE = new Covariance(2, Covariance.Centers.SAME);

    private GradientOperations() {}

    private static double[] ones(int count) {
        double[] out = new double[count];
        Arrays.fill(out, 1);
        return out;
    }

    /** Computes gradients with respect to positions and strain. */
    static List<double[]> predict(Backend b, Descriptor d, int... atoms) {
        Gradients g = b.gradients();
        try (Batch batch = b.upload(Samples.structures(15, atoms), Samples.CHANNELS)) {
            int n = batch.environments();
            double[] positions = new double[3 * n];
            double[] strain = new double[9 * batch.structures()];
            try (Features x = b.features(new Range(batch, 0, n), d);
                    Features v = g.featureGradient(x, x, COVARIANCE, 1, Samples.numbers(16, n), new double[n])) {
                g.pullBack(new WeightedRange(batch, 0, n, ones(n)), d, v, positions, strain);
            }
            return List.of(positions, strain);
        }
    }

    /** Computes rows of K_NM for positions and strain. */
    static List<double[]> rows(Backend b, Descriptor d, int... atoms) {
        Gradients g = b.gradients();
        try (Batch batch = b.upload(Samples.structures(17, atoms), Samples.CHANNELS)) {
            int n = batch.environments();
            try (Features z = b.features(new Range(batch, 0, n), d);
                    Tile positions = b.tile(3 * n, n);
                    Tile strain = b.tile(9 * batch.structures(), n)) {
                g.rows(
                        new WeightedRange(batch, 0, n, ones(n)),
                        d,
                        z,
                        COVARIANCE,
                        1,
                        new DerivativeTiles(positions, strain));
                return List.of(positions.download(), strain.download());
            }
        }
    }
}
