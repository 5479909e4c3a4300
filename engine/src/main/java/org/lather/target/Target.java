package org.lather.target;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A property to be learnt.
 *
 * @param key key of the value or column in the structures
 * @param unit unit of the values, and of noise, errors and predictions
 * @param baselines subtracted in this order; empty for none
 * @param derivatives derivatives learnt with it; at most one of each type, and only one of stress and virial
 * @param form form of the values: scalar or tensor
 * @param centers atomic numbers of the atoms that have values, if each atom has one; empty for all elements
 * @param symprec distance within which atoms of a structure are equivalent by symmetry and have one predicted value, Å,
 *     see {@link org.lather.neighbour.EquivalentAtoms}; 0 for none
 * @param basis path of the file with the functions that a density is expanded in; empty for other targets
 * @param chargeWeight weight of the squared error of the number of electrons beside ∫ Δρ² in the loss of a density, in
 *     bohr⁻³; 0 for other targets
 */
public record Target(
        String key,
        Unit unit,
        Quantity quantity,
        List<Baseline> baselines,
        List<Derivative> derivatives,
        TensorForm form,
        SortedSet<Integer> centers,
        double symprec,
        String basis,
        double chargeWeight) {
    /** The distance within which atoms are equivalent unless another is given, Å. */
    public static final double SYMPREC = 1e-5;

    private static final Unit DIPOLE = Unit.of("e*A");

    /**
     * The relation of the values y of a target to the contributions y_i of the n atoms of a structure: Σ_i y_i, Σ_i y_i
     * / n, or y_i itself.
     */
    public enum Quantity {
        /** A sum over the atoms of a structure: extensive. */
        TOTAL,
        /** A mean over the atoms of a structure: intensive. */
        MEAN,
        /** A value of each atom. */
        ATOM,
        /** The class of a structure, which is a word or a number without order. */
        CLASS,
        /** The coefficients of the electron density of a structure, which are in a file of their own. */
        DENSITY;

        /** Whether each atom has a value, in a column, rather than each structure. */
        public boolean isPerAtom() {
            return this == ATOM;
        }

        /** The number of values of a structure: one, or one for each atom. */
        public int rows(int atoms) {
            return this == ATOM ? atoms : 1;
        }

        /** The factor of what each atom contributes to a value: one over the number of atoms for a mean, else 1. */
        public double factor(int atoms) {
            return this == MEAN ? 1.0 / atoms : 1;
        }

        /** How many times the mean over the atoms a value is: their number for a total, else 1. */
        public int multiple(int atoms) {
            return this == TOTAL ? atoms : 1;
        }

        /**
         * The weight of a value in a regression, the inverse of its noise variance: one over the number of atoms for a
         * total, whose noise is given per square root of the number of atoms, else 1.
         */
        public double weight(int atoms) {
            return this == TOTAL ? 1.0 / atoms : 1;
        }

        /** Whether values grow with the number of atoms, so that errors per atom are more meaningful. */
        public boolean isExtensive() {
            return this == TOTAL;
        }

        /** The word of the options file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The place of the values in a structure file: in a {@code column} of the atoms or under a {@code key}. */
        public String place() {
            return isPerAtom() ? "column" : "key";
        }
    }

    /** @throws IllegalArgumentException if derivatives, quantity and form do not fit together */
    public Target {
        baselines = List.copyOf(baselines);
        derivatives = List.copyOf(derivatives);
        centers = Collections.unmodifiableSortedSet(new TreeSet<>(centers));
        if (!centers.isEmpty() && !quantity.isPerAtom()) {
            throw new IllegalArgumentException("expected centers of a target of single atoms alone, got a "
                    + quantity.word() + " of the structure");
        }
        if (!(symprec >= 0 && symprec <= 0.1)) {
            throw new IllegalArgumentException("expected a symprec from 0 to 0.1 Å, got " + symprec);
        }
        if (quantity.isPerAtom() && !derivatives.isEmpty()) {
            throw new IllegalArgumentException("expected no "
                    + derivatives.get(0).kind().word() + " of a target of single atoms, got `"
                    + derivatives.get(0).key() + "`");
        }
        if (quantity == Quantity.CLASS && !(baselines.isEmpty() && derivatives.isEmpty() && form.rank() == 0)) {
            throw new IllegalArgumentException("expected a class to have no baseline, derivative or rank");
        }
        if ((quantity == Quantity.DENSITY) == basis.isEmpty()) {
            throw new IllegalArgumentException(
                    basis.isEmpty()
                            ? "expected the file of the basis of a density, like basis: basis.json, got none"
                            : "expected a basis of a density alone, got a " + quantity.word());
        }
        if (!(chargeWeight >= 0) || Double.isInfinite(chargeWeight)) {
            throw new IllegalArgumentException("expected a charge_weight of 0 or more, got " + chargeWeight);
        }
        if (quantity == Quantity.DENSITY && !(baselines.isEmpty() && derivatives.isEmpty() && form.rank() == 0)) {
            throw new IllegalArgumentException("expected a density to have no baseline but the averages of its"
                    + " elements, no derivative and no rank");
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
            if (!b.match(new FitsTensor(form))) {
                throw new IllegalArgumentException(
                        "expected a baseline of a tensor to be none, composition or {key: other_key}, got another");
            }
        }
    }

    /** Whether a tensor can have a baseline. */
    private record FitsTensor(TensorForm form) implements Baseline.Cases<Boolean> {
        @Override
        public Boolean composition(Baseline.Composition baseline) {
            long isotropic = form.map().parts().stream()
                    .filter(p -> p.lambda() == 0 && p.sigma() == 1)
                    .count();
            if (isotropic != 1) {
                throw new IllegalArgumentException(
                        "expected the baseline composition of a tensor with one isotropic part, got rank " + form.rank()
                                + " with " + isotropic + ". Use none or {key: other_key}");
            }
            return true;
        }

        @Override
        public Boolean given(Baseline.Given baseline) {
            return false;
        }

        @Override
        public Boolean isolatedAtoms(Baseline.IsolatedAtoms baseline) {
            return false;
        }

        @Override
        public Boolean key(Baseline.Key baseline) {
            return true;
        }

        @Override
        public Boolean repulsion(Baseline.Repulsion baseline) {
            return false;
        }
    }

    /** Creates a target of all elements. */
    public Target(
            String key,
            Unit unit,
            Quantity quantity,
            List<Baseline> baselines,
            List<Derivative> derivatives,
            TensorForm form) {
        this(key, unit, quantity, baselines, derivatives, form, Collections.emptySortedSet(), SYMPREC, "", 0);
    }

    /** Creates a scalar target. */
    public Target(String key, Unit unit, Quantity quantity, List<Baseline> baselines, List<Derivative> derivatives) {
        this(key, unit, quantity, baselines, derivatives, TensorForm.SCALAR);
    }

    /** Whether atoms of an element have values of the target. */
    public boolean covers(int atomicNumber) {
        return centers.isEmpty() || centers.contains(atomicNumber);
    }

    /** Whether the target is the electron density of a structure. */
    public boolean isDensity() {
        return quantity == Quantity.DENSITY;
    }

    /** Returns the target with absolute paths of the files of a density; any other target as it is. */
    public Target absolute(Path folder) {
        return isDensity()
                ? new Target(
                        folder.resolve(key).normalize().toString(),
                        unit,
                        quantity,
                        baselines,
                        derivatives,
                        form,
                        centers,
                        symprec,
                        folder.resolve(basis).normalize().toString(),
                        chargeWeight)
                : this;
    }

    /**
     * Whether equivalent atoms have the same value: a number of each atom that depends on the positions alone, and not
     * on another column.
     */
    public boolean isEqualBySymmetry() {
        return symprec > 0
                && quantity.isPerAtom()
                && !isTensor()
                && baselines.stream().noneMatch(Baseline::isAnnotation);
    }

    /** Whether the target is a vector or a tensor of higher rank. */
    public boolean isTensor() {
        return form.rank() > 0;
    }

    /** Whether the target is the dipole of a structure: a vector in a unit of charge times length. */
    public boolean isDipole() {
        return form.rank() == 1 && !quantity.isPerAtom() && unit.isCompatibleWith(DIPOLE);
    }

    /** Whether the target is the total energy of a structure. */
    public boolean isEnergy() {
        return form.rank() == 0 && quantity == Quantity.TOTAL && unit.isCompatibleWith(Unit.EV);
    }

    /** Creates a scalar target without derivatives. */
    public Target(String key, Unit unit, Quantity quantity, List<Baseline> baselines) {
        this(key, unit, quantity, baselines, List.of());
    }

    /** The derivative of a type that is learnt with the target; empty if there is none. */
    public Optional<Derivative> derivative(Derivative.Kind kind) {
        return derivatives.stream().filter(d -> d.kind() == kind).findFirst();
    }

    /** The names of a target of this name and of its derivatives. */
    public List<String> names(String name) {
        List<String> out = new ArrayList<>(List.of(name));
        derivatives.forEach(d -> out.add(d.name(name)));
        return out;
    }
}
