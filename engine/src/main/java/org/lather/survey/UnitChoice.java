package org.lather.survey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lather.dataset.ForceCheck;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.TensorForm;
import org.lather.target.Unit;

/** Chooses the units of labels: those that are given, those that the values show, or usual ones, which are assumed. */
final class UnitChoice {
    /** Number of structures whose forces are compared with differences of the energy. */
    private static final int COMPARED = 400;

    /** Largest deviation of forces from the differences of the energy in a unit. */
    private static final double CLOSE = 0.2;

    /** Units of forces; the first of those that fit equally well is chosen. */
    private static final List<String> FORCE_UNITS =
            List.of("eV/A", "Ha/bohr", "kcal/mol/A", "Ry/bohr", "kJ/mol/A", "meV/A", "Ha/A", "eV/bohr", "kJ/mol/nm");

    private final Survey survey;
    private final SurveyRequest request;

    UnitChoice(Survey survey, SurveyRequest request) {
        this.survey = survey;
        this.request = request;
    }

    /** The names by which the units of a target and its derivatives are given. */
    List<String> names(Proposal p) {
        List<String> out = new ArrayList<>(List.of(p.name()));
        p.derivatives().forEach(d -> out.addAll(List.of(p.name() + "_" + d.word(), d.word())));
        return out;
    }

    /** The unit of a name if it is given, otherwise another, which is assumed. */
    Proposal.ChosenUnit of(String name, String assumed, String reason) {
        return given(name).orElseGet(() -> new Proposal.ChosenUnit(assumed, true, reason));
    }

    private Optional<Proposal.ChosenUnit> given(String name) {
        String own = request.units().get(name);
        String word = name.substring(name.lastIndexOf('_') + 1);
        String unit = own != null ? own : request.units().get(word);
        return Optional.ofNullable(unit)
                .map(u -> new Proposal.ChosenUnit(Unit.of(u).toString(), false, "as given"));
    }

    Proposal.ChosenUnit of(Property property, Labels labels, String name) {
        return given(name).orElseGet(() -> switch (property) {
            case ENERGY -> energy(labels, name);
            case SHIELDING, SHIELDING_TENSOR, DIELECTRIC ->
                new Proposal.ChosenUnit(property.unit(), false, "the only usual one");
            case DIPOLE -> assumed(name, "e*A", "as ASE has it", "D", "e*bohr");
            case POLARIZABILITY, ISOTROPIC_POLARIZABILITY -> assumed(name, "bohr^3", "the atomic unit", "A^3");
            case CHARGE -> assumed(name, "e", "that of charges", "1");
            case GAP -> assumed(name, "eV", "as ASE has it", "Ha");
            case HYPERPOLARIZABILITY, MAGNETIC_MOMENT ->
                new Proposal.ChosenUnit("1", true, "that of the file, whatever it is");
        });
    }

    private static Proposal.ChosenUnit assumed(String name, String unit, String reason, String... others) {
        return new Proposal.ChosenUnit(
                unit,
                true,
                "assumed, " + reason + "; if not, say --unit " + name + "="
                        + String.join(" or --unit " + name + "=", others));
    }

    private Proposal.ChosenUnit energy(Labels labels, String name) {
        Optional<String> shown = labels.scale().unit();
        if (shown.isPresent()) {
            return new Proposal.ChosenUnit(
                    shown.get(), false, "values are those of all electrons of the atoms in " + shown.get());
        }
        if (labels.name().equals("E") && survey.hasKeys("i", "time")) {
            return new Proposal.ChosenUnit(
                    "Ha", true, "assumed, as the comment is CP2K's; if not, say --unit " + name + "=eV");
        }
        return assumed(name, "eV", "as ASE and extended XYZ have it", "Ha", "kcal/mol");
    }

    /** The unit of forces, which differences of the energy between similar structures may show. */
    Proposal.ChosenUnit ofForces(Labels energy, Labels forces, Proposal.ChosenUnit unit, String name) {
        Optional<Proposal.ChosenUnit> given = given(name + "_forces");
        if (given.isPresent()) {
            return given.get();
        }
        Unit ofEnergy = Unit.of(unit.text());
        String plain = unit.text() + "/A";
        OptionalDouble factor = factor(energy.name(), forces.name(), ofEnergy);
        if (factor.isPresent()) {
            Map<String, Double> candidates = new LinkedHashMap<>();
            candidates.put(plain, 1.0);
            FORCE_UNITS.forEach(u -> candidates.putIfAbsent(u, Unit.of(u).in(Unit.of(plain))));
            double ratio = factor.getAsDouble();
            var nearest = candidates.entrySet().stream()
                    .min(Comparator.comparingDouble(c -> Math.abs(ratio * c.getValue() - 1)))
                    .filter(c -> Math.abs(ratio * c.getValue() - 1) < CLOSE);
            if (nearest.isPresent()) {
                return new Proposal.ChosenUnit(
                        nearest.get().getKey(), false, "they agree with differences of the energy in " + unit.text());
            }
        }
        return new Proposal.ChosenUnit(
                plain, true, "assumed, that of the energy over Å; if not, say --unit forces=Ha/bohr or another");
    }

    /**
     * The ratio of the work of forces in the unit of the energy over Å to differences of the energy, if it is clear.
     */
    private OptionalDouble factor(String energy, String forces, Unit unit) {
        Derivative d = new Derivative(Derivative.Kind.FORCES, forces, Derivative.Kind.FORCES.unit(unit));
        Target target = new Target(energy, unit, Target.Quantity.TOTAL, List.of(), List.of(d), TensorForm.SCALAR);
        ForceCheck check = new ForceCheck("energy", target, d);
        try (Frames frames = survey.source().frames()) {
            for (int i = 0; i < COMPARED && frames.hasNext(); i++) {
                Structure s = frames.next();
                check.add(s);
            }
        }
        return check.factor();
    }
}
