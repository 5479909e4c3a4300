package org.lather.cpu;

import java.util.List;
import java.util.function.Function;
import org.lather.backend.CombinedFeatures;
import org.lather.backend.CovarianceSums;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.Range;
import org.lather.backend.WeightedRange;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** Derivatives on the vectors of the processor. */
record CpuGradients(
        FormGradient forms,
        FeatureGradient features,
        PullBack pull,
        GradientRows matrix,
        Function<Descriptor, CombinedFeatures> combined)
        implements Gradients {
    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        CovarianceSums sums = new CovarianceSums(covariance, weight, new double[][] {weights}, true);
        return featureGradients(x, z, sums, new double[][] {values}).get(0);
    }

    @Override
    public List<Features> featureGradients(Features x, Features z, CovarianceSums sums, double[][] values) {
        GradientShapes.check(x, z, sums, values);
        return List.copyOf(features.of((CpuFeatures) x, (CpuFeatures) z, sums, values));
    }

    @Override
    public Features featureGradient(Features x, Form form, double[] values) {
        GradientShapes.check(x, form, values);
        return forms.of((CpuFeatures) x, (CpuForm) form, values);
    }

    @Override
    public void pullBack(
            WeightedRange weighted, Descriptor descriptor, Features gradient, double[] positions, double[] strain) {
        pullBack(weighted.range(), descriptor, List.of(new Pulled(gradient, weighted.factor(), positions, strain)));
    }

    @Override
    public void pullBack(Range of, Descriptor descriptor, List<Pulled> targets) {
        CpuRange range = CpuRange.of(of);
        int columns = GradientShapes.columns(descriptor, range.batch().channels());
        for (Pulled p : targets) {
            WeightedRange weighted = new WeightedRange(of.batch(), of.from(), of.to(), p.factor());
            GradientShapes.check(weighted, columns, p.gradient(), p.positions(), p.strain());
        }
        if (descriptor.combinations().isPresent()) {
            combined.apply(descriptor).pullBack(this, of, targets);
        } else {
            pull.run(range, descriptor, targets);
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
        CpuRange range = CpuRange.of(weighted.range());
        GradientShapes.check(
                weighted, GradientShapes.columns(descriptor, range.batch().channels()), z, out);
        GradientShapes.expectColumns(descriptor);
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
