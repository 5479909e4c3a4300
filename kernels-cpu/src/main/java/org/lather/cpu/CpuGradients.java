package org.lather.cpu;

import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.Tile;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Derivatives on the vectors of the processor. */
record CpuGradients(FeatureGradient features, PullBack pull, GradientRows matrix) implements Gradients {
    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        GradientShapes.check(x, z, weights, values);
        return features.of((CpuFeatures) x, (CpuFeatures) z, covariance, weight, weights, values);
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
        CpuBatch b = (CpuBatch) batch;
        GradientShapes.check(batch, from, to, descriptor, b.channels(), slopes, factor, positions, strain);
        pull.run(b, from, to, descriptor, (CpuFeatures) slopes, factor, positions, strain);
    }

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
        CpuBatch b = (CpuBatch) batch;
        GradientShapes.check(batch, from, to, descriptor, b.channels(), z, factor, positions, strain);
        matrix.add(b, from, to, descriptor, (CpuFeatures) z, covariance, weight, factor, (CpuTile) positions, (CpuTile)
                strain);
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
