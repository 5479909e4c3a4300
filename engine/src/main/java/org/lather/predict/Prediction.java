package org.lather.predict;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.lather.model.FittedTarget;
import org.lather.structure.Structure;
import org.lather.target.Derivative;

/**
 * The predicted targets of one structure, in their units, including baselines. It does not change once it is returned,
 * and returns copies of its arrays, so any number of threads may read it.
 */
public final class Prediction {
    private final Structure structure;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Scatter scatter = new Scatter();

    private final Map<String, double[]> contributions = new LinkedHashMap<>();
    private final Map<String, PredictedGradient> gradients = new LinkedHashMap<>();
    private final Map<String, String> withoutGradient = new LinkedHashMap<>();
    private final Map<String, PredictedGradient> baselineGradients = new LinkedHashMap<>();

    public Prediction(Structure structure) {
        this.structure = structure;
    }

    void put(String target, double[] v) {
        values.put(target, v);
    }

    /** The uncertainties and ensembles, to which those that predict add. */
    Scatter scatter() {
        return scatter;
    }

    /** Removes a target and returns its values. */
    double[] take(String target) {
        contributions.remove(target);
        withoutGradient.remove(target);
        return Objects.requireNonNull(values.remove(target));
    }

    /** Removes the gradient of a target, if there is one. */
    Optional<PredictedGradient> takeGradient(String target) {
        baselineGradients.remove(target);
        return Optional.ofNullable(gradients.remove(target));
    }

    /** @param withoutStrain reason why the strain derivative is not available; empty if it is */
    void putGradient(String target, double[] positions, double[] strain, String withoutStrain) {
        gradients.put(target, new PredictedGradient(positions, strain, withoutStrain));
    }

    /** Stores the contribution of the baselines to a gradient. */
    void putBaselineGradient(String target, double[] positions, double[] strain, String withoutStrain) {
        baselineGradients.put(target, new PredictedGradient(positions, strain, withoutStrain));
    }

    /** The contribution of the baselines to a gradient: dE/dr for forces, dE/dε for stress and virial. */
    public double[] baselineSlope(String target, Derivative.Kind kind) {
        PredictedGradient g = Objects.requireNonNull(baselineGradients.get(target));
        return kind == Derivative.Kind.FORCES ? g.positions() : g.strain();
    }

    void putContributions(String target, double[] v) {
        contributions.put(target, v);
    }

    void putWithoutGradient(String target, String reason) {
        withoutGradient.put(target, reason);
    }

    public Structure structure() {
        return structure;
    }

    public Set<String> targets() {
        return values.keySet();
    }

    /**
     * The value of a target of the whole structure.
     *
     * @throws IllegalArgumentException if there is no such target, or it has a value for each atom
     */
    public double value(String target) {
        double[] v = values(target);
        if (v.length != 1) {
            throw new IllegalArgumentException("expected a target of the whole structure, got " + target
                    + " with a value for each of " + v.length + " atoms; use values");
        }
        return v[0];
    }

    /**
     * The values of a target: one number or tensor, [3^rank] flattened row by row, or one for each atom.
     *
     * @throws IllegalArgumentException if there is no such target
     */
    public double[] values(String target) {
        double[] v = values.get(target);
        if (v == null) {
            throw new IllegalArgumentException("expected a target among " + values.keySet() + ", got " + target);
        }
        return v.clone();
    }

    /**
     * The forces F = −dE/dr of a target of the whole structure, in its unit over Å, [atom][3] flattened.
     *
     * @throws IllegalArgumentException if they were not computed, see {@link Request#GRADIENTS}
     */
    public double[] forces(String target) {
        return PredictedGradient.negative(gradient(target, "forces").positions());
    }

    /**
     * The virial −dE/dε of a target of the whole structure for a strain r → r (1 + ε), in its unit, [3][3] flattened.
     * It is also defined for structures without a cell.
     *
     * @throws IllegalArgumentException if it was not computed
     */
    public double[] virial(String target) {
        return PredictedGradient.negative(strain(target, "virial"));
    }

