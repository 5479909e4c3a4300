package org.lather.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.lather.structure.Structure;

/** Predicted targets of one structure, in their units, baselines included. */
public final class Prediction {
    private final Structure structure;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Map<String, Double> uncertainties = new LinkedHashMap<>();

    Prediction(Structure structure) {
        this.structure = structure;
    }

    void put(String target, double[] v) {
        values.put(target, v);
    }

    void putUncertainty(String target, double u) {
        uncertainties.put(target, u);
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
