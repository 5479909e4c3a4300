package org.lather.survey;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the forces, and the stress or virial, that belong to an energy. */
final class DerivativeChoice {
    private static final List<String> ENERGIES = List.of("energy", "e", "toten", "potential energy", "free energy");
    private static final List<String> FORCES = List.of("force", "f");
    private static final List<String> STRESS = List.of("stress", "stress tensor");
    private static final List<String> VIRIAL = List.of("virial", "virial tensor");

    /** eV/Å³, more than the stress of any solid that is of interest. */
    private static final double LARGEST_STRESS = 3;

    private final Survey survey;
    private final SurveyRequest request;
    private final UnitChoice units;
    private final List<String> notes;

    /** @param notes takes sentences about labels that are not used */
    DerivativeChoice(Survey survey, SurveyRequest request, UnitChoice units, List<String> notes) {
        this.survey = survey;
        this.request = request;
        this.units = units;
        this.notes = notes;
    }

    /** The forces, and stress or virial, that belong to an energy. */
    List<Proposal.Derived> choose(Labels energy, Proposal.ChosenUnit unit, String name) {
        List<Proposal.Derived> out = new ArrayList<>();
        Labels forces = nearest(FORCES, energy, true, 3);
        if (forces != null && !(forces.largest() > 0)) {
            notes.add("forces: " + forces.name() + " is left out: all its values are 0");
        } else if (forces != null) {
            out.add(new Proposal.Derived(
                    "forces", forces.name(), forces.structures(), units.ofForces(energy, forces, unit, name)));
        }
        Labels stress = nearest(STRESS, energy, false, 9, 6);
        Labels virial = nearest(VIRIAL, energy, false, 9, 6);
        if (stress != null && stress.periodicStructures() > 0) {
            addStress(stress, unit, name, out);
        } else if (virial != null && virial.periodicStructures() > 0 && virial.largest() > 0) {
            out.add(new Proposal.Derived(
                    "virial",
                    virial.name(),
                    virial.structures(),
                    units.of(name + "_virial", unit.text(), "assumed, that of the energy")));
        }
        if (stress != null && virial != null) {
            notes.add("virial: " + virial.name() + " is left out, as " + stress.name() + " says the same");
        }
        return out;
    }

    private void addStress(Labels stress, Proposal.ChosenUnit unit, String name, List<Proposal.Derived> out) {
        if (!(stress.largest() > 0)) {
            notes.add("stress: " + stress.name() + " is left out: all its values are 0");
            return;
        }
        boolean asked =
                request.units().containsKey(name + "_stress") || request.units().containsKey("stress");
        if (!asked && unit.text().equals("eV") && stress.largest() > LARGEST_STRESS) {
            notes.add(String.format(
                    Locale.ROOT,
                    "stress: %s is left out: values of up to %s are too large for eV/A^3; say --unit stress=GPa or"
                            + " --unit stress=kbar (positive under tension)",
                    stress.name(),
                    new BigDecimal(stress.largest())
                            .round(new MathContext(3))
                            .stripTrailingZeros()
                            .toPlainString()));
            return;
        }
        out.add(new Proposal.Derived(
                "stress",
                stress.name(),
                stress.structures(),
                units.of(
                        name + "_stress",
                        unit.text() + "/A^3",
                        "assumed, positive under tension as in ASE; if not, say --unit stress=GPa or another")));
    }

    /** The labels nearest to some names, preferably marked like the energy; null if there are none. */
    private @Nullable Labels nearest(List<String> names, Labels energy, boolean column, int... widths) {
        List<Labels> all = survey.labels().stream()
                .filter(l -> l.isColumn() == column && l.structures() > 0)
                .filter(l -> Arrays.stream(widths).anyMatch(w -> w == l.width()))
                .filter(l -> Property.isMatch(Property.distance(l.name(), names)))
                .sorted(Comparator.comparingInt(l -> Property.distance(l.name(), names)))
                .toList();
        List<String> marks = Property.marks(energy.name(), ENERGIES);
        Optional<Labels> alike = all.stream()
                .filter(l -> Property.marks(l.name(), names).equals(marks))
                .findFirst();
        Labels best = alike.orElseGet(() -> all.stream()
                .filter(l -> Property.distance(l.name(), names) < Property.VARIANT)
                .findFirst()
                .orElse(null));
        List<String> others =
                all.stream().filter(l -> l != best).map(Labels::name).toList();
        if (!others.isEmpty() && best == null) {
            notes.add("also found " + String.join(", ", others) + ", which are not used: their names do not belong to "
                    + energy.name());
        }
        return best;
    }
}