    /**
     * The stress (1/V) dE/dε, in the target's unit over Å³, [3][3] flattened; positive is tensile.
     *
     * @throws IllegalArgumentException if it was not computed, or the structure is not periodic in three directions
     */
    public double[] stress(String target) {
        double[] g = strain(target, "stress").clone();
        if (!structure.cell().periodicEverywhere()) {
            throw new IllegalArgumentException(
                    "stress of " + target + ": expected a cell that repeats in three directions; use the virial");
        }
        for (int k = 0; k < 9; k++) {
            g[k] /= Math.abs(structure.cell().volume());
        }
        return g;
    }

    /** Whether {@link #values(FittedTarget, Derivative)} are available. */
    public boolean has(FittedTarget target, Derivative d) {
        PredictedGradient g = gradients.get(target.name());
        return g != null
                && (d.kind() == Derivative.Kind.FORCES || g.withoutStrain().isEmpty())
                && (d.kind() != Derivative.Kind.STRESS || structure.cell().periodicEverywhere());
    }

    /**
     * A derivative of a target in its own unit: forces [atom][3], stress or virial [3][3], flattened.
     *
     * @throws IllegalArgumentException if it was not computed, or the structure has none
     */
    public double[] values(FittedTarget target, Derivative d) {
        double[] v = switch (d.kind()) {
            case FORCES -> forces(target.name());
            case STRESS -> stress(target.name());
            case VIRIAL -> virial(target.name());
        };
        double perUnit = d.perUnit(target.target().unit());
        for (int i = 0; i < v.length; i++) {
            v[i] *= perUnit;
        }
        return v;
    }

    /**
     * The per-atom contributions to a target of the whole structure, in its unit, [atom], for tensors [atom][3^rank].
     * Their sum is the value (for a tensor with a transform or another origin, the quantity that was learnt). A
     * baseline that is another key is divided equally among the atoms, and so is any baseline of a tensor.
     *
     * @throws IllegalArgumentException if it was not computed
     */
    public double[] contributions(String target) {
        double[] v = contributions.get(target);
        if (v == null) {
            throw new IllegalArgumentException("no contributions of atoms to " + target + " were computed (known: "
                    + contributions.keySet() + ")");
        }
        return v.clone();
    }

    private double[] strain(String target, String what) {
        PredictedGradient g = gradient(target, what);
        if (!g.withoutStrain().isEmpty()) {
            throw new IllegalArgumentException("no " + what + " of " + target + ": " + g.withoutStrain());
        }
        return g.strain();
    }

    /** @param what is asked for, for messages */
    PredictedGradient gradient(String target, String what) {
        PredictedGradient g = gradients.get(target);
        if (g == null) {
            values(target);
            String reason = withoutGradient.get(target);
            throw new IllegalArgumentException("no " + what + " of " + target + ": "
                    + (reason == null ? "they were not asked for; use Request.GRADIENTS" : reason));
        }
        return g;
    }

    /**
     * The predictive standard deviation of a target of the whole structure, without the noise of its reference, in its
     * unit.
     *
     * @throws IllegalArgumentException if it was not computed, or the target has several values
     */
    public double uncertainty(String target) {
        double[] u = uncertainties(target);
        if (u.length != 1) {
            throw new IllegalArgumentException(
                    "expected a target of one value, got " + target + " with " + u.length + "; use uncertainties");
        }
        return u[0];
    }

    /**
     * The predictive standard deviations of {@link #values}, without the noise of the references; each component
     * separately.
     *
     * @throws IllegalArgumentException if they were not computed
     */
    public double[] uncertainties(String target) {
        return scatter.values(target).predictive().clone();
    }

    /**
     * The standard deviations of {@link #values} before they are calibrated, without the uncertainty of a composition
     * baseline.
     *
     * @throws IllegalArgumentException if they were not computed
     */
    public double[] computedUncertainties(String target) {
        return scatter.values(target).computed().clone();
    }

