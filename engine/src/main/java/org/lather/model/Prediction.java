package org.lather.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Predicted targets of one structure, in their units, baselines included. */
public final class Prediction {
    private final Structure structure;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Map<String, Double> uncertainties = new LinkedHashMap<>();

    private final Map<String, Gradient> gradients = new LinkedHashMap<>();
    private final Map<String, String> withoutGradient = new LinkedHashMap<>();

    /** dE/dr [atom][3] and dE/dε [3][3], flattened. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Gradient(double[] positions, double[] strain) {}

    Prediction(Structure structure) {
        this.structure = structure;
    }

    void put(String target, double[] v) {
        values.put(target, v);
    }

    void putUncertainty(String target, double u) {
        uncertainties.put(target, u);
    }

    void putGradient(String target, double[] positions, double[] strain) {
        gradients.put(target, new Gradient(positions, strain));
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

    /** The value of a target of the whole structure. */
    public double value(String target) {
        double[] v = values(target);
        if (v.length != 1) {
            throw new IllegalArgumentException("expected a target of the whole structure, got " + target
                    + " with a value for each of " + v.length + " atoms; use values");
        }
        return v[0];
    }

    /** The values of a target: one, or one an atom. */
    public double[] values(String target) {
        double[] v = values.get(target);
        if (v == null) {
            throw new IllegalArgumentException("expected a target among " + values.keySet() + ", got " + target);
        }
        return v.clone();
    }

    /**
     * F = −dE/dr of a target of the whole structure, in its unit over Å, [atom][3] flattened.
     *
     * @throws IllegalArgumentException where it was not computed, see {@link Model#predictWithGradients(Structure)}
     */
    public double[] forces(String target) {
        return negative(gradient(target, "forces").positions);
    }

    /**
     * −dE/dε of a target of the whole structure under a strain r → r (1 + ε), in its unit, [3][3] flattened; also for structures
     * without a cell.
     *
     * @throws IllegalArgumentException where it was not computed
     */
    public double[] virial(String target) {
        return negative(gradient(target, "virial").strain);
    }

    /**
     * (1/V) dE/dε, in the target's unit over Å³, [3][3] flattened; positive is tensile.
     *
     * @throws IllegalArgumentException where it was not computed, or the structure does not repeat in three directions
     */
    public double[] stress(String target) {
        double[] g = gradient(target, "stress").strain.clone();
        Cell cell = structure.cell();
        if (!(cell.periodic(0) && cell.periodic(1) && cell.periodic(2))) {
            throw new IllegalArgumentException(
                    "stress of " + target + ": expected a cell that repeats in three directions; use the virial");
        }
        for (int k = 0; k < 9; k++) {
            g[k] /= Math.abs(cell.volume());
        }
        return g;
    }

    private Gradient gradient(String target, String what) {
        Gradient g = gradients.get(target);
        if (g == null) {
            values(target);
            String reason = withoutGradient.get(target);
            throw new IllegalArgumentException("no " + what + " of " + target + ": "
                    + (reason == null ? "they were not asked for; use predictWithGradients" : reason));
        }
        return g;
    }

    private static double[] negative(double[] v) {
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            // 0 − v, so that zero stays without a sign
            out[i] = 0 - v[i];
        }
        return out;
    }

    /**
     * The predictive standard deviation of a target of the whole structure, without the noise of its reference, in its unit.
     *
     * @throws IllegalArgumentException where it was not computed
     */
    public double uncertainty(String target) {
        Double u = uncertainties.get(target);
        if (u == null) {
            throw new IllegalArgumentException(
                    "no uncertainty of " + target + " was computed (known: " + uncertainties.keySet() + ")");
        }
        return u;
    }
}
