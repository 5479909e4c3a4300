package org.lather.survey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lather.error.Cure;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.target.Target;

/** Chooses the targets of first options among the labels of a survey. */
final class TargetChoice {

    /** Names of numbers that count structures. */
    private static final Set<String> NUMBERING = Set.of("index", "id", "frame", "step", "i", "time", "name", "seed");

    private final Survey survey;
    private final SurveyRequest request;
    private final UnitChoice units;
    private final List<String> notes = new ArrayList<>();
    private final TreeSet<String> used = new TreeSet<>();

    TargetChoice(Survey survey, SurveyRequest request) {
        this.survey = survey;
        this.request = request;
        this.units = new UnitChoice(survey, request);
    }

    /** Sentences about labels that are not used, or need attention. */
    List<String> notes() {
        return notes;
    }

    /**
     * The targets, at least one.
     *
     * @throws DataException if there is none
     */
    List<Proposal> choose() {
        List<Proposal> out = request.targets().isEmpty() ? recognised() : asked();
        request.units().keySet().forEach(name -> {
            if (out.stream().noneMatch(p -> units.names(p).contains(name))) {
                throw new OptionsException("expected the unit of a target that is found, one of "
                        + out.stream().flatMap(p -> units.names(p).stream()).collect(Collectors.joining(", "))
                        + "; got `" + name + "`");
            }
        });
        return out;
    }

    /** The labels of each property, nearest names first. */
    private Map<Property, List<Labels>> found() {
        Map<Property, List<Labels>> out = new EnumMap<>(Property.class);
        for (Property p : Property.values()) {
            List<Labels> own = survey.labels().stream()
                    .filter(l -> Property.isMatch(p.distance(l)) && l.structures() > 0)
                    .sorted(Comparator.comparingInt(p::distance))
                    .toList();
            if (!own.isEmpty()) {
                out.put(p, own);
            }
        }
        return out;
    }

    private List<Proposal> recognised() {
        Map<Property, List<Labels>> found = found();
        List<Proposal> out = new ArrayList<>();
        boolean proposed = found.keySet().stream().anyMatch(Property::isProposed);
        found.forEach((property, labels) -> {
            if (property.isProposed() || !proposed) {
                Labels best = labels.get(0);
                String reason = reasonToLeaveOut(property, best, out, found);
                if (reason.isEmpty()) {
                    boolean taken = out.stream().anyMatch(o -> o.name().equals(property.word()));
                    out.add(propose(property, best, taken ? target(best) : property.word()));
                } else {
                    notes.add(property.word() + ": " + best.name() + " is left out: " + reason);
                    used.add(best.name());
                }
            }
            noteOthers(property, labels, property.isProposed() || !proposed);
        });
        if (out.isEmpty()) {
            throw none();
        }
        noteNumbers(found);
        return out;
    }

    /** Why a property is not proposed beside others; empty if it is. */
    private String reasonToLeaveOut(
            Property property, Labels labels, List<Proposal> chosen, Map<Property, List<Labels>> found) {
        if (labels.isConstant()) {
            return "all its values are equal";
        }
        if (property.rank() > 0
                && chosen.stream().anyMatch(p -> !p.derivatives().isEmpty())) {
            return "forces are learnt best without tensors; --target " + property.word() + " writes options for it";
        }
        if (property == Property.SHIELDING_TENSOR && found.containsKey(Property.SHIELDING)) {
            return "the isotropic values are learnt; --target " + property.word() + " writes options for it";
        }
        if (property == Property.DIPOLE && survey.periodic() > 0) {
            return "dipoles of periodic structures are known up to multiples of the cell; if all are on one branch, say"
                    + " `periodic: true`";
        }
        return "";
    }

    private void noteOthers(Property property, List<Labels> labels, boolean proposed) {
        List<String> others = labels.stream()
                .skip(proposed ? 1 : 0)
                .map(Labels::name)
                .filter(n -> !used.contains(n))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        String names = String.join(", ", others);
        if (property == Property.ENERGY && proposed) {
            notes.add("also found " + names + ": if it is the energy of a cheaper method, `baseline: [{key: "
                    + others.get(0) + "}, composition]` learns the difference");
        } else {
            notes.add("also found " + names + ": --target " + others.get(0) + " writes options for it");
        }
    }

    /** Names the numbers that are not recognised. */
    private void noteNumbers(Map<Property, List<Labels>> found) {
        List<String> others = survey.labels().stream()
                .filter(l -> l.width() == 1 && !l.isConstant())
                .filter(l -> found.values().stream().noneMatch(f -> f.contains(l)))
                .map(Labels::name)
                .filter(n -> !NUMBERING.contains(n.toLowerCase(Locale.ROOT)))
                .toList();
        if (!others.isEmpty()) {
            notes.add("other numbers in the file: " + String.join(", ", others) + "; --target NAME learns one");
        }
    }

    private List<Proposal> asked() {
        List<Proposal> out = new ArrayList<>();
        for (String name : request.targets()) {
            out.add(asked(name));
        }
        return out;
    }

