package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Gradients;
import org.lather.error.Cure;
import org.lather.gram.KernelGradients;
import org.lather.gram.KernelRows;
import org.lather.gram.StructureCovariances;
import org.lather.gram.TargetWeights;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Derivative;

/** Predicts values and gradients of targets of whole structures in one pass. */
public final class GradientPrediction {
    private final ModelParameters parameters;
    private final EnvironmentKernel kernel;
    private final Backend backend;
    private final Gradients gradients;
    private final Function<FittedTarget, TargetWeights> weights;
    private final List<FittedTarget> targets;
    private @Nullable KernelGradients work;
    private int workRange;

    /**
     * Predicts by sums over the representatives.
     *
     * @throws DataException if the features of the model, or its targets, have no gradients
     */
    public GradientPrediction(ModelParameters parameters, EnvironmentKernel kernel, Backend backend) {
        this(parameters, kernel, backend, t -> TargetWeights.unfolded(t.weights()));
    }

    /**
     * @param weights those of a scalar target on the backend; they remain the caller's
     * @throws DataException if the features of the model, or its targets, have no gradients
     */
    GradientPrediction(
            ModelParameters parameters,
            EnvironmentKernel kernel,
            Backend backend,
            Function<FittedTarget, TargetWeights> weights) {
        parameters.expectGradients();
        this.parameters = parameters;
        this.kernel = kernel;
        this.backend = backend;
        this.gradients = backend.gradients();
        this.weights = weights;
        this.targets = parameters.targets().stream()
                .filter(t -> t.withoutGradient().isEmpty())
                .toList();
        if (targets.isEmpty()) {
            FittedTarget first = parameters.targets().get(0);
            throw new DataException(
                    "the forces of `" + first.name() + "` cannot be predicted: " + first.withoutGradient(),
                    Cure.text("Train a model whose targets have gradients"));
        }
    }

    /**
     * Stores gradients and, if requested, values in predictions.
     *
     * @param rows rows with the representatives and the range size that fits the memory; the same representatives in
     *     each call
     * @param covariances of the structures, to which those of their environments are added; null if not needed
     */
    public void add(
            List<Prediction> predictions, KernelRows rows, boolean values, @Nullable StructureCovariances covariances) {
        add(predictions, rows, new Wanted(values, true), covariances);
    }

    /**
     * What is stored beside the gradients of the model's targets.
     *
     * @param values whether values are stored
     * @param members whether members of committees have gradients, or values alone
     */
    record Wanted(boolean values, boolean members) {}

    void add(List<Prediction> predictions, KernelRows rows, Wanted stored, @Nullable StructureCovariances covariances) {
        int n = predictions.stream().mapToInt(p -> p.structure().size()).sum();
        List<KernelGradients.Prediction> wanted = new ArrayList<>();
        for (FittedTarget t : targets) {
            boolean gradient = stored.members || !Committee.isMember(t);
            wanted.add(new KernelGradients.Prediction(weights.apply(t), factors(t, predictions, n), gradient));
        }
        KernelGradients w = work;
        if (w == null || workRange != rows.rangeSize()) {
            workRange = rows.rangeSize();
            // gradients with respect to features are in memory at the same time
            w = new KernelGradients(
                    backend, gradients, kernel, parameters.channels(), rows.parts(), Math.max(1, workRange / 2));
            work = w;
        }
        List<KernelGradients.Derivatives> all =
                w.compute(predictions.stream().map(Prediction::structure).toList(), wanted, covariances);
        for (int t = 0; t < targets.size(); t++) {
            distribute(targets.get(t), all.get(t), wanted.get(t), predictions, stored.values);
        }
        for (FittedTarget t : parameters.targets()) {
            if (!t.withoutGradient().isEmpty()) {
                predictions.forEach(p -> p.putWithoutGradient(t.name(), t.withoutGradient()));
            }
        }
    }

    private static double[] factors(FittedTarget t, List<Prediction> predictions, int n) {
        double[] out = new double[n];
        int e = 0;
        for (Prediction p : predictions) {
            int size = p.structure().size();
            Arrays.fill(out, e, e + size, t.target().quantity().factor(size));
            e += size;
        }
        return out;
    }

    private static void distribute(
            FittedTarget t,
            KernelGradients.Derivatives d,
            KernelGradients.Prediction wanted,
            List<Prediction> predictions,
            boolean values) {
        double[] factors = wanted.factors();
        int e = 0;
        for (int s = 0; s < predictions.size(); s++) {
            Prediction p = predictions.get(s);
            int size = p.structure().size();
            Structure structure = p.structure();
            if (wanted.gradient()) {
                putGradient(
                        t,
                        p,
                        Arrays.copyOfRange(d.positions(), 3 * e, 3 * (e + size)),
                        Arrays.copyOfRange(d.strain(), 9 * s, 9 * (s + 1)));
            }
            double[] contributions = t.baselineContributions(structure);
            for (int i = 0; i < size; i++) {
                contributions[i] += factors[e + i] * d.values()[e + i];
            }
            p.putContributions(t.name(), contributions);
            if (values) {
                double[] v = t.baseline(structure);
                double sum = 0;
                for (int i = e; i < e + size; i++) {
                    sum += factors[i] * d.values()[i];
                }
                v[0] += sum;
                p.put(t.name(), v);
            }
            e += size;
        }
    }

    /** Adds the gradient of what was learnt to that of the baselines, and stores it. */
    static void putGradient(FittedTarget t, Prediction p, double[] learnt, double[] learntStrain) {
        Structure structure = p.structure();
        double[] positions = t.baselineSlope(structure, Derivative.Kind.FORCES);
        double[] strain =
                t.withoutStrain().isEmpty() ? t.baselineSlope(structure, Derivative.Kind.VIRIAL) : new double[9];
        // errors are compared with the values without baselines
        p.putBaselineGradient(t.name(), positions.clone(), strain.clone(), t.withoutStrain());
        for (int i = 0; i < positions.length; i++) {
            positions[i] += learnt[i];
        }
        for (int i = 0; i < 9; i++) {
            strain[i] += learntStrain[i];
        }
        p.putGradient(t.name(), positions, strain, t.withoutStrain());
    }
}
