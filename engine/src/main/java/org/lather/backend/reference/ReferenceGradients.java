package org.lather.backend.reference;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.HostBatch;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.WeightedRange;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Gradients in plain loops: {@link Gram}, {@link CouplingGradient} and {@link PairGradient} are the steps. */
final class ReferenceGradients implements Gradients {
    private final ReferenceBackend backend;
    private final Ledger ledger;

    ReferenceGradients(ReferenceBackend backend) {
        this.backend = backend;
        this.ledger = backend.resources().ledger();
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
            Gram.Row row = new Gram.Row(xs, i);
            for (int j = 0; j < z.rows(); j++) {
                Gram.Row representative = new Gram.Row(zs, j);
                values[i] += weight * weights[j] * Gram.covariance(row, representative, covariance);
                Gram.addGradient(row, representative, covariance, weight * weights[j], out, i * x.columns());
            }
        }
        return new ReferenceFeatures(new FeatureBlock(out, x.columns(), centers), Precision.DOUBLE, ledger);
    }

    @Override
    public Features featureGradient(Features x, Form form, double[] values) {
        ReferenceFeatures xs = ReferenceBackend.own(x, ReferenceFeatures.class);
        xs.check();
        GradientShapes.check(x, form, values);
        double[] out = new double[Math.multiplyExact(x.rows(), x.columns())];
        ReferenceBackend.own(form, ReferenceForm.class).add(xs, values, out);
        int[] centers = new int[x.rows()];
        Arrays.setAll(centers, x::center);
        return new ReferenceFeatures(new FeatureBlock(out, x.columns(), centers), Precision.DOUBLE, ledger);
    }

    @Override
    public void pullBack(
            WeightedRange weighted, Descriptor descriptor, Features gradient, double[] positions, double[] strain) {
        Range range = weighted.range();
        HostBatch b = ReferenceBackend.own(range.batch(), HostBatch.class);
        ReferenceFeatures v = ReferenceBackend.own(gradient, ReferenceFeatures.class);
        b.check();
        v.check();
        GradientShapes.check(
                weighted, GradientShapes.columns(descriptor, b.content().channels()), gradient, positions, strain);
        if (descriptor.combinations().isPresent()) {
            Pulled pulled = new Pulled(gradient, weighted.factor(), positions, strain);
            backend.combined(descriptor).pullBack(this, range, List.of(pulled));
            return;
        }
        EnvironmentGradient gradientOf = new EnvironmentGradient(b, descriptor);
        double[] row = new double[gradient.columns()];
        EnvironmentGradient.Sink sink = new EnvironmentGradient.Sink() {
            @Override
            public void position(int environment, int axis, double value) {
                positions[3 * environment + axis] += value;
            }

            @Override
            public void strain(int structure, int component, double value) {
                strain[9 * structure + component] += value;
            }
        };
        for (int e = range.from(); e < range.to(); e++) {
            int i = e - range.from();
            v.download(i, i + 1, row, 0);
            gradientOf.pullBack(e, row, weighted.factor()[i], sink);
        }
    }

    /** Computes rows one representative after another, by the adjoint method for each covariance. */
    @Override
    public void rows(
            WeightedRange weighted,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out) {
        Range range = weighted.range();
        HostBatch b = ReferenceBackend.own(range.batch(), HostBatch.class);
        b.check();
        GradientShapes.check(
                weighted, GradientShapes.columns(descriptor, b.content().channels()), z, out);
        GradientShapes.expectColumns(descriptor);
        EnvironmentGradient gradientOf = new EnvironmentGradient(b, descriptor);
        ReferenceFeatures zs = ReferenceBackend.own(z, ReferenceFeatures.class);
        double[] v = new double[z.columns()];
        try (Features x = backend.features(range, descriptor)) {
            ReferenceFeatures xs = ReferenceBackend.own(x, ReferenceFeatures.class);
            for (int e = range.from(); e < range.to(); e++) {
                int i = e - range.from();
                Gram.Row row = new Gram.Row(xs, i);
                for (int j = 0; j < z.rows(); j++) {
                    Arrays.fill(v, 0);
                    Gram.addGradient(row, new Gram.Row(zs, j), covariance, weight, v, 0);
                    gradientOf.pullBack(e, v, weighted.factor()[i], column(out, j));
                }
            }
        }
    }

    private static EnvironmentGradient.Sink column(DerivativeTiles out, int column) {
        ReferenceTile positions = ReferenceBackend.own(out.positions(), ReferenceTile.class);
        ReferenceTile strain = ReferenceBackend.own(out.strain(), ReferenceTile.class);
        double[] k = positions.values();
        double[] g = strain.values();
        return new EnvironmentGradient.Sink() {
            @Override
            public void position(int environment, int axis, double value) {
                k[(3 * environment + axis) * positions.columns() + column] += value;
            }

            @Override
            public void strain(int structure, int component, double value) {
                g[(9 * structure + component) * strain.columns() + column] += value;
            }
        };
    }
}
