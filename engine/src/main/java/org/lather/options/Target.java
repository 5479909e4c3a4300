package org.lather.options;

import java.util.List;

/**
 * A property to be learnt.
 *
 * @param key of the value or column in the structures
 * @param unit of the values; of noise, errors and predictions too
 * @param baselines taken off in this order; empty for none
 */
public record Target(String key, Unit unit, Quantity quantity, List<Baseline> baselines) {
    /** How a target relates to the atoms. */
    public enum Quantity {
        /** A sum over the atoms of a structure: extensive. */
        TOTAL,
        /** A mean over the atoms of a structure: intensive. */
        MEAN,
        /** A value of each atom. */
        ATOM
    }

    public Target {
        baselines = List.copyOf(baselines);
    }
}