    /** The target of a key, a column, or the name of a property. */
    private Proposal asked(String name) {
        Map<Property, List<Labels>> found = found();
        Labels labels = survey.key(name).or(() -> survey.column(name)).orElse(null);
        for (Map.Entry<Property, List<Labels>> e : found.entrySet()) {
            boolean byKey = labels != null && e.getValue().contains(labels);
            boolean byName = labels == null && e.getKey().word().equals(name);
            if (byKey || byName) {
                Labels own =
                        byKey ? Objects.requireNonNull(labels) : e.getValue().get(0);
                boolean variant = e.getKey().distance(own) >= Property.VARIANT
                        && request.targets().size() > 1;
                return propose(
                        e.getKey(), own, variant ? own.name() : e.getKey().word());
            }
        }
        if (labels == null) {
            throw new DataException(
                    survey.source().description() + ": expected a key or column `" + name + "`, found "
                            + (survey.labels().isEmpty() ? "none" : names()),
                    Cure.text("Name one of these"));
        }
        return propose(labels);
    }

    /** The target of labels that are not recognised: a number of each structure or atom. */
    private Proposal propose(Labels labels) {
        if (labels.width() != 1) {
            throw new DataException(survey.source().description() + ": expected one number"
                    + (labels.isColumn() ? " an atom" : "") + " in `" + labels.name() + "`, found "
                    + (labels.width() == 0 ? "other values" : labels.width())
                    + ". Tensors are described under `rank` on the page of options");
        }
        Target.Quantity quantity = labels.isColumn()
                ? Target.Quantity.ATOM
                : labels.isExtensive() ? Target.Quantity.TOTAL : Target.Quantity.MEAN;
        String target = target(labels);
        List<String> remarks = labels.isColumn()
                ? List.of()
                : List.of("quantity: " + quantity.word() + ", because the values vary less "
                        + (quantity == Target.Quantity.TOTAL ? "per atom" : "by themselves than per atom"));
        return new Proposal(
                target,
                labels.name(),
                labels.structures(),
                units.of(target, "1", "not known"),
                quantity,
                0,
                quantity == Target.Quantity.MEAN ? "none" : "composition",
                Map.of(),
                List.of(),
                remarks);
    }

    /** The name of a target after its key. */
    private static String target(Labels labels) {
        String name = labels.name().replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^[^A-Za-z]+", "");
        return name.isEmpty() ? "value" : name;
    }

    private Proposal propose(Property property, Labels labels, String name) {
        used.add(labels.name());
        List<String> remarks = new ArrayList<>();
        Proposal.ChosenUnit unit = units.of(property, labels, name);
        Map<String, String> more = new LinkedHashMap<>();
        if (property.rank() > 0) {
            more.put("rank", Integer.toString(property.rank()));
        }
        if (property == Property.POLARIZABILITY
                || property == Property.DIELECTRIC
                || property == Property.HYPERPOLARIZABILITY) {
            more.put("symmetry", "symmetric");
        }
        if (labels.isColumn() && labels.elements().size() < survey.elements().size()) {
            remarks.add("of " + labels.symbols() + " only");
        }
        return new Proposal(
                name,
                labels.name(),
                labels.structures(),
                unit,
                property.quantity(),
                property.rank(),
                baseline(property, remarks),
                more,
                property == Property.ENERGY
                        ? new DerivativeChoice(survey, request, units, notes).choose(labels, unit, name)
                        : List.of(),
                remarks);
    }

    private String baseline(Property property, List<String> remarks) {
        return switch (property) {
            case ENERGY -> {
                Set<Integer> free = survey.freeAtoms();
                if (free.containsAll(survey.elements().keySet())) {
                    remarks.add("baseline: the energies of the isolated atoms in the file, which are no training rows");
                    yield "isolated_atoms";
                }
                if (!free.isEmpty()) {
                    TreeSet<Integer> missing = new TreeSet<>(survey.elements().keySet());
                    missing.removeAll(free);
                    notes.add("the file has isolated atoms, but none of "
                            + String.join(
                                    ", ", missing.stream().map(Element::symbol).toList())
                            + ": the baseline is a fitted composition");
                }
                remarks.add("baseline: a fitted energy for each element");
                yield "composition";
            }
            case ISOTROPIC_POLARIZABILITY, SHIELDING, CHARGE, MAGNETIC_MOMENT -> {
                remarks.add("baseline: a fitted value for each element");
                yield "composition";
            }
            case POLARIZABILITY -> {
                remarks.add("baseline: a fitted isotropic value for each element");
                yield "composition";
            }
            case DIPOLE, HYPERPOLARIZABILITY, DIELECTRIC, SHIELDING_TENSOR, GAP -> "none";
        };
    }

    private String names() {
        return survey.labels().stream().map(Labels::name).collect(Collectors.joining(", "));
    }

    private DataException none() {
        List<String> numbers = survey.labels().stream()
                .filter(l -> l.width() == 1 && !l.isConstant())
                .map(Labels::name)
                .toList();
        return new DataException(
                survey.source().description() + ": expected a key or column that looks like a target (energy, forces,"
                        + " dipole, shielding ...), found " + (survey.labels().isEmpty() ? "none" : names())
                        + (notes.isEmpty() ? "" : "; " + String.join("; ", notes)),
                Cure.text(
                        numbers.isEmpty()
                                ? "Add the values that are to be learnt to the file, like energy=-1.5 in the comment line"
                                : "Name the one that is to be learnt: --target " + numbers.get(0)));
    }
}
