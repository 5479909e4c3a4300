package org.lather.backend.selftest;

import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Self-tests of covariances of tensors of random structures, with their own environments as representatives. */
final class TensorOperations {
    private TensorOperations() {}

    /** Computes covariances, [environment (2λ+1) + M][environment (2λ+1) + M']. */
    static double[] covariances(Backend b, int lambda, int sigma, double zeta, int... atoms) {
        try (Batch batch = b.upload(Samples.structures(18, atoms), Samples.CHANNELS)) {
            Descriptor tensors = new Descriptor.LambdaSoap(Samples.expansion(3, 2), lambda, sigma);
            Descriptor scalars = new Descriptor.PowerSpectrum(Samples.expansion(3, 2));
            int n = batch.environments();
            try (Features x = b.features(new Range(batch, 0, n), tensors);
                    Features x0 = b.features(new Range(batch, 0, n), scalars);
                    Tile out = b.tile(x.rows(), x.rows())) {
                b.covariances(
                        new Side(x, x0), new Side(x, x0), new Covariance(zeta, Covariance.Centers.SAME), 0.5, out);
                return out.download();
            }
        }
    }

    /** Multiplies the vectors of {@code rows} environments with each other. @return GFLOP */
    static double work(Backend b, int rows, int columns, int scalars, int repeats) {
        int components = 3;
        try (Features x = b.load(Samples.features(19, components * rows, columns));
                Features x0 = b.load(Samples.features(20, rows, scalars));
                Tile out = b.tile(components * rows, components * rows)) {
            for (int i = 0; i < repeats; i++) {
                b.covariances(new Side(x, x0), new Side(x, x0), new Covariance(2, Covariance.Centers.ANY), 1, out);
            }
            out.download();
        }
        return repeats * 2e-9 * rows * rows * ((double) components * components * columns + scalars);
    }

    /** Descriptors of vectors, pseudo-tensors and tensors of second order. */
    static List<Descriptor> equivariants() {
        return List.of(
                new Descriptor.LambdaSoap(Samples.expansion(3, 3), 1, 1),
                new Descriptor.LambdaSoap(Samples.expansion(2, 4), 1, -1),
                new Descriptor.LambdaSoap(Samples.expansion(4, 2), 2, 1));
    }
}
