package org.lather.options;

import static org.lather.options.ElementList.ELEMENTS;
import static org.lather.options.Key.doc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.target.Baseline;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.Target.Quantity;
import org.lather.target.TensorForm;
import org.lather.target.Unit;

/** The block {@code targets}. */
final class TargetKeys {
    private static final String NAME = "[A-Za-z][A-Za-z0-9_]*";
    private static final double CHARGE = 1;

    static final Key<Target, String> KEY = Key.of(
                    "key",
                    Scalars.TEXT,
                    "",
                    Target::key,
                    doc("key of the value, or name of the column, in the structure files; of a [density](densities.md) the file"
                                    + " of the coefficients, `.npz` or `.mts`, in which * is the name of the structure file")
                            .absent("the name"))
            .orElse(OptionsMap::name);
    static final Key<Target, Unit> UNIT = Key.<Target, Unit>of(
                    "unit",
                    Scalars.UNIT,
                    Unit.EV,
                    Target::unit,
                    doc("unit of the values, errors, noise and predictions")
                            .absent("`eV`; of tensors none; of classes and densities 1"))
            .orElse(map -> hasNoUnit(map.get(TargetKeys.QUANTITY)) ? Unit.of("1") : Unit.EV);
    static final Key<Target, Quantity> QUANTITY = Key.of(
            "quantity",
            Choice.of(Quantity.class),
            Quantity.TOTAL,
            Target::quantity,
            doc("`total`: a sum over the atoms; `mean`: a mean over the atoms, independent of the size of the"
                    + " structure; `atom`: a column with a value for each atom; `class`: a word or number that says to which class"
                    + " the structure belongs, for [classification](classification.md); `density`: the coefficients of"
                    + " the [electron density](densities.md)"));
    private static final Key<Target, String> BASIS = Key.<Target, String>of(
                    "basis",
                    Scalars.TEXT,
                    "",
                    Target::basis,
                    doc("file of the functions that a [density](densities.md) is expanded in: JSON of PySCF or of the"
                                    + " Basis Set Exchange, or text of NWChem; required for `quantity: density`")
                            .absent("none"))
            .onlyIf(Target::isDensity);
    private static final Key<Target, Double> CHARGE_WEIGHT = Key.<Target, Double>of(
                    "charge_weight",
                    Scalars.NOT_NEGATIVE,
                    CHARGE,
                    Target::chargeWeight,
                    doc(
                            "weight of the squared error of the number of electrons in the loss of a"
                                    + " [density](densities.md#method); 0 for none",
                            "bohr⁻³"))
            .onlyIf(Target::isDensity);
    private static final Key<Target, List<Baseline>> BASELINE = Key.<Target, List<Baseline>>of(
                    "baseline",
                    BaselineKeys.LIST,
                    List.of(),
                    Target::baselines,
                    doc("what is subtracted before the fit: `none`; `composition` (a fitted value for each element);"
                                    + " `{H: -13.6, C: -1027.5}` (given values for the atoms of each element);"
                                    + " `isolated_atoms` (the values of the frames of one atom that is not periodic, or of"
                                    + " `config_type=IsolatedAtom`, which are no training rows then; `{isolated_atoms: train}`:"
                                    + " they are rows, too); `{key: other_key}` (another value of the same"
                                    + " structure: delta-learning; with forces or stress `{key: e, forces: f, stress: s}`);"
                                    + " `{repulsion: zbl, radius: 2.0, width: 1.0}` (the screened repulsion of nuclei, switched off over"
                                    + " the last `width` Å); or a list of these, in this order. Tensors take `none`,"
                                    + " `{key: other_key}`, and `composition` for their isotropic part")
                            .absent("`composition` for a number that is a total in a unit of energy, otherwise `none`"))
            .orElse(TargetKeys::baselines);

    private static final Key<Target, SortedSet<Integer>> CENTERS = Key.<Target, SortedSet<Integer>>of(
                    "centers",
                    ELEMENTS,
                    Collections.emptySortedSet(),
                    Target::centers,
                    doc("elements whose atoms have values, like `[H, C]`, with `quantity: atom`: the column of others"
                                    + " is not read, and predictions of them are NaN")
                            .absent("all"))
            .onlyIf(t -> !t.centers().isEmpty());

    private static final Key<Target, Double> SYMPREC = Key.<Target, Double>of(
                    "symprec",
                    Scalars.NOT_NEGATIVE,
                    Target.SYMPREC,
                    Target::symprec,
                    doc(
                            "distance within which atoms of a structure are [equivalent by"
                                    + " symmetry](shieldings.md#equivalent-atoms), with `quantity: atom`: the predicted numbers of"
                                    + " equivalent atoms are replaced by their mean; 0 for none",
                            "Å"))
            .onlyIf(t -> t.symprec() != Target.SYMPREC);

    private static final Block<Target> BLOCK = new Block<>(keys(), TargetKeys::read);

