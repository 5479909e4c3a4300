package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.FittedBaseline;
import org.lather.target.Target;

/**
 * What a fit found for one target.
 *
 * @param weights [M] of the representatives' covariances
 * @param factor C with C Cᵀ = A + λ 1, the packed lower triangle row by row, M(M+1)/2 values; empty for a full Gaussian
 *     process
 * @param noise σ, in the target's unit; of totals per square root of the number of atoms
 * @param signal δ, the square root of the signal variance, in the target's unit (of totals: of the sum over the atoms)
 * @param derivativeNoise σ of the derivatives that were learnt, by their names, in their units; of virials of totals
 *     per square root of the number of atoms
 * @param uncertaintyScale how many times the standard deviations of the posterior the predictive ones are, by the names
 *     of the target and of the derivatives that were learnt; 1 for what is not there
 * @param parts of a tensor, whose weights and factor are empty; empty for a number
 */
@SuppressWarnings("ArrayRecordComponent") // large blocks, not copied
public record FittedTarget(
        String name,
        Target target,
        List<FittedBaseline> baselines,
        double[] weights,
        double[] factor,
        double noise,
        double signal,
        Map<String, Double> derivativeNoise,
        Map<String, Double> uncertaintyScale,
        List<TensorPart> parts) {
    public FittedTarget {
        baselines = List.copyOf(baselines);
        derivativeNoise = Collections.unmodifiableMap(new LinkedHashMap<>(derivativeNoise));
        uncertaintyScale = Collections.unmodifiableMap(new LinkedHashMap<>(uncertaintyScale));
        parts = List.copyOf(parts);
    }

    /** A number. */
    public FittedTarget(
            String name,
            Target target,
            List<FittedBaseline> baselines,
            double[] weights,
            double[] factor,
            double noise,
            double signal,
            Map<String, Double> derivativeNoise,
            Map<String, Double> uncertaintyScale) {
        this(name, target, baselines, weights, factor, noise, signal, derivativeNoise, uncertaintyScale, List.of());
    }

    /** This with other scales of its uncertainties. */
    public FittedTarget with(Map<String, Double> scales) {
        return new FittedTarget(
                name, target, baselines, weights, factor, noise, signal, derivativeNoise, scales, parts);
    }

    /** What was learnt, without the baselines. */
    public FittedTarget withoutBaselines() {
        return new FittedTarget(
                name, target, List.of(), weights, factor, noise, signal, derivativeNoise, uncertaintyScale, parts);
    }

    /** The scale of the uncertainty of the value. */
    public double scale() {
        return uncertaintyScale.getOrDefault(name, 1.0);
    }

    /**
     * The scale of the uncertainties of derivatives of a kind; that of the value where none of that kind were learnt.
     */
    public double scale(boolean forces) {
        for (Derivative d : target.derivatives()) {
            if ((d.kind() == Derivative.Kind.FORCES) == forces) {
                return uncertaintyScale.getOrDefault(d.name(name), scale());
            }
        }
        return scale();
    }

    /** A tensor; its noise and signal are the root mean squares over the components of its parts. */
    public static FittedTarget tensor(
            String name, Target target, List<FittedBaseline> baselines, List<TensorPart> parts) {
        double noise = 0;
        double signal = 0;
        int components = 0;
        for (TensorPart p : parts) {
            int n = 2 * p.lambda() + 1;
            components += n;
            noise += n * p.noise() * p.noise();
            signal += n * p.signal() * p.signal();
        }
        return new FittedTarget(
                name,
                target,
                baselines,
                new double[0],
                new double[0],
                Math.sqrt(noise / components),
                Math.sqrt(signal / components),
                Map.of(),
                Map.of(),
                parts);
    }

    /** Whether its predictions have a predictive variance. */
    public boolean hasUncertainty() {
        return factor.length > 0 && target.quantity() != Target.Quantity.ATOM;
    }

    /** Why it has no forces; empty where it has. */
    public String withoutGradient() {
        if (target.isTensor()) {
            return "it is a tensor";
        }
        if (target.quantity() == Target.Quantity.ATOM) {
            return "it is a target of single atoms";
        }
        for (FittedBaseline b : baselines) {
            if (!b.withoutGradient().isEmpty()) {
                return b.withoutGradient();
            }
        }
        return "";
    }

    /** Why it has no stress; empty where it has. */
    public String withoutStrain() {
        for (FittedBaseline b : baselines) {
            if (!b.withoutStrain().isEmpty()) {
                return b.withoutStrain();
            }
        }
        return withoutGradient();
    }

    /** That of the baselines: {@link FittedBaseline#slope}. */
    public double[] baselineSlope(Structure s, Derivative.Kind kind) {
        return FittedBaseline.slope(baselines, s, target, kind);
    }

    /** What the baselines give each atom of a structure, [atom], of a target of the whole structure. */
    public double[] baselineShares(Structure s) {
        double[] out = new double[s.size()];
        Target atoms = new Target(target.key(), target.unit(), Target.Quantity.ATOM, List.of());
        double factor = target.quantity() == Target.Quantity.MEAN ? 1.0 / s.size() : 1;
        for (FittedBaseline b : baselines) {
            // nobody knows the parts of another key's value
            boolean whole = b instanceof FittedBaseline.Key;
            double[] v = b.of(s, whole ? target : atoms);
            for (int i = 0; i < out.length; i++) {
                out[i] += whole ? v[0] / s.size() : factor * v[i];
            }
        }
        return out;
    }

    /** The sum of the baselines of a tensor, as learnt: spherical components of the structure, or of each atom. */
    public double[] tensorBaseline(Structure s) {
        int rows = target.quantity() == Target.Quantity.ATOM ? s.size() : 1;
        double[] sum = new double[rows * target.form().map().sphericalSize()];
        baselines.forEach(b -> b.addTensors(s, target, sum));
        return sum;
    }

    /** The sum of the baselines of a structure: one number, or one an atom. */
    public double[] baseline(Structure s) {
        double[] sum = new double[target.quantity() == Target.Quantity.ATOM ? s.size() : 1];
        for (FittedBaseline b : baselines) {
            double[] v = b.of(s, target);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += v[i];
            }
        }
        return sum;
    }
}