    /** Whether {@link #ensemble(String)} is available. */
    public boolean hasEnsemble(String target) {
        return scatter.hasEnsemble(target);
    }

    /** Whether {@link #ensemble(FittedTarget, Derivative)} is available. */
    public boolean hasEnsemble(FittedTarget target, Derivative d) {
        return scatter.hasGradientEnsemble(target.name()) && has(target, d);
    }

    /**
     * The values that the members of a committee predict, [member][value]. Their mean is {@link #values} and their
     * standard deviation {@link #uncertainties(String)}.
     *
     * @throws IllegalArgumentException if they were not computed
     */
    public double[][] ensemble(String target) {
        return scatter.ensemble(target);
    }

    /**
     * The derivatives that the members of a committee predict, in the derivative's own unit, [member][value].
     *
     * @throws IllegalArgumentException if they were not computed, or the structure has no such derivative
     */
    public double[][] ensemble(FittedTarget target, Derivative d) {
        values(target, d);
        Scatter.GradientEnsemble members = scatter.gradientEnsemble(target.name());
        double[][] of = d.kind() == Derivative.Kind.FORCES ? members.positions() : members.strain();
        double sign = d.kind() == Derivative.Kind.STRESS ? 1 : -1;
        double scale = sign * PredictedGradient.perSlope(target, d, structure);
        return Arrays.stream(of)
                .map(v -> Arrays.stream(v).map(x -> scale * x).toArray())
                .toArray(double[][]::new);
    }

    /**
     * The predictive standard deviations of the components of {@link #forces}, without the noise of their references,
     * [atom][3] flattened; each component separately, in the axes of the structure.
     *
     * @throws IllegalArgumentException if they were not computed
     */
    public double[] forcesUncertainty(String target) {
        return scatter.gradients(target).predictive().positions().clone();
    }

    /**
     * The predictive standard deviations of the components of {@link #virial}, [3][3] flattened.
     *
     * @throws IllegalArgumentException if they were not computed, or the virial is not available
     */
    public double[] virialUncertainty(String target) {
        strain(target, "virial");
        return scatter.gradients(target).predictive().strain().clone();
    }

    /** Whether {@link #uncertainties(String)} are available. */
    public boolean hasUncertainty(String target) {
        return scatter.hasValues(target);
    }

    /** Whether {@link #uncertainties(FittedTarget, Derivative)} are available. */
    public boolean hasUncertainty(FittedTarget target, Derivative d) {
        return scatter.hasGradients(target.name()) && has(target, d);
    }

    /**
     * The predictive standard deviations of {@link #values(FittedTarget, Derivative)}, in the derivative's own unit.
     *
     * @throws IllegalArgumentException if they were not computed, or the structure has no such derivative
     */
    public double[] uncertainties(FittedTarget target, Derivative d) {
        values(target, d);
        return scatter.gradients(target.name()).predictive().in(target, d, structure);
    }

    /**
     * The standard deviations of {@link #values(FittedTarget, Derivative)} before they are calibrated.
     *
     * @throws IllegalArgumentException if they were not computed, or the structure has no such derivative
     */
    public double[] computedUncertainties(FittedTarget target, Derivative d) {
        values(target, d);
        return scatter.gradients(target.name()).computed().in(target, d, structure);
    }

    /** Returns the values of whole structures and the names of what else is there, for logs and debuggers. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("prediction of " + structure.size() + " atoms");
        values.forEach((target, v) -> {
            out.append(", ").append(target).append(v.length == 1 ? " " + v[0] : " [" + v.length + "]");
            Double u = scatter.ofOneValue(target);
            if (u != null) {
                out.append(" ± ").append(u);
            }
            if (gradients.containsKey(target)) {
                out.append(" with forces");
            }
        });
        return out.toString();
    }
}
