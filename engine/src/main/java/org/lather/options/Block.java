package org.lather.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of options with fixed keys.
 *
 * @param <R> what the map describes
 * @param keys in the order in which they are written and documented
 * @param build reads the keys and builds the value; keys that it does not ask for are unknown
 */
record Block<R>(List<Key<R, ?>> keys, Function<OptionsMap, R> build) implements ValueType<R> {
    Block {
        keys = List.copyOf(keys);
    }

    @Override
    public R read(OptionsMap map, String key) {
        return read(map.child(key));
    }

    /** Reads a map of this block. */
    R read(OptionsMap map) {
        R value = build.apply(map);
        map.end();
        return value;
    }

    @Override
    public Map<String, @Nullable Object> write(R value) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        keys.forEach(key -> write(key, value, out));
        return out;
    }

    private static <R, T> void write(Key<R, T> key, R value, Map<String, @Nullable Object> to) {
        if (key.written().test(value)) {
            to.put(key.name(), key.type().write(key.get().apply(value)));
        }
    }

    @Override
    public Map<String, @Nullable Object> schema() {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.name(), schema(key)));
        return Trees.map("type", List.of("object", "null"), "properties", properties, "additionalProperties", false);
    }

    private static Map<String, @Nullable Object> schema(Key<?, ?> key) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        Key.Doc doc = key.doc();
        String text = Markdown.plain(doc.meaning());
        String more = (doc.unit().isEmpty() ? "" : "Unit: " + doc.unit() + ". ")
                + (doc.absent().isEmpty() ? "" : "Default: " + Markdown.plain(doc.absent()) + ".");
        out.put("description", (text + (text.isEmpty() || more.isEmpty() ? "" : ". ") + more).strip());
        out.putAll(key.type().schema());
        return out;
    }
}
