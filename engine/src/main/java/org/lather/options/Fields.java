package org.lather.options;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one block of options; every error names the dotted path. {@link #end} refuses keys that nobody asked for.
 */
final class Fields {
    private final String path;
    private final Map<String, @Nullable Object> values;
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(String path, Map<String, @Nullable Object> values) {
        this.path = path;
        this.values = values;
    }

    /** The keys of a value that must be a map; null counts as an empty one. */
    static Fields of(String path, @Nullable Object value) {
        if (value != null && !(value instanceof Map)) {
            throw OptionsException.wrong(path, "a map of options", value);
        }
        return new Fields(path, value instanceof Map<?, ?> map ? YamlTree.stringKeys(map) : Map.of());
    }

    String path() {
        return path;
    }

    Map<String, @Nullable Object> values() {
        return values;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    @Nullable
    Object get(String key) {
        known.add(key);
        return values.get(key);
    }

    Fields block(String key) {
        return of(path(key), get(key));
    }

    String text(String key, String otherwise) {
        Object v = get(key);
        if (!has(key)) {
            return otherwise;
        }
        if (!(v instanceof String s) || s.isBlank()) {
            throw OptionsException.wrong(path(key), "text", v);
        }
        return s;
    }

    double number(String key, double otherwise) {
        return has(key) ? number(path(key), get(key)) : otherwise;
    }

    static double number(String path, @Nullable Object value) {
        if (!(value instanceof Number n) || !Double.isFinite(n.doubleValue())) {
            throw OptionsException.wrong(path, "a number", value);
        }
        return n.doubleValue();
    }

    int integer(String key, int otherwise) {
        return Math.toIntExact(whole(key, otherwise, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    long whole(String key, long otherwise) {
        return whole(key, otherwise, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(String key, long otherwise, long least, long most) {
        if (!has(key)) {
            return otherwise;
        }
        Object v = get(key);
        if ((v instanceof Integer || v instanceof Long || v instanceof BigInteger)) {
            BigInteger i = new BigInteger(v.toString());
            if (i.compareTo(BigInteger.valueOf(least)) >= 0 && i.compareTo(BigInteger.valueOf(most)) <= 0) {
                return i.longValueExact();
            }
        }
        throw OptionsException.wrong(path(key), "a whole number", v);
    }

    /** One of a fixed set of words; {@code later} are those of the schema that this version does not have. */
    <T> T choice(String key, Map<String, T> words, Collection<String> later, T otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        Object v = get(key);
        T chosen = v instanceof String s ? words.get(s) : null;
        if (chosen != null) {
            return chosen;
        }
        if (v instanceof String s && later.contains(s)) {
            throw new OptionsException("`" + path(key) + "`: `" + s + "` is not available in this version");
        }
        List<String> names = words.keySet().stream().sorted().toList();
        throw OptionsException.notAmong(names, path(key), v);
    }

    /** Says of keys of the schema that this version does not have, that it does not have them. */
    void later(String... keys) {
        for (String key : keys) {
            if (has(key)) {
                throw new OptionsException("`" + path(key) + "` is not available in this version. Leave it out");
            }
        }
    }

    /** A list of texts; a single one counts as a list of one. */
    List<String> texts(String key) {
        Object v = get(key);
        List<?> list = v instanceof List<?> l ? l : v == null ? List.of() : List.of(v);
        List<String> out = new ArrayList<>();
        for (Object o : list) {
            if (!(o instanceof String s) || s.isBlank()) {
                throw OptionsException.wrong(path(key), "a path or a list of paths", v);
            }
            out.add(s);
        }
        return out;
    }

    <T> List<T> each(List<?> list, String key, Function<Fields, T> read) {
        List<T> out = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            out.add(read.apply(of(path(key) + "." + i, list.get(i))));
        }
        return out;
    }

    /** Builds a record; what it finds wrong is reported under the path of this block. */
    <T> T build(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            throw OptionsException.refused(path, e);
        }
    }

    /** The last call: a key that was never asked for is unknown. */
    void end() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw OptionsException.unknown(path, key, known, known);
            }
        }
    }
}
