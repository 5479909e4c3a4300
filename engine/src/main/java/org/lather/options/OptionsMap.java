package org.lather.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One map of a tree of options, as a YAML or JSON parser gives it, with its dotted path for messages: reads values of
 * the type that is expected or throws an {@link OptionsException}.
 */
public final class OptionsMap {
    private final Map<?, ?> map;
    private final String path;

    private OptionsMap(Map<?, ?> map, String path) {
        this.map = map;
        this.path = path;
    }

    /**
     * @param tree what the parser gave
     * @param path where it was found, for example {@code representations.0}; empty at the root
     */
    public static OptionsMap of(@Nullable Object tree, String path) {
        if (tree instanceof Map<?, ?> m) {
            return new OptionsMap(m, path);
        }
        throw OptionsException.wrong(path, "a map of options", tree);
    }

    public String path() {
        return path;
    }

    /** The dotted path of a key. */
    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public boolean has(String key) {
        return map.containsKey(key);
    }

    /** The value as it is; null where it is absent or null. */
    public @Nullable Object get(String key) {
        return map.get(key);
    }

    /** Refuses all keys but these. */
    public OptionsMap only(String... known) {
        return only(List.of(known));
    }

    /** Refuses all keys but these. */
    public OptionsMap only(List<String> known) {
        for (Object key : map.keySet()) {
            String name = String.valueOf(key);
            if (!known.contains(name)) {
                List<String> unused = new ArrayList<>(known);
                unused.removeIf(map::containsKey);
                throw OptionsException.unknown(path, name, unused, known);
            }
        }
        return this;
    }

    /** The map below a key, empty where the key is absent. */
    public OptionsMap map(String key) {
        return has(key) ? of(get(key), path(key)) : new OptionsMap(Map.of(), path(key));
    }

    public double number(String key, double absent) {
        if (!has(key)) {
            return absent;
        }
        if (get(key) instanceof Number n) {
            return n.doubleValue();
        }
        throw OptionsException.wrong(path(key), "a number", get(key));
    }

    public int whole(String key, int absent) {
        if (!has(key)) {
            return absent;
        }
        if (get(key) instanceof Number n && n.doubleValue() == n.intValue()) {
            return n.intValue();
        }
        throw OptionsException.wrong(path(key), "a whole number", get(key));
    }

    public String text(String key, String absent) {
        if (!has(key)) {
            return absent;
        }
        if (get(key) instanceof String s) {
            return s;
        }
        throw OptionsException.wrong(path(key), "text", get(key));
    }

    /** One of a few words. */
    public String choice(String key, String absent, String... words) {
        String word = text(key, absent);
        List<String> known = List.of(words);
        if (known.contains(word)) {
            return word;
        }
        throw OptionsException.notAmong(known, path(key), word);
    }

    /** What a constructor refuses, with the place of its options. */
    public OptionsException refused(IllegalArgumentException e) {
        return OptionsException.refused(path, e);
    }
}
