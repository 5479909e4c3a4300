package org.lather.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of a fixed set of words.
 *
 * @param <T> the values that the words stand for; the first word of a value is the one that is written
 */
final class Choice<T> implements ValueType<T> {
    private final Map<String, T> words;
    private final Set<String> later;

    private Choice(Map<String, T> words, Set<String> later) {
        this.words = words;
        this.later = later;
    }

    /** Words and their values, in the order of messages. */
    static <T> Choice<T> of(Map<String, T> words) {
        return new Choice<>(new LinkedHashMap<>(words), Set.of());
    }

    /** The constants of an enumeration by their names in lower case, in alphabetical order. */
    static <E extends Enum<E>> Choice<E> of(Class<E> type) {
        Map<String, E> words = new TreeMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return of(words);
    }

    /** Returns a choice among the constants of an enumeration, by a word for each, in the order of declaration. */
    static <E extends Enum<E>> Choice<E> of(Class<E> type, Function<E, String> word) {
        return of(List.of(type.getEnumConstants()), word);
    }

    /** Returns a choice among some values, by a word for each, in their order. */
    static <E> Choice<E> of(List<E> values, Function<E, String> word) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : values) {
            words.put(word.apply(value), value);
        }
        return of(words);
    }

    /** Returns a choice among words that are their own values. */
    static Choice<String> of(String... words) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String word : words) {
            all.put(word, word);
        }
        return of(all);
    }

    /** Returns this choice with further words, whose message says that this version does not have them. */
    Choice<T> later(String... others) {
        return new Choice<>(words, Set.of(others));
    }

    /** The value of a word; null where there is no such word. */
    @Nullable
    T find(@Nullable Object word) {
        return word instanceof String s ? words.get(s) : null;
    }

    @Override
    public T read(OptionsMap map, String key) {
        Object value = map.raw(key);
        T chosen = find(value);
        if (chosen != null) {
            return chosen;
        }
        if (value instanceof String s && later.contains(s)) {
            throw new OptionsException("`" + map.path(key) + "`: `" + s + "` is not available in this version");
        }
        throw OptionsException.notAmong(words.keySet(), map.path(key), value);
    }

    @Override
    public String write(T value) {
        for (Map.Entry<String, T> e : words.entrySet()) {
            if (e.getValue().equals(value)) {
                return e.getKey();
            }
        }
        throw new IllegalArgumentException("expected one of " + words.values() + ", got " + value);
    }

    @Override
    public Map<String, @Nullable Object> schema() {
        List<String> all = new ArrayList<>(words.keySet());
        return Trees.map("enum", all);
    }
}
