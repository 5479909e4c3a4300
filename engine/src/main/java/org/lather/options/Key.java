package org.lather.options;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * One key of a {@link Block}: it reads, writes, defaults and documents itself.
 *
 * @param <R> what the block builds
 * @param <T> the value of the key
 * @param type how the value is read, written and described
 * @param absent the value where the key is absent, from the map that lacks it
 * @param get the value that is written
 * @param written whether the key is written
 * @param doc its documentation
 */
record Key<R, T>(
        String name,
        ValueType<T> type,
        Function<OptionsMap, T> absent,
        Function<R, T> get,
        Predicate<R> written,
        Doc doc) {

    /**
     * Documentation of a key.
     *
     * @param meaning Markdown
     * @param unit empty for none
     * @param absent the default in Markdown; empty for none
     */
    record Doc(String meaning, String unit, String absent) {
        /** Returns this documentation for a default that depends on other keys. */
        Doc absent(String text) {
            return new Doc(meaning, unit, text);
        }
    }

    /** Documentation of a value without a unit. */
    static Doc doc(String meaning) {
        return new Doc(meaning, "", "");
    }

    /** Documentation of a value in a unit. */
    static Doc doc(String meaning, String unit) {
        return new Doc(meaning, unit, "");
    }

    /** A key with a constant default, which its documentation shows where it names no other. */
    static <R, T> Key<R, T> of(String name, ValueType<T> type, T absent, Function<R, T> get, Doc doc) {
        Doc shown = doc.absent().isEmpty() ? doc.absent(Markdown.value(type.write(absent))) : doc;
        return new Key<>(name, type, map -> absent, get, r -> true, shown);
    }

    /** A key whose absent value is what its type reads of nothing: a block with all its defaults. */
    static <R, T> Key<R, T> of(String name, ValueType<T> type, Function<R, T> get, Doc doc) {
        return new Key<>(name, type, map -> type.read(map, name), get, r -> true, doc);
    }

    /** A key of a positive number whose default depends on the structures. */
    static <R> Key<R, Double> byDomain(
            String name, ToDoubleFunction<Defaults> absent, Function<R, Double> get, Doc doc) {
        return new Key<>(
                name,
                Scalars.POSITIVE,
                map -> absent.applyAsDouble(map.defaults(name)),
                get,
                r -> true,
                doc.absent(Defaults.shown(absent)));
    }

    /** Returns this key with a default that depends on other keys. */
    Key<R, T> orElse(Function<OptionsMap, T> other) {
        return new Key<>(name, type, other, get, written, doc);
    }

    /** Returns this key, written only for some values of the block. */
    Key<R, T> onlyIf(Predicate<R> condition) {
        return new Key<>(name, type, absent, get, written.and(condition), doc);
    }

    /** Returns this key as a key of a block whose value contains the value that this key describes. */
    <Q> Key<Q, T> of(Function<Q, R> part) {
        return new Key<>(name, type, absent, q -> get.apply(part.apply(q)), q -> written.test(part.apply(q)), doc);
    }
}
