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
import org.lather.target.Unit;

/** The baselines of a target. */
final class BaselineKeys {
    private static final String NONE = "none";
    private static final String COMPOSITION = "composition";
    private static final String ISOLATED_ATOMS = "isolated_atoms";
    private static final String TRAIN = "train";
    private static final String OMIT = "omit";
    private static final String KEY = "key";
    private static final String REPULSION = "repulsion";
    private static final String ZBL = "zbl";

    private static final Key<Baseline.Repulsion, String> POTENTIAL =
            Key.of(REPULSION, Choice.of(ZBL), ZBL, r -> ZBL, Key.doc("the potential"));
    private static final Key<Baseline.Repulsion, Double> RADIUS = Key.of(
            "radius", Scalars.POSITIVE, 2.0, Baseline.Repulsion::radius, Key.doc("where the repulsion is 0", "Å"));
    private static final Key<Baseline.Repulsion, Double> WIDTH = Key.<Baseline.Repulsion, Double>of(
                    "width",
                    Scalars.POSITIVE,
                    1.0,
                    Baseline.Repulsion::width,
                    Key.doc("over which the repulsion is switched off, at most the radius", "Å"))
            .orElse(map -> Math.min(1, map.get(RADIUS)));
    private static final Block<Baseline.Repulsion> REPULSION_BLOCK =
            new Block<>(List.of(POTENTIAL, RADIUS, WIDTH), map -> {
                map.get(POTENTIAL);
                double radius = map.get(RADIUS);
                double width = map.get(WIDTH);
                return map.build(() -> new Baseline.Repulsion(radius, width));
            });

    /** One baseline or a list of them; {@code none} and null are no baseline. */
    static final ValueType<List<Baseline>> LIST = new ValueType<>() {
        @Override
        public List<Baseline> read(OptionsMap map, String key) {
            Object value = map.raw(key);
            List<Baseline> out = new ArrayList<>();
            for (Object one : value instanceof List<?> list ? list : Collections.singletonList(value)) {
                if (one != null && !one.equals(NONE)) {
                    out.add(
                            one.equals(COMPOSITION)
                                    ? new Baseline.Composition()
                                    : one.equals(ISOLATED_ATOMS)
                                            ? new Baseline.IsolatedAtoms(false)
                                            : readMap(map, key, one));
                }
            }
            return out;
        }

        @Override
        public Object write(List<Baseline> baselines) {
            List<Object> out = new ArrayList<>();
            baselines.forEach(b -> out.add(b.match(WRITE)));
            return out.isEmpty() ? NONE : out.size() == 1 ? Objects.requireNonNull(out.get(0)) : out;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            Map<String, @Nullable Object> one = Trees.map("anyOf", alternatives());
            return Trees.map("anyOf", List.of(one, Trees.map("type", "array", "items", one)));
        }
    };

    private static final Baseline.Cases<Object> WRITE = new Baseline.Cases<>() {
        @Override
        public Object composition(Baseline.Composition composition) {
            return COMPOSITION;
        }

        @Override
        public Object given(Baseline.Given given) {
            Map<String, @Nullable Object> energies = new LinkedHashMap<>();
            given.byAtomicNumber().forEach((z, e) -> energies.put(Element.symbol(z), e));
            return energies;
        }

        @Override
        public Object isolatedAtoms(Baseline.IsolatedAtoms atoms) {
            return atoms.trained() ? Trees.map(ISOLATED_ATOMS, TRAIN) : ISOLATED_ATOMS;
        }

        @Override
        public Object key(Baseline.Key key) {
            Map<String, @Nullable Object> keys = Trees.map(KEY, key.key());
            key.derivatives().forEach((kind, name) -> keys.put(kind.word(), name));
            return keys;
        }

        @Override
        public Object repulsion(Baseline.Repulsion repulsion) {
            return REPULSION_BLOCK.write(repulsion);
        }
    };

    private BaselineKeys() {}

