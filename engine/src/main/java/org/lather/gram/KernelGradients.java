package org.lather.gram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.CovarianceSums;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.Gradients;
import org.lather.backend.Owned;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Computes values and derivatives of E = Σ_i f_i Σ_j w_j k(i, j) for structures, with i over their atoms and j over the
 * representatives. It works range by range: the features of a range and the gradients with respect to them are dropped
 * as soon as they have been propagated to the atoms.
 */
public final class KernelGradients {
    /** Largest number of predictions whose gradients with respect to features are in memory at the same time. */
    public static final int TOGETHER = 8;

    private final Backend backend;
    private final Gradients gradients;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private final RepresentativeParts representatives;
    private final RangeSize range;

    /**
     * @param representatives those of each term of the kernel, see {@link KernelRows#parts}
     * @param rangeSize number of environments at a time, at least 1
     */
    public KernelGradients(
            Backend backend,
            Gradients gradients,
            EnvironmentKernel kernel,
            Channels channels,
            RepresentativeParts representatives,
            int rangeSize) {
        this.backend = backend;
        this.gradients = gradients;
        this.kernel = kernel;
        this.channels = channels;
        this.representatives = representatives;
        this.range = new RangeSize(rangeSize);
    }

    /**
     * A prediction to be computed.
     *
     * @param weights weights of the representatives, and what they are folded into
     * @param factors factors f_i, [environment of the structures]
     * @param gradient whether derivatives are computed, or values alone
     */
    @SuppressWarnings("ArrayRecordComponent") // a view of the caller's memory
    public record Prediction(TargetWeights weights, double[] factors, boolean gradient) {
        /** A prediction with derivatives. */
        public Prediction(TargetWeights weights, double[] factors) {
            this(weights, factors, true);
        }
    }

    /**
     * The values and derivatives of a prediction.
     *
     * @param values values Σ_j w_j k(i, j), [environment]
     * @param positions derivatives dE/dr, 1/Å times the unit of the values, [environment][3] flattened
     * @param strain derivatives dE/dε_ab for r → r (1 + ε), [structure][3][3] flattened
     */
    @SuppressWarnings("ArrayRecordComponent") // large blocks handed over, not copied
    public record Derivatives(double[] values, double[] positions, double[] strain) {}

    /** Computes all predictions in one pass over the structures, without covariances. */
    public List<Derivatives> compute(List<Structure> structures, List<Prediction> wanted) {
        return compute(structures, wanted, null);
    }

    /**
     * Computes all predictions in one pass over the structures. If a device runs out of memory, ranges are halved.
     *
     * @param covariances of these structures, to which those of their environments are added; null if not needed
     * @throws org.lather.backend.DeviceMemoryException if a single environment needs too much memory
     */
    public List<Derivatives> compute(
            List<Structure> structures, List<Prediction> wanted, @Nullable StructureCovariances covariances) {
        List<Derivatives> out = new ArrayList<>();
        try (Batch batch = backend.upload(structures, channels)) {
            int n = batch.environments();
            for (int p = 0; p < wanted.size(); p++) {
                out.add(new Derivatives(new double[n], new double[3 * n], new double[9 * structures.size()]));
            }
            // term by term: the sums do not depend on the size of ranges, and the neighbours of one cutoff are found
            // once
            for (int s = 0; s < kernel.terms().size(); s++) {
                int term = s;
                range.cover(
                        n,
                        (from, to) -> rangeOrNothing(new Range(batch, from, to), term, wanted, covariances, out),
                        (from, to) -> {});
            }
        }
        return out;
    }

    /** Adds a whole range or, if that fails, nothing, because the range is then tried again in halves. */
    private void rangeOrNothing(
            Range of,
            int s,
            List<Prediction> wanted,
            @Nullable StructureCovariances covariances,
            List<Derivatives> out) {
        int from = of.from();
        int to = of.to();
        List<Derivatives> before = out.stream()
                .map(d ->
                        new Derivatives(Arrays.copyOfRange(d.values, from, to), d.positions.clone(), d.strain.clone()))
                .toList();
        Owned.orClose(() -> range(of, s, wanted, covariances, out), () -> {
            for (int p = 0; p < out.size(); p++) {
                Derivatives d = out.get(p);
                System.arraycopy(before.get(p).values, 0, d.values, from, to - from);
                System.arraycopy(before.get(p).positions, 0, d.positions, 0, d.positions.length);
                System.arraycopy(before.get(p).strain, 0, d.strain, 0, d.strain.length);
            }
        });
    }

