package org.lather.backend.reference;

import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.Tile;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Gradients in plain loops: {@link Gram}, {@link CouplingGradient} and {@link PairGradient} are the steps. */
final class ReferenceGradients implements Gradients {
    private final ReferenceBackend backend;
    private final Ledger ledger;

    ReferenceGradients(ReferenceBackend backend) {
        this.backend = backend;
        this.ledger = backend.ledger();
    }

    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        ReferenceFeatures xs = ReferenceBackend.own(x, ReferenceFeatures.class);
        ReferenceFeatures zs = ReferenceBackend.own(z, ReferenceFeatures.class);
        xs.check();
        zs.check();
        GradientShapes.check(x, z, weights, values);
        double[] out = new double[Math.multiplyExact(x.rows(), x.columns())];
        int[] centers = new int[x.rows()];
        for (int i = 0; i < x.rows(); i++) {
            centers[i] = x.center(i);
            for (int j = 0; j < z.rows(); j++) {
                values[i] += weight * weights[j] * Gram.covariance(xs, i, zs, j, covariance);
                Gram.addGradient(xs, i, zs, j, covariance, weight * weights[j], out, i * x.columns());
            }
        }
        return new ReferenceFeatures(new FeatureBlock(out, x.columns(), centers), Precision.DOUBLE, ledger);
    }

    @Override
    public void pullBack(
            Batch batch,
            int from,
            int to,
            Descriptor descriptor,
            Features slopes,
            double[] factor,
            double[] positions,
            double[] strain) {
        ReferenceBatch b = ReferenceBackend.own(batch, ReferenceBatch.class);
        ReferenceFeatures v = ReferenceBackend.own(slopes, ReferenceFeatures.class);
        b.check();
        v.check();
        GradientShapes.check(batch, from, to, descriptor, b.channels(), slopes, factor, positions, strain);
        Pulling pulling = new Pulling(b, descriptor);
        double[] row = new double[slopes.columns()];
        Pulling.Sink sink = new Pulling.Sink() {
            @Override
            public void position(int environment, int axis, double value) {
                positions[3 * environment + axis] += value;
            }

            @Override
            public void strain(int structure, int component, double value) {
                strain[9 * structure + component] += value;
            }
        };
        for (int e = from; e < to; e++) {
            v.download(e - from, e - from + 1, row, 0);
            pulling.pullBack(e, row, factor[e - from], sink);
        }
    }

    /** One representative after another: the adjoint of each covariance by itself. */
    @Override
    public void rows(
            Batch batch,
            int from,
            int to,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            double[] factor,
            Tile positions,
            Tile strain) {
        ReferenceBatch b = ReferenceBackend.own(batch, ReferenceBatch.class);
        b.check();
        GradientShapes.check(batch, from, to, descriptor, b.channels(), z, factor, positions, strain);
        double[] k = ReferenceBackend.own(positions, ReferenceTile.class).values();
        double[] g = ReferenceBackend.own(strain, ReferenceTile.class).values();
        Pulling pulling = new Pulling(b, descriptor);
        ReferenceFeatures zs = ReferenceBackend.own(z, ReferenceFeatures.class);
        double[] v = new double[z.columns()];
        try (Features x = backend.couple(backend.expand(batch, from, to, descriptor.expansion()), descriptor)) {
            ReferenceFeatures xs = ReferenceBackend.own(x, ReferenceFeatures.class);
            for (int e = from; e < to; e++) {
                for (int j = 0; j < z.rows(); j++) {
                    java.util.Arrays.fill(v, 0);
                    Gram.addGradient(xs, e - from, zs, j, covariance, weight, v, 0);
                    int column = j;
                    pulling.pullBack(e, v, factor[e - from], new Pulling.Sink() {
                        @Override
                        public void position(int environment, int axis, double value) {
                            k[(3 * environment + axis) * positions.columns() + column] += value;
                        }

                        @Override
                        public void strain(int structure, int component, double value) {
                            g[(9 * structure + component) * strain.columns() + column] += value;
                        }
                    });
                }
            }
        }
    }
}
