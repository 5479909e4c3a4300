package org.lather.options;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.lather.target.Unit;

/** The types of scalar values. */
final class Scalars {
    /** A finite number. */
    static final ValueType<Double> NUMBER = number(Trees.map("type", "number"));

    /** A number for which what is built with it refuses anything but positive ones. */
    static final ValueType<Double> POSITIVE = number(Trees.map("type", "number", "exclusiveMinimum", 0));

    /** A number for which what is built with it refuses negative ones. */
    static final ValueType<Double> NOT_NEGATIVE = number(Trees.map("type", "number", "minimum", 0));

    /** Text that is not blank. */
    static final ValueType<String> TEXT =
            of((map, key) -> text(map.path(key), map.raw(key)), Trees.map("type", "string", "pattern", "\\S"));

    /** True or false. */
    static final ValueType<Boolean> FLAG = of(
            (map, key) -> {
                if (map.raw(key) instanceof Boolean b) {
                    return b;
                }
                throw OptionsException.wrong(map.path(key), "true or false", map.raw(key));
            },
            Trees.map("type", "boolean"));

    /** A unit; the number 1 is the unit {@code 1}. */
    static final ValueType<Unit> UNIT = new ValueType<>() {
        @Override
        public Unit read(OptionsMap map, String key) {
            Object value = map.raw(key);
            return Unit.of(value instanceof Integer one && one == 1 ? "1" : text(map.path(key), value));
        }

        @Override
        public String write(Unit unit) {
            return unit.toString();
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(TEXT.schema(), Trees.map("const", 1)));
        }
    };

    private Scalars() {}

    /** A whole number that fits 64 bits; what is built with it refuses those below {@code least}. */
    static ValueType<Long> whole(long least) {
        return of(
                (map, key) -> whole(map.path(key), map.raw(key), Long.MIN_VALUE, Long.MAX_VALUE),
                wholeSchema(least, Long.MIN_VALUE));
    }

    /** A whole number that fits 32 bits; what is built with it refuses those below {@code least}. */
    static ValueType<Integer> count(int least) {
        return of(
                (map, key) -> Math.toIntExact(whole(map.path(key), map.raw(key), Integer.MIN_VALUE, Integer.MAX_VALUE)),
                wholeSchema(least, Integer.MIN_VALUE));
    }

    private static Map<String, @Nullable Object> wholeSchema(long least, long unbounded) {
        Map<String, @Nullable Object> schema = Trees.map("type", "integer");
        if (least > unbounded) {
            schema.put("minimum", least);
        }
        return schema;
    }

    /** A value, or null for none. */
    static <T> ValueType<@Nullable T> nullable(ValueType<T> type) {
        return new ValueType<>() {
            @Override
            @SuppressWarnings("NullAway") // does not see that the type argument is nullable
            public @Nullable T read(OptionsMap map, String key) {
                return map.raw(key) == null ? null : type.read(map, key);
            }

            @Override
            public @Nullable Object write(@Nullable T value) {
                return value == null ? null : type.write(value);
            }

            @Override
            public Map<String, @Nullable Object> schema() {
                return Trees.map("anyOf", List.of(type.schema(), Trees.map("type", "null")));
            }

            @Override
            public List<? extends Key<?, ?>> keys() {
                return type.keys();
            }
        };
    }

    static double number(String path, @Nullable Object value) {
        if (!(value instanceof Number n) || !Double.isFinite(n.doubleValue())) {
            throw OptionsException.wrong(path, "a number", value);
        }
        return n.doubleValue();
    }

    static String text(String path, @Nullable Object value) {
        if (!(value instanceof String s) || s.isBlank()) {
            throw OptionsException.wrong(path, "text", value);
        }
        return s;
    }

    /** A list of texts; a single one counts as a list of one, null as an empty one. */
    static List<String> texts(String path, String expected, @Nullable Object value) {
        List<?> list = value instanceof List<?> l ? l : value == null ? List.of() : List.of(value);
        List<String> out = new ArrayList<>();
        for (Object o : list) {
            if (!(o instanceof String s) || s.isBlank()) {
                throw OptionsException.wrong(path, expected, value);
            }
            out.add(s);
        }
        return out;
    }

    /** Whole numbers may be written with a point: 7.0 is 7. */
    private static long whole(String path, @Nullable Object value, long least, long most) {
        if (value instanceof Number n && Double.isFinite(n.doubleValue())) {
            BigDecimal d = new BigDecimal(n.toString());
            if (d.stripTrailingZeros().scale() <= 0) {
                BigInteger i = d.toBigIntegerExact();
                if (i.compareTo(BigInteger.valueOf(least)) >= 0 && i.compareTo(BigInteger.valueOf(most)) <= 0) {
                    return i.longValueExact();
                }
            }
        }
        throw OptionsException.wrong(path, "a whole number", value);
    }

    private static ValueType<Double> number(Map<String, @Nullable Object> schema) {
        return of((map, key) -> number(map.path(key), map.raw(key)), schema);
    }

    /** A type whose values are written as they are. */
    private static <T> ValueType<T> of(BiFunction<OptionsMap, String, T> read, Map<String, @Nullable Object> schema) {
        return new ValueType<>() {
            @Override
            public T read(OptionsMap map, String key) {
                return read.apply(map, key);
            }

            @Override
            public @Nullable Object write(T value) {
                return value;
            }

            @Override
            public Map<String, @Nullable Object> schema() {
                return schema;
            }
        };
    }
}
