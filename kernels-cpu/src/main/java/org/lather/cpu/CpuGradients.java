package org.lather.cpu;

import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.WeightedRange;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Derivatives on the vectors of the processor. */
record CpuGradients(FormGradient forms, FeatureGradient features, PullBack pull, GradientRows matrix)
        implements Gradients {
    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        GradientShapes.check(x, z, weights, values);
        return features.of((CpuFeatures) x, (CpuFeatures) z, covariance, weight, weights, values);
    }

    @Override
    public Features featureGradient(Features x, Form form, double[] values) {
        GradientShapes.check(x, form, values);
        return forms.of((CpuFeatures) x, (CpuForm) form, values);
    }

    @Override
    public void pullBack(
            WeightedRange weighted, Descriptor descriptor, Features gradient, double[] positions, double[] strain) {
        CpuRange range = CpuRange.of(weighted.range());
        int columns = GradientShapes.columns(descriptor, range.batch().channels());
        GradientShapes.check(weighted, columns, gradient, positions, strain);
        pull.run(range, descriptor, (CpuFeatures) gradient, weighted.factor(), positions, strain);
    }

    @Override
    public void rows(
            WeightedRange weighted,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out) {
        CpuRange range = CpuRange.of(weighted.range());
        GradientShapes.check(
                weighted, GradientShapes.columns(descriptor, range.batch().channels()), z, out);
        matrix.add(weighted, descriptor, (CpuFeatures) z, covariance, weight, out);
    }

    @Override
    public long rowsBytes(int columns, int representatives, int environments, int neighbours) {
        return GradientRows.bytes(columns, representatives, environments, neighbours);
    }

    @Override
    public long representativesBytes(long columns, long representatives) {
        long bytes = PackedRepresentatives.bytes(columns, representatives);
        return bytes <= CpuBackend.PACKED ? bytes : 0;
    }
}
