package org.lather.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One map of a tree of options, as a YAML or JSON parser gives it, with its dotted path for messages. Values are read
 * by {@link Key}; {@link #end} refuses keys that nobody asked for.
 */
final class OptionsMap {
    private final @Nullable OptionsMap parent;
    private final String path;
    private final Path folder;
    private final Map<String, @Nullable Object> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final Whole whole;

    /**
     * What all maps of a tree share.
     *
     * @param domain the structures that decide defaults
     * @param open the paths of the keys whose defaults they decided
     */
    private record Whole(Domain domain, Set<String> open) {}

    private OptionsMap(@Nullable OptionsMap parent, String path, Path folder, @Nullable Object value, Whole whole) {
        this.whole = whole;
        if (value != null && !(value instanceof Map)) {
            throw OptionsException.wrong(path, "a map of options", value);
        }
        this.parent = parent;
        this.path = path;
        this.folder = folder;
        this.values = value instanceof Map<?, ?> map ? YamlTree.stringKeys(map) : Map.of();
    }

    /**
     * The outermost map.
     *
     * @param path the place where it was found, for example {@code representations.0}; empty for a whole file
     * @param folder the folder that relative paths start at
     */
    static OptionsMap root(@Nullable Object tree, String path, Path folder) {
        return root(tree, path, folder, Domain.MOLECULES);
    }

    /**
     * The outermost map.
     *
     * @param domain the structures that decide defaults
     */
    static OptionsMap root(@Nullable Object tree, String path, Path folder, Domain domain) {
        return new OptionsMap(null, path, folder, tree, new Whole(domain, new LinkedHashSet<>()));
    }

    /** The map below a key; null and an absent key count as an empty map. */
    OptionsMap child(String key) {
        return child(key, raw(key));
    }

    /** A map of the tree below a path of this map, for example an entry {@code representations.0} of a list. */
    OptionsMap child(String below, @Nullable Object value) {
        return new OptionsMap(this, path(below), folder, value, whole);
    }

    /** The map that this one is a value of. */
    OptionsMap up() {
        return Objects.requireNonNull(parent, "the outermost map");
    }

    String path() {
        return path;
    }

    /** The dotted path of a key. */
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The last step of the path: the name of a target, for example. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The folder that relative paths start at. */
    Path folder() {
        return folder;
    }

    Map<String, @Nullable Object> values() {
        return values;
    }

    /** Whether a key is present, without asking for it: alone, this does not make the key a known one. */
    boolean contains(Key<?, ?> key) {
        return values.containsKey(key.name());
    }

    boolean has(Key<?, ?> key) {
        return has(key.name());
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The value as the parser gave it; null where it is absent or null. */
    @Nullable
    Object raw(String key) {
        known.add(key);
        return values.get(key);
    }

    /** The value of a key, or its default if the key is absent. */
    <T> T get(Key<?, T> key) {
        return has(key) ? key.type().read(this, key.name()) : key.absent().apply(this);
    }

    /** Accepts keys, whatever their values. */
    void accept(Key<?, ?>... keys) {
        for (Key<?, ?> key : keys) {
            known.add(key.name());
        }
    }

    /** Builds a value; what its constructor refuses is reported under the path of this map. */
    <T> T build(Supplier<T> supplier) {
        return build(path, supplier);
    }

    /** Reads the value of a key; what its constructor refuses is reported under the path of the key. */
    <T> T build(Key<?, T> key) {
        return build(path(key.name()), () -> get(key));
    }

    private static <T> T build(String path, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            throw OptionsException.refused(path, e);
        }
    }

    /** The defaults for the structures, of which one is taken for an absent key; {@link #open} names the key then. */
    Defaults defaults(String key) {
        whole.open.add(path(key));
        return Defaults.of(whole.domain, TargetKeys.learnGradients(root()));
    }

    /** The outermost map of the tree. */
    OptionsMap root() {
        OptionsMap root = this;
        while (root.parent != null) {
            root = root.parent;
        }
        return root;
    }

    /** The paths of all keys of the tree so far that are absent and whose defaults depend on the structures. */
    Set<String> open() {
        return Collections.unmodifiableSet(whole.open);
    }

    /** Refuses keys that nobody has asked for; the last call. */
    void end() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                List<String> unused = new ArrayList<>(known);
                unused.removeAll(values.keySet());
                throw OptionsException.unknown(path, key, unused, known);
            }
        }
    }
}
