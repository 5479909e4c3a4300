package org.lather.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;

/** The block {@code tune}: the values that a search tries, by the dotted paths of keys. */
final class TuneKeys {
    private static final int STEPS = 7;

    private static final String EXPECTED = "a list of values, or a range like {from: 3.0, to: 6.0, steps: 7}";

    static final ValueType<Map<String, List<Object>>> VALUES = new ValueType<>() {
        @Override
        public Map<String, List<Object>> read(OptionsMap map, String key) {
            Map<String, List<Object>> out = new LinkedHashMap<>();
            if (!map.has(key)) {
                return out;
            }
            OptionsMap tune = map.child(key);
            for (String path : tune.values().keySet()) {
                if (!path.startsWith("representations.") && !path.startsWith("model.")) {
                    throw new OptionsException(
                            "`" + tune.path() + "`: expected keys below representations or model, got `" + path + "`",
                            Cure.text("Write the whole key, like `model.kernel.zeta`"));
                }
                out.put(path, values(tune, path));
            }
            return out;
        }

        @Override
        public Object write(Map<String, List<Object>> values) {
            return new LinkedHashMap<>(values);
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            Map<String, @Nullable Object> list = Trees.map("type", "array", "minItems", 1);
            return Trees.map(
                    "type",
                    List.of("object", "null"),
                    "additionalProperties",
                    Trees.map("anyOf", List.of(list, RANGE.schema())));
        }
    };

    /** The distances of the values of a range. */
    private enum Scale {
        LINEAR,
        LOG
    }

    /** The values between two bounds, both included. */
    private record Range(double from, double to, int steps, Scale scale) {
        Range {
            if (!(from < to)) {
                throw new IllegalArgumentException("expected from below to, got " + from + " and " + to);
            }
            if (steps < 2) {
                throw new IllegalArgumentException("expected at least 2 steps, got " + steps);
            }
            if (scale == Scale.LOG && !(from > 0)) {
                throw new IllegalArgumentException("expected positive bounds of a logarithmic range, got " + from);
            }
        }

        List<Object> values() {
            List<Object> out = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                double t = i / (steps - 1.0);
                double v = switch (scale) {
                    case LINEAR -> from + t * (to - from);
                    case LOG -> from * Math.pow(to / from, t);
                };
                double rounded = Double.parseDouble(String.format(java.util.Locale.ROOT, "%.4g", v));
                Object one = rounded == Math.rint(rounded) ? (Object) (long) rounded : (Object) rounded;
                if (!out.contains(one)) {
                    out.add(one);
                }
            }
            return out;
        }
    }

    private static final Key<Range, Double> FROM = Key.of(
            "from",
            Scalars.NUMBER,
            Double.NaN,
            Range::from,
            Key.doc("first value").absent("none"));
    private static final Key<Range, Double> TO = Key.of(
            "to", Scalars.NUMBER, Double.NaN, Range::to, Key.doc("last value").absent("none"));
    private static final Key<Range, Integer> COUNT =
            Key.of("steps", Scalars.count(2), STEPS, Range::steps, Key.doc("number of values"));
    private static final Key<Range, Scale> SCALE =
            Key.of("scale", Choice.of(Scale.class), Scale.LINEAR, Range::scale, Key.doc("distances of the values"));
    private static final Block<Range> RANGE = new Block<>(
            List.of(FROM, TO, COUNT, SCALE),
            map -> map.build(() -> new Range(map.get(FROM), map.get(TO), map.get(COUNT), map.get(SCALE))));

    private TuneKeys() {}

    private static List<Object> values(OptionsMap tune, String path) {
        Object value = tune.raw(path);
        if (value instanceof List<?> list && !list.isEmpty() && list.stream().noneMatch(Objects::isNull)) {
            return List.copyOf(list);
        }
        if (value instanceof Map) {
            return RANGE.read(tune, path).values();
        }
        throw OptionsException.wrong(tune.path(path), EXPECTED, value);
    }
}
