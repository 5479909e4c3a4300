package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;
import org.lather.target.Target;

/** The noise of targets and derivatives, and its factors for types of structures: keys of the block {@code model}. */
final class NoiseKeys {
    private static final String AUTO = "auto";

    /** Numbers by the names of targets and derivatives. */
    private static final Map<String, @Nullable Object> BY_NAME =
            Trees.map("type", "object", "additionalProperties", Trees.map("type", "number", "exclusiveMinimum", 0));

    static final ValueType<Noise> NOISE = new ValueType<>() {
        @Override
        public Noise read(OptionsMap model, String key) {
            return readNoise(model, key);
        }

        @Override
        public Object write(Noise noise) {
            return noise.match(new Noise.Cases<Object>() {
                @Override
                public Object auto() {
                    return AUTO;
                }

                @Override
                public Object given(Noise.Given given) {
                    return new LinkedHashMap<>(given.byTarget());
                }
            });
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(Trees.map("const", AUTO), Scalars.POSITIVE.schema(), BY_NAME));
        }
    };

    private static final Key<NoiseFactors, String> KEY = Key.of(
            "key",
            Scalars.TEXT,
            NoiseFactors.NONE.key(),
            NoiseFactors::key,
            doc("key of the text that names the type of a structure"));

    /** Factors by type, then by the name of a target or derivative. */
    private static final ValueType<Map<String, Map<String, Double>>> BY_TYPE = new ValueType<>() {
        @Override
        public Map<String, Map<String, Double>> read(OptionsMap factors, String key) {
            return readTypes(factors.child(key), names(factors.up()));
        }

        @Override
        public Object write(Map<String, Map<String, Double>> byType) {
            Map<String, @Nullable Object> types = new LinkedHashMap<>();
            byType.forEach((type, byName) -> types.put(type, new LinkedHashMap<>(byName)));
            return types;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            Map<String, @Nullable Object> factors = Trees.map("anyOf", List.of(Scalars.POSITIVE.schema(), BY_NAME));
            return Trees.map("type", List.of("object", "null"), "additionalProperties", factors);
        }
    };

    private static final Key<NoiseFactors, Map<String, Map<String, Double>>> TYPES = Key.of(
            "types",
            BY_TYPE,
            NoiseFactors::byType,
            doc("factors of the noise of structures, by type:"
                            + " `{liquid: 3, surface: {energy: 1, energy_forces: 2}}`; 1 for types that are not named")
                    .absent("none"));

    static final Block<NoiseFactors> FACTORS =
            new Block<>(List.of(KEY, TYPES), map -> map.build(() -> new NoiseFactors(map.get(KEY), map.get(TYPES))));

    private NoiseKeys() {}

    /** The names of the targets and derivatives of the file whose block {@code model} this is. */
    private static List<String> names(OptionsMap model) {
        return Options.names(model.up().get(OptionsKeys.TARGETS));
    }

    private static Noise readNoise(OptionsMap model, String key) {
        Object value = model.raw(key);
        if (AUTO.equals(value)) {
            return new Noise.Auto();
        }
        Map<String, Target> targets = model.up().get(OptionsKeys.TARGETS);
        List<String> names = Options.names(targets);
        Map<String, Double> byTarget = new LinkedHashMap<>();
        if (value instanceof Number) {
            if (names.size() > targets.size()) {
                throw new OptionsException(
                        "`" + model.path(key) + "`: expected auto, or a map with a noise for each of "
                                + String.join(", ", names) + ", whose units differ, got a number");
            }
            names.forEach(name -> byTarget.put(name, Scalars.number(model.path(key), value)));
        } else if (value instanceof Map) {
            OptionsMap each = model.child(key);
            for (String name : names) {
                if (!each.has(name)) {
                    throw new OptionsException(
                            "`" + model.path(key) + "`: expected a noise for the target `" + name + "` too, or `auto`");
                }
                byTarget.put(name, Scalars.number(each.path(name), each.raw(name)));
            }
            each.end();
        } else {
            throw OptionsException.wrong(
                    model.path(key), "auto, a number, or a map with a number for each target", value);
        }
        return new Noise.Given(byTarget);
    }

    private static Map<String, Map<String, Double>> readTypes(OptionsMap types, List<String> names) {
        Map<String, Map<String, Double>> byType = new LinkedHashMap<>();
        for (String type : types.values().keySet()) {
            Map<String, Double> factors = new LinkedHashMap<>();
            Object value = types.raw(type);
            if (value instanceof Number) {
                names.forEach(name -> factors.put(name, Scalars.number(types.path(type), value)));
            } else {
                OptionsMap each = types.child(type);
                for (String name : names) {
                    if (each.has(name)) {
                        factors.put(name, Scalars.number(each.path(name), each.raw(name)));
                    }
                }
                each.end();
            }
            byType.put(type, factors);
        }
        return byType;
    }
}