    private void range(
            Range of,
            int s,
            List<Prediction> wanted,
            @Nullable StructureCovariances covariances,
            List<Derivatives> out) {
        EnvironmentKernel.Term term = kernel.terms().get(s);
        int from = of.from();
        try (Features x = backend.features(of, term.features())) {
            values(x, s, wanted, from, out);
            List<Integer> own = new ArrayList<>();
            for (int p = 0; p < wanted.size(); p++) {
                if (wanted.get(p).gradient) {
                    own.add(p);
                }
                if (own.size() == TOGETHER || (p == wanted.size() - 1 && !own.isEmpty())) {
                    derivatives(of, x, s, own, wanted, out);
                    own.clear();
                }
            }
            if (covariances != null) {
                // a folded term plans no memory for representatives
                boolean cached = wanted.stream().allMatch(p -> p.weights.form(s) == null);
                CovarianceSums none = new CovarianceSums(kernel.covariance(), term.weight(), new double[0][], cached);
                // last, since it cannot be undone
                representatives.forEach(s, (z, a, b) -> covariances.add(of, x, z, a, none, new double[0][]));
            }
        }
    }

    /** Adds the values of the predictions without derivatives: forms one by one, sums over representatives together. */
    private void values(Features x, int s, List<Prediction> wanted, int from, List<Derivatives> out) {
        EnvironmentKernel.Term term = kernel.terms().get(s);
        List<Integer> unfolded = new ArrayList<>();
        List<double[]> weights = new ArrayList<>();
        for (int p = 0; p < wanted.size(); p++) {
            Prediction own = wanted.get(p);
            Form form = own.weights.form(s);
            if (!own.gradient && form != null) {
                double[] values = new double[x.rows()];
                backend.sums(x, form, values);
                add(values, from, out.get(p));
            } else if (!own.gradient) {
                unfolded.add(p);
                weights.add(own.weights.weights());
            }
        }
        if (!unfolded.isEmpty()) {
            double[][] values = new double[unfolded.size()][x.rows()];
            CovarianceSums sums =
                    new CovarianceSums(kernel.covariance(), term.weight(), weights.toArray(double[][]::new), true);
            representatives.forEach(s, (z, a, b) -> backend.sums(x, z, RepresentativeParts.part(sums, a, b), values));
            for (int k = 0; k < values.length; k++) {
                add(values[k], from, out.get(unfolded.get(k)));
            }
        }
    }

    private static void add(double[] values, int from, Derivatives to) {
        for (int i = 0; i < values.length; i++) {
            to.values[from + i] += values[i];
        }
    }

    /**
     * Adds values and derivatives of some of the predictions.
     *
     * @param own their indices
     */
    private void derivatives(
            Range of, Features x, int s, List<Integer> own, List<Prediction> wanted, List<Derivatives> out) {
        int from = of.from();
        int to = of.to();
        double[][] values = new double[own.size()][to - from];
        List<TargetWeights> weights =
                own.stream().map(p -> wanted.get(p).weights).toList();
        Consumer<List<Features>> pull = gradients -> {
            try {
                List<Gradients.Pulled> pulled = new ArrayList<>();
                for (int k = 0; k < own.size(); k++) {
                    double[] factors = Arrays.copyOfRange(wanted.get(own.get(k)).factors, from, to);
                    Derivatives d = out.get(own.get(k));
                    pulled.add(new Gradients.Pulled(gradients.get(k), factors, d.positions, d.strain));
                }
                this.gradients.pullBack(of, kernel.terms().get(s).features(), pulled);
            } finally {
                gradients.forEach(Features::close);
            }
        };
        if (weights.get(0).form(s) != null) {
            pull.accept(formGradients(x, s, weights, values));
        } else {
            CovarianceSums sums = new CovarianceSums(
                    kernel.covariance(),
                    kernel.terms().get(s).weight(),
                    weights.stream().map(TargetWeights::weights).toArray(double[][]::new),
                    true);
            representatives.forEach(
                    s,
                    (z, a, b) -> pull.accept(
                            gradients.featureGradients(x, z, RepresentativeParts.part(sums, a, b), values)));
        }
        for (int k = 0; k < own.size(); k++) {
            add(values[k], from, out.get(own.get(k)));
        }
    }

    private List<Features> formGradients(Features x, int s, List<TargetWeights> of, double[][] values) {
        List<Features> out = new ArrayList<>();
        Owned.orClose(
                () -> {
                    for (int k = 0; k < values.length; k++) {
                        out.add(gradients.featureGradient(
                                x, Objects.requireNonNull(of.get(k).form(s)), values[k]));
                    }
                },
                () -> out.forEach(Features::close));
        return out;
    }
}
