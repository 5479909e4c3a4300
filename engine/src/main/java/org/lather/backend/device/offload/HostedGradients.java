package org.lather.backend.device.offload;

import java.util.List;
import java.util.Optional;
import org.lather.backend.CovarianceSums;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.HostBatch;
import org.lather.backend.Range;
import org.lather.backend.WeightedRange;
import org.lather.backend.device.op.Handles;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.kernel.Covariance;

/** Gradients on a device, except those of features that the host computes. */
record HostedGradients(Gradients device, HostedFeatures host) implements Gradients {
    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        return device.featureGradient(x, z, covariance, weight, weights, values);
    }

    @Override
    public List<Features> featureGradients(Features x, Features z, CovarianceSums sums, double[][] values) {
        return device.featureGradients(x, z, sums, values);
    }

    @Override
    public Features featureGradient(Features x, Form form, double[] values) {
        return device.featureGradient(x, form, values);
    }

    @Override
    public void pullBack(
            WeightedRange weighted, Descriptor descriptor, Features gradient, double[] positions, double[] strain) {
        Optional<DirectDescriptor> direct = descriptor.direct();
        if (direct.isEmpty()) {
            device.pullBack(weighted, descriptor, gradient, positions, strain);
            return;
        }
        GradientShapes.check(weighted, columns(weighted, descriptor), gradient, positions, strain);
        host.pullBack(weighted, direct.get(), gradient, positions, strain);
    }

    @Override
    public void pullBack(Range range, Descriptor descriptor, List<Pulled> targets) {
        if (descriptor.direct().isEmpty()) {
            device.pullBack(range, descriptor, targets);
        } else {
            Gradients.super.pullBack(range, descriptor, targets);
        }
    }

    @Override
    public void rows(
            WeightedRange weighted,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out) {
        Optional<DirectDescriptor> direct = descriptor.direct();
        if (direct.isEmpty()) {
            device.rows(weighted, descriptor, z, covariance, weight, out);
            return;
        }
        GradientShapes.check(weighted, columns(weighted, descriptor), z, out);
        host.rows(weighted, direct.get(), z, covariance, weight, out);
    }

    private static int columns(WeightedRange weighted, Descriptor descriptor) {
        HostBatch batch = Handles.own(weighted.range().batch(), HostBatch.class);
        return GradientShapes.columns(descriptor, batch.content().channels());
    }

    @Override
    public long rowsBytes(int columns, int representatives, int environments, int neighbours) {
        return device.rowsBytes(columns, representatives, environments, neighbours);
    }

    @Override
    public long representativesBytes(long columns, long representatives) {
        return device.representativesBytes(columns, representatives);
    }
}
