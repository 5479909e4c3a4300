package org.lather.descriptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One map of a tree of options, as a YAML or JSON parser gives it, with its dotted path for messages: reads values of the type
 * that is expected or throws an {@link OptionsException}.
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
        throw wrongType("a map", path, tree);
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
                Optional<String> meant = Suggestion.of(name, unused);
                throw new OptionsException("unknown option `" + path(name) + "`"
                        + meant.map(m -> ", did you mean `" + m + "`?")
                                .orElse(": expected one of " + String.join(", ", known)));
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
        throw wrongType("a number", path(key), get(key));
    }

    public int whole(String key, int absent) {
        if (!has(key)) {
            return absent;
        }
        if (get(key) instanceof Number n && n.doubleValue() == n.intValue()) {
            return n.intValue();
        }
        throw wrongType("a whole number", path(key), get(key));
    }

    public String text(String key, String absent) {
        if (!has(key)) {
            return absent;
        }
        if (get(key) instanceof String s) {
            return s;
        }
        throw wrongType("text", path(key), get(key));
    }

    /** One of a few words. */
    public String choice(String key, String absent, String... words) {
        String word = text(key, absent);
        List<String> known = List.of(words);
        if (known.contains(word)) {
            return word;
        }
        String expected = words.length == 1
                ? words[0]
                : String.join(", ", known.subList(0, words.length - 1)) + " or " + words[words.length - 1];
        throw new OptionsException("expected " + expected + " for `" + path(key) + "`, got `" + word + "`"
                + Suggestion.of(word, known)
                        .map(m -> ", did you mean `" + m + "`?")
                        .orElse(""));
    }

    /** What a constructor refuses, with the place of its options. */
    public OptionsException refused(IllegalArgumentException e) {
        return new OptionsException(e.getMessage() + ", in `" + path + "`", e);
    }

    static OptionsException wrongType(String expected, String path, @Nullable Object value) {
        String where = path.isEmpty() ? "the options" : "`" + path + "`";
        return new OptionsException("expected " + expected + " for " + where + ", got " + described(value));
    }

    private static String described(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Map) {
            return "a map";
        }
        if (value instanceof Iterable || value.getClass().isArray()) {
            return "a list";
        }
        return (value instanceof Number ? "the number `" : value instanceof Boolean ? "the truth value `" : "text `")
                + value + "`";
    }
}
