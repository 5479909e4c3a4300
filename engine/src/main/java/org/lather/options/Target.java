package org.lather.options;

import java.util.ArrayList;
import java.util.List;

/**
 * A property to be learnt.
 *
 * @param key of the value or column in the structures
 * @param unit of the values; of noise, errors and predictions too
 * @param baselines taken off in this order; empty for none
 * @param derivatives learnt with it; at most one of each kind, and of stress and virial
 * @param form number or tensor
 */
public record Target(
        String key,
        Unit unit,
        Quantity quantity,
        List<Baseline> baselines,
        List<Derivative> derivatives,
        TensorForm form) {
    private static final Unit DIPOLE = Unit.of("e*A");

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
        derivatives = List.copyOf(derivatives);
        if (quantity == Quantity.ATOM && !derivatives.isEmpty()) {
            throw new IllegalArgumentException("expected no "
                    + derivatives.get(0).kind().word() + " of a target of single atoms, got `"
                    + derivatives.get(0).key() + "`");
        }
    }

    /** A target without derivatives. */
    public Target(String key, Unit unit, Quantity quantity, List<Baseline> baselines) {
        this(key, unit, quantity, baselines, List.of());
    }

    /** The names of a target of this name and of its derivatives. */
    public List<String> names(String name) {
        List<String> out = new ArrayList<>(List.of(name));
        derivatives.forEach(d -> out.add(d.name(name)));
        return out;
    }
}
