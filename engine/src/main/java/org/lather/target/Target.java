package org.lather.target;

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
        if (form.rank() > 0) {
            expectTensor(baselines, derivatives, form);
        }
    }

    private static void expectTensor(List<Baseline> baselines, List<Derivative> derivatives, TensorForm form) {
        if (!derivatives.isEmpty()) {
            throw new IllegalArgumentException("expected no "
                    + derivatives.get(0).kind().word() + " of a tensor, got `"
                    + derivatives.get(0).key() + "`");
        }
        for (Baseline b : baselines) {
            if (b instanceof Baseline.Key) {
                continue;
            }
            if (!(b instanceof Baseline.Composition)) {
                throw new IllegalArgumentException(
                        "expected a baseline of a tensor to be none, composition or {key: other_key}, got another");
            }
            long isotropic = form.map().parts().stream()
                    .filter(p -> p.lambda() == 0 && p.sigma() == 1)
                    .count();
            if (isotropic != 1) {
                throw new IllegalArgumentException(
                        "expected the baseline composition of a tensor with one isotropic part," + " got rank "
                                + form.rank() + " with " + isotropic + ". Use none or {key: other_key}");
            }
        }
    }

    /** A target that is a number. */
    public Target(String key, Unit unit, Quantity quantity, List<Baseline> baselines, List<Derivative> derivatives) {
        this(key, unit, quantity, baselines, derivatives, TensorForm.SCALAR);
    }

    /** Whether it is a vector or a tensor of higher rank. */
    public boolean isTensor() {
        return form.rank() > 0;
    }

    /** Whether it is the dipole of a structure: a vector in a unit of charge times length. */
    public boolean isDipole() {
        return form.rank() == 1 && quantity != Quantity.ATOM && unit.isCompatibleWith(DIPOLE);
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
