package org.lather.gram;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.CovarianceSums;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Computes the values Σ_j w_j k(i, j) of environments i for representatives j, range by range. They are the same bits
 * as those that {@link KernelGradients} computes with their derivatives.
 */
public final class KernelValues {
    private final Backend backend;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private final RepresentativeParts representatives;
    private final RangeSize range;
    private final boolean cached;

    /**
     * @param representatives those of each term of the kernel, see {@link KernelRows#parts}
     * @param rangeSize number of environments at a time, at least 1
     * @param cached whether the backend may cache representatives, see {@link CovarianceSums}
     */
    public KernelValues(
            Backend backend,
            EnvironmentKernel kernel,
            Channels channels,
            RepresentativeParts representatives,
            int rangeSize,
            boolean cached) {
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.representatives = representatives;
        this.range = new RangeSize(rangeSize);
        this.cached = cached && representatives.isWhole();
    }

    /** Computes the values of several targets in one pass, without covariances. */
    public double[][] compute(List<Structure> structures, List<TargetWeights> targets) {
        return compute(structures, targets, null);
    }

    /**
     * Computes the values of several targets in one pass. If a device runs out of memory, ranges are halved.
     *
     * @param targets one for each target; all fold the same terms
     * @param covariances of these structures, to which those of their environments are added; null if not needed
     * @return [target][environment of the structures]
     * @throws org.lather.backend.DeviceMemoryException if a single environment needs too much memory
     */
    public double[][] compute(
            List<Structure> structures, List<TargetWeights> targets, @Nullable StructureCovariances covariances) {
        try (Batch batch = backend.upload(structures, channels)) {
            double[][] out = new double[targets.size()][batch.environments()];
            for (int s = 0; s < kernel.terms().size(); s++) {
                int term = s;
                range.cover(
                        batch.environments(),
                        (from, to) -> add(new Range(batch, from, to), term, targets, covariances, out),
                        (from, to) -> {});
            }
            return out;
        }
    }

    private void add(
            Range of,
            int term,
            List<TargetWeights> targets,
            @Nullable StructureCovariances covariances,
            double[][] out) {
        double[][] values = new double[targets.size()][of.size()];
        try (Features x = backend.features(of, kernel.terms().get(term).features())) {
            sums(of, x, term, targets, covariances, values);
        }
        for (int k = 0; k < values.length; k++) {
            for (int i = 0; i < values[k].length; i++) {
                out[k][of.from() + i] += values[k][i];
            }
        }
    }

    /** Adds the values of a term: forms one by one, sums over representatives together. */
    private void sums(
            Range of,
            Features x,
            int term,
            List<TargetWeights> targets,
            @Nullable StructureCovariances covariances,
            double[][] values) {
        boolean any = false;
        for (int k = 0; k < values.length; k++) {
            Form form = targets.get(k).form(term);
            if (form != null) {
                backend.sums(x, form, values[k]);
                any = true;
            }
        }
        boolean folded = any;
        double[][] weights = folded
                ? new double[0][]
                : targets.stream().map(TargetWeights::weights).toArray(double[][]::new);
        double weight = kernel.terms().get(term).weight();
        // a folded term plans no memory for representatives
        CovarianceSums sums = new CovarianceSums(kernel.covariance(), weight, weights, cached && !folded);
        if (covariances == null && folded) {
            return;
        }
        representatives.forEach(term, (z, from, to) -> {
            CovarianceSums part = RepresentativeParts.part(sums, from, to);
            if (covariances == null) {
                backend.sums(x, z, part, values);
            } else {
                covariances.add(of, x, z, from, part, folded ? new double[0][] : values);
            }
        });
    }
}
