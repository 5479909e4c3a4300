package org.lather.predict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
    private final Map<String, Double> uncertainties = new LinkedHashMap<>();

    private final Map<String, double[]> contributions = new LinkedHashMap<>();
    private final Map<String, Gradient> gradients = new LinkedHashMap<>();
    private final Map<String, String> withoutGradient = new LinkedHashMap<>();
    private final Map<String, Gradient> gradientUncertainties = new LinkedHashMap<>();
    private final Map<String, Gradient> baselineGradients = new LinkedHashMap<>();

    /** The derivatives dE/dr [atom][3] and dE/dε [3][3], flattened, or their standard deviations. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Gradient(double[] positions, double[] strain, String withoutStrain) {}

    public Prediction(Structure structure) {
        this.structure = structure;
    }

    void put(String target, double[] v) {
        values.put(target, v);
    }

    void putUncertainty(String target, double u) {
        uncertainties.put(target, u);
    }

    /** @param withoutStrain reason why the strain derivative is not available; empty if it is */
    void putGradient(String target, double[] positions, double[] strain, String withoutStrain) {
        gradients.put(target, new Gradient(positions, strain, withoutStrain));
    }

    /** Stores the contribution of the baselines to a gradient. */
    void putBaselineGradient(String target, double[] positions, double[] strain, String withoutStrain) {
        baselineGradients.put(target, new Gradient(positions, strain, withoutStrain));
    }

    /** The contribution of the baselines to a gradient: dE/dr for forces, dE/dε for stress and virial. */
    public double[] baselineSlope(String target, Derivative.Kind kind) {
        Gradient g = Objects.requireNonNull(baselineGradients.get(target));
        return kind == Derivative.Kind.FORCES ? g.positions : g.strain;
    }

    /** Stores the uncertainty of a gradient. */
    void putGradientUncertainty(String target, double[] positions, double[] strain) {
        gradientUncertainties.put(
                target, new Gradient(positions, strain, gradient(target, "uncertainty").withoutStrain));
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
        return negative(gradient(target, "forces").positions);
    }

    /**
     * The virial −dE/dε of a target of the whole structure for a strain r → r (1 + ε), in its unit, [3][3] flattened.
     * It is also defined for structures without a cell.
     *
     * @throws IllegalArgumentException if it was not computed
     */
    public double[] virial(String target) {
        return negative(strain(target, "virial"));
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
        Gradient g = gradients.get(target.name());
        return g != null
                && (d.kind() == Derivative.Kind.FORCES || g.withoutStrain.isEmpty())
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
        Gradient g = gradient(target, what);
        if (!g.withoutStrain.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " of " + target + ": " + g.withoutStrain);
        }
        return g.strain;
    }

    private Gradient gradient(String target, String what) {
        Gradient g = gradients.get(target);
        if (g == null) {
            values(target);
            String reason = withoutGradient.get(target);
            throw new IllegalArgumentException("no " + what + " of " + target + ": "
                    + (reason == null ? "they were not asked for; use Request.GRADIENTS" : reason));
        }
        return g;
    }

    private static double[] negative(double[] v) {
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            // 0 − v, so that zero has no sign
            out[i] = 0 - v[i];
        }
        return out;
    }

    /**
     * The predictive standard deviation of a target of the whole structure, without the noise of its reference, in its
     * unit.
     *
     * @throws IllegalArgumentException if it was not computed
     */
    public double uncertainty(String target) {
        Double u = uncertainties.get(target);
        if (u == null) {
            throw new IllegalArgumentException(
                    "no uncertainty of " + target + " was computed (known: " + uncertainties.keySet() + ")");
        }
        return u;
    }

    /**
     * The predictive standard deviations of the components of {@link #forces}, without the noise of their references,
     * [atom][3] flattened; each component separately, in the axes of the structure.
     *
     * @throws IllegalArgumentException if they were not computed
     */
    public double[] forcesUncertainty(String target) {
        return gradientUncertainty(target).positions.clone();
    }

    /**
     * The predictive standard deviations of the components of {@link #virial}, [3][3] flattened.
     *
     * @throws IllegalArgumentException if they were not computed, or the virial is not available
     */
    public double[] virialUncertainty(String target) {
        strain(target, "virial");
        return gradientUncertainty(target).strain.clone();
    }

    /** Whether {@link #uncertainty(String)} is available. */
    public boolean hasUncertainty(String target) {
        return uncertainties.containsKey(target);
    }

    /** Whether {@link #uncertainties(FittedTarget, Derivative)} are available. */
    public boolean hasUncertainty(FittedTarget target, Derivative d) {
        return gradientUncertainties.containsKey(target.name()) && has(target, d);
    }

    /**
     * The predictive standard deviations of {@link #values(FittedTarget, Derivative)}, in the derivative's own unit.
     *
     * @throws IllegalArgumentException if they were not computed, or the structure has no such derivative
     */
    public double[] uncertainties(FittedTarget target, Derivative d) {
        values(target, d);
        double[] v = d.kind() == Derivative.Kind.FORCES
                ? forcesUncertainty(target.name())
                : virialUncertainty(target.name());
        double scale = d.perUnit(target.target().unit());
        if (d.kind() == Derivative.Kind.STRESS) {
            scale /= Math.abs(structure.cell().volume());
        }
        for (int i = 0; i < v.length; i++) {
            v[i] *= scale;
        }
        return v;
    }

    /** Returns the values of whole structures and the names of what else is there, for logs and debuggers. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("prediction of " + structure.size() + " atoms");
        values.forEach((target, v) -> {
            out.append(", ").append(target).append(v.length == 1 ? " " + v[0] : " [" + v.length + "]");
            if (uncertainties.containsKey(target)) {
                out.append(" ± ").append(uncertainties.get(target));
            }
            if (gradients.containsKey(target)) {
                out.append(" with forces");
            }
        });
        return out.toString();
    }

    private Gradient gradientUncertainty(String target) {
        Gradient g = gradientUncertainties.get(target);
        if (g == null) {
            throw new IllegalArgumentException("no uncertainty of the derivatives of " + target
                    + " was computed (known: " + gradientUncertainties.keySet() + ")");
        }
        return g;
    }
}
