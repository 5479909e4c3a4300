package org.lather.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Element;
import org.lather.target.Baseline;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.Target.Quantity;
import org.lather.target.TensorForm;
import org.lather.target.Unit;

/** The block {@code targets}: targets with their derivatives and baselines, read and written. */
final class TargetTree {
    private static final double REPULSION_RADIUS = 2;
    private static final double REPULSION_WIDTH = 1;

    private TargetTree() {}

    static Map<String, Target> read(Fields root) {
        Map<String, Target> out = new LinkedHashMap<>();
        if (!root.has("targets")) {
            out.put("energy", new Target("energy", Unit.EV, Quantity.TOTAL, List.of()));
            return out;
        }
        Fields targets = root.block("targets");
        if (targets.keys().isEmpty()) {
            throw OptionsException.wrong("targets", "at least one target, like energy: {key: energy, unit: eV}", null);
        }
        for (String name : targets.keys()) {
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new OptionsException("`targets`: expected a name of letters, digits and _, got `" + name + "`");
            }
            out.put(name, target(targets.block(name), name));
        }
        return out;
    }

    private static Target target(Fields fields, String name) {
        int rank = fields.integer("rank", 0);
        if (rank > 0 && !fields.has("unit")) {
            throw new OptionsException(
                    "`" + fields.path() + "`: expected the unit of a tensor, like unit: e*bohr or unit: 1, got none");
        }
        String key = fields.text("key", name);
        String unit = fields.get("unit") instanceof Integer one && one == 1 ? "1" : fields.text("unit", "eV");
        Unit u = Fields.of(fields.path("unit"), null).build(() -> Unit.of(unit));
        Quantity quantity = fields.choice(
                "quantity",
                Map.of("total", Quantity.TOTAL, "mean", Quantity.MEAN, "atom", Quantity.ATOM),
                List.of(),
                Quantity.TOTAL);
        List<Baseline> baselines = new ArrayList<>();
        Object value = fields.get("baseline");
        String path = fields.path("baseline");
        for (Object b : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            baseline(b, path, baselines);
        }
        List<Derivative> derivatives = new ArrayList<>();
        for (Derivative.Kind kind : Derivative.Kind.values()) {
            if (fields.has(kind.word())) {
                derivatives.add(derivative(fields.block(kind.word()), kind, u));
            }
        }
        if (fields.has("stress") && fields.has("virial")) {
            throw new OptionsException(
                    "`" + fields.path() + "`: expected stress or virial, got both: virial = -volume * stress");
        }
        TensorForm form = TensorTree.read(fields, rank, u, quantity);
        fields.end();
        for (Baseline b : baselines) {
            if (b instanceof Baseline.Key k) {
                expectDerivatives(k, derivatives, path);
            }
            if (b instanceof Baseline.Repulsion && !u.isCompatibleWith(Unit.EV)) {
                throw new OptionsException("`" + path
                        + "`: expected a repulsion for an energy alone, got one for a target in `" + u + "`");
            }
        }
        return fields.build(() -> new Target(key, u, quantity, baselines, derivatives, form));
    }

    private static Derivative derivative(Fields fields, Derivative.Kind kind, Unit target) {
        String key = fields.text("key", kind.word());
        Unit expected = kind.unit(target);
        Unit unit = fields.build(() -> Unit.of(fields.text("unit", expected.toString())));
        if (!unit.isCompatibleWith(expected)) {
            throw new OptionsException("`" + fields.path("unit") + "`: expected a unit that can be converted to `"
                    + expected + "`, got `" + unit + "`");
        }
        fields.end();
        return new Derivative(kind, key, unit);
    }

    /** What is taken off an energy must be taken off its derivatives. */
    private static void expectDerivatives(Baseline.Key baseline, List<Derivative> derivatives, String path) {
        for (Derivative d : derivatives) {
            if (!baseline.derivatives().containsKey(d.kind())) {
                String word = d.kind().word();
                throw new OptionsException("`" + path + "`: expected the key of its " + word + " too, as the " + word
                        + " are learnt: {key: " + baseline.key() + ", " + word + ": ...}");
            }
        }
    }

    private static void baseline(@Nullable Object value, String path, List<Baseline> out) {
        if (value == null || value.equals("none")) {
            return;
        }
        if (value.equals("composition")) {
            out.add(new Baseline.Composition());
            return;
        }
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            throw OptionsException.wrong(
                    path,
                    "none, composition, a number for each element like {H: -13.6}, {repulsion: zbl}, or {key: other_key}",
                    value);
        }
        Fields fields = Fields.of(path, value);
        if (fields.has("key")) {
            Map<Derivative.Kind, String> derivatives = new EnumMap<>(Derivative.Kind.class);
            for (Derivative.Kind kind : Derivative.Kind.values()) {
                if (fields.has(kind.word())) {
                    derivatives.put(kind, fields.text(kind.word(), ""));
                }
            }
            out.add(new Baseline.Key(fields.text("key", ""), derivatives));
            fields.end();
            return;
        }
        if (fields.has("repulsion")) {
            fields.choice("repulsion", Map.of("zbl", "zbl"), List.of(), "zbl");
            double radius = fields.number("radius", REPULSION_RADIUS);
            double width = fields.number("width", Math.min(REPULSION_WIDTH, radius));
            out.add(fields.build(() -> new Baseline.Repulsion(radius, width)));
            fields.end();
            return;
        }
        Map<Integer, Double> energies = new LinkedHashMap<>();
        for (String symbol : fields.keys()) {
            Element element = Element.of(symbol)
                    .filter(e -> e.symbol().equals(symbol))
                    .orElseThrow(() -> OptionsException.wrong(path, "symbols of elements like H, or key", symbol));
            energies.put(element.atomicNumber(), fields.number(symbol, 0));
        }
        out.add(new Baseline.Given(energies));
    }

    static Map<String, @Nullable Object> write(Map<String, Target> targets) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        targets.forEach((name, t) -> {
            Map<String, @Nullable Object> one = Trees.map(
                    "key", t.key(),
                    "unit", t.unit().toString(),
                    "quantity", OptionsTree.word(t.quantity()),
                    "baseline", baselines(t.baselines()));
            TensorTree.write(t, one);
            for (Derivative d : t.derivatives()) {
                one.put(
                        d.kind().word(),
                        Trees.map("key", d.key(), "unit", d.unit().toString()));
            }
            out.put(name, one);
        });
        return out;
    }

    private static Object baselines(List<Baseline> baselines) {
        List<Object> out = new ArrayList<>();
        for (Baseline b : baselines) {
            if (b instanceof Baseline.Key k) {
                Map<String, @Nullable Object> keys = Trees.map("key", k.key());
                k.derivatives().forEach((kind, key) -> keys.put(kind.word(), key));
                out.add(keys);
            } else if (b instanceof Baseline.Repulsion r) {
                out.add(Trees.map("repulsion", "zbl", "radius", r.radius(), "width", r.width()));
            } else if (b instanceof Baseline.Given g) {
                Map<String, @Nullable Object> energies = new LinkedHashMap<>();
                g.byAtomicNumber().forEach((z, e) -> energies.put(Element.symbol(z), e));
                out.add(energies);
            } else {
                out.add("composition");
            }
        }
        return out.isEmpty() ? "none" : out.size() == 1 ? Objects.requireNonNull(out.get(0)) : out;
    }
}