    /** Targets by name; where they are absent, one energy with all defaults. */
    static final ValueType<Map<String, Target>> BY_NAME = new ValueType<>() {
        @Override
        public Map<String, Target> read(OptionsMap map, String key) {
            if (!map.has(key)) {
                return Map.of("energy", BLOCK.read(OptionsMap.root(Map.of(), "targets.energy", map.folder())));
            }
            OptionsMap targets = map.child(key);
            if (targets.values().isEmpty()) {
                throw OptionsException.wrong(
                        targets.path(), "at least one target, like energy: {key: energy, unit: eV}", null);
            }
            Map<String, Target> out = new LinkedHashMap<>();
            for (String name : targets.values().keySet()) {
                if (!name.matches(NAME)) {
                    throw new OptionsException(
                            "`targets`: expected a name of letters, digits and _, got `" + name + "`");
                }
                out.put(name, BLOCK.read(targets, name));
            }
            return out;
        }

        @Override
        public Object write(Map<String, Target> targets) {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            targets.forEach((name, target) -> out.put(name, BLOCK.write(target)));
            return out;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map(
                    "type",
                    "object",
                    "minProperties",
                    1,
                    "patternProperties",
                    Trees.map("^" + NAME + "$", BLOCK.schema()),
                    "additionalProperties",
                    false);
        }

        @Override
        public List<? extends Key<?, ?>> keys() {
            return BLOCK.keys();
        }

        @Override
        public String step() {
            return ".NAME";
        }
    };

    private TargetKeys() {}

    private static List<Key<Target, ?>> keys() {
        List<Key<Target, ?>> keys =
                new ArrayList<>(List.of(KEY, UNIT, QUANTITY, CENTERS, SYMPREC, BASIS, CHARGE_WEIGHT, BASELINE));
        keys.addAll(TensorKeys.ALL);
        keys.addAll(DerivativeKeys.ALL.values());
        return keys;
    }

    private static boolean hasNoUnit(Quantity quantity) {
        return quantity == Quantity.CLASS || quantity == Quantity.DENSITY;
    }

    /** Energies of structures differ by far more than what the features can learn until the atoms' own are removed. */
    private static List<Baseline> baselines(OptionsMap map) {
        boolean energy = map.get(TensorKeys.RANK) == 0
                && map.get(QUANTITY) == Quantity.TOTAL
                && map.build(UNIT).isCompatibleWith(Unit.EV);
        return energy ? List.of(new Baseline.Composition()) : List.of();
    }

    /** Whether the targets of an options file have forces, stress or virials, as far as this can be told unread. */
    static boolean learnGradients(OptionsMap root) {
        return values(root)
                .anyMatch(t -> DerivativeKeys.ALL.values().stream().anyMatch(key -> t.containsKey(key.name())));
    }

    /** Whether one of the targets of an options file is a tensor or a density, as far as this can be told unread. */
    static boolean learnTensors(OptionsMap root) {
        return values(root).anyMatch(t -> {
            Object rank = t.get(TensorKeys.RANK.name());
            return Quantity.DENSITY.word().equals(t.get(QUANTITY.name()))
                    || (rank instanceof Number n && n.doubleValue() > 0);
        });
    }

    private static Stream<Map<?, ?>> values(OptionsMap root) {
        return root.values().get(OptionsKeys.TARGETS.name()) instanceof Map<?, ?> targets
                ? targets.values().stream().filter(Map.class::isInstance).map(t -> (Map<?, ?>) t)
                : Stream.empty();
    }

    private static Target read(OptionsMap map) {
        int rank = map.get(TensorKeys.RANK);
        if (rank > 0 && !map.has(UNIT)) {
            throw new OptionsException(
                    "`" + map.path() + "`: expected the unit of a tensor, like unit: e*bohr or unit: 1, got none");
        }
        String key = map.get(KEY);
        Unit unit = map.build(UNIT);
        Quantity quantity = map.get(QUANTITY);
        List<Baseline> baselines = map.get(BASELINE);
        List<Derivative> derivatives = DerivativeKeys.read(map);
        TensorForm form = TensorKeys.read(map, rank, unit, quantity);
        for (Baseline b : baselines) {
            BaselineKeys.expectFitting(b, unit, derivatives, map.path(BASELINE.name()));
        }
        if (hasNoUnit(quantity) && !unit.equals(Unit.of("1"))) {
            throw new OptionsException(
                    "`" + map.path(UNIT.name()) + "`: expected none of a " + quantity.word() + ", got `" + unit + "`",
                    Cure.text("Leave it out"));
        }
        double weight = map.get(CHARGE_WEIGHT);
        if (quantity != Quantity.DENSITY && weight != CHARGE) {
            throw new OptionsException(
                    "`" + map.path(CHARGE_WEIGHT.name()) + "`: expected it for a density alone, got " + weight,
                    Cure.text("Leave it out"));
        }
        double charge = quantity == Quantity.DENSITY ? weight : 0;
        return map.build(() -> new Target(
                key,
                unit,
                quantity,
                baselines,
                derivatives,
                form,
                map.get(CENTERS),
                map.get(SYMPREC),
                map.get(BASIS),
                charge));
    }
}