    private static List<Map<String, @Nullable Object>> alternatives() {
        Map<String, @Nullable Object> keys = Trees.map(KEY, Scalars.TEXT.schema());
        for (Derivative.Kind kind : Derivative.Kind.values()) {
            keys.put(kind.word(), Scalars.TEXT.schema());
        }
        Map<String, @Nullable Object> elements = new LinkedHashMap<>();
        for (int z = 1; z <= Element.MAX_ATOMIC_NUMBER; z++) {
            elements.put(Element.symbol(z), Scalars.NUMBER.schema());
        }
        Map<String, @Nullable Object> repulsion = new LinkedHashMap<>(REPULSION_BLOCK.schema());
        repulsion.put("type", "object");
        repulsion.put("required", List.of(REPULSION));
        return List.of(
                Trees.map("enum", Trees.list(NONE, COMPOSITION, ISOLATED_ATOMS, null)),
                map(
                        Trees.map(ISOLATED_ATOMS, Trees.map("enum", Trees.list(OMIT, TRAIN))),
                        "required",
                        List.of(ISOLATED_ATOMS)),
                repulsion,
                map(keys, "required", List.of(KEY)),
                map(elements, "minProperties", 1));
    }

    private static Map<String, @Nullable Object> map(
            Map<String, @Nullable Object> properties, String condition, Object value) {
        return Trees.map("type", "object", "properties", properties, condition, value, "additionalProperties", false);
    }

    private static Baseline readMap(OptionsMap target, String key, Object value) {
        if (!(value instanceof Map<?, ?> given) || given.isEmpty()) {
            throw OptionsException.wrong(
                    target.path(key),
                    "none, composition, a number for each element like {H: -13.6}, isolated_atoms, {repulsion: zbl}, or {key: other_key}",
                    value);
        }
        OptionsMap map = target.child(key, value);
        if (map.has(KEY)) {
            return readKey(map);
        }
        if (map.has(ISOLATED_ATOMS)) {
            Object rows = map.raw(ISOLATED_ATOMS);
            if (!TRAIN.equals(rows) && !OMIT.equals(rows)) {
                throw OptionsException.wrong(map.path(ISOLATED_ATOMS), "omit or train", rows);
            }
            map.end();
            return new Baseline.IsolatedAtoms(TRAIN.equals(rows));
        }
        if (map.has(REPULSION)) {
            return REPULSION_BLOCK.read(map);
        }
        Map<Integer, Double> energies = new LinkedHashMap<>();
        for (String symbol : map.values().keySet()) {
            Element element = Element.of(symbol)
                    .filter(e -> e.symbol().equals(symbol))
                    .orElseThrow(
                            () -> OptionsException.wrong(map.path(), "symbols of elements like H, or key", symbol));
            energies.put(element.atomicNumber(), Scalars.number(map.path(symbol), map.raw(symbol)));
        }
        return new Baseline.Given(energies);
    }

    private static Baseline readKey(OptionsMap map) {
        Map<Derivative.Kind, String> derivatives = new EnumMap<>(Derivative.Kind.class);
        for (Derivative.Kind kind : Derivative.Kind.values()) {
            if (map.has(kind.word())) {
                derivatives.put(kind, Scalars.text(map.path(kind.word()), map.raw(kind.word())));
            }
        }
        Baseline.Key baseline = new Baseline.Key(Scalars.text(map.path(KEY), map.raw(KEY)), derivatives);
        map.end();
        return baseline;
    }

    /**
     * Refuses a baseline that does not fit its target: what is subtracted from an energy must be subtracted from its
     * derivatives, and a repulsion is an energy.
     *
     * @param path the path of the baselines
     */
    static void expectFitting(Baseline baseline, Unit unit, List<Derivative> derivatives, String path) {
        baseline.match(new Baseline.Cases<Boolean>() {
            @Override
            public Boolean composition(Baseline.Composition composition) {
                return true;
            }

            @Override
            public Boolean given(Baseline.Given given) {
                return true;
            }

            @Override
            public Boolean isolatedAtoms(Baseline.IsolatedAtoms atoms) {
                return true;
            }

            @Override
            public Boolean key(Baseline.Key key) {
                for (Derivative d : derivatives) {
                    if (!key.derivatives().containsKey(d.kind())) {
                        String word = d.kind().word();
                        throw new OptionsException("`" + path + "`: expected the key of its " + word + " too, as the "
                                + word + " are learnt: {key: " + key.key() + ", " + word + ": ...}");
                    }
                }
                return true;
            }

            @Override
            public Boolean repulsion(Baseline.Repulsion repulsion) {
                if (!unit.isCompatibleWith(Unit.EV)) {
                    throw new OptionsException("`" + path
                            + "`: expected a repulsion for an energy alone, got one for a target in `" + unit + "`");
                }
                return true;
            }
        });
    }
}
