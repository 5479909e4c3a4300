package org.lather.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Options of the command line, {@code dotted.path=value}, which replace values of the options file. */
final class Overrides {
    private Overrides() {}

    /**
     * Copies a tree with values replaced.
     *
     * @param working the folder that relative paths on the command line start at
     */
    static Map<String, @Nullable Object> apply(
            Map<String, @Nullable Object> tree, List<String> overrides, Path working) {
        Map<String, @Nullable Object> out = tree;
        for (String override : overrides) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                throw new OptionsException(Phrase.of(
                        Setting.override(override), ": expected key=value, like ", Setting.override("model.seed=2")));
            }
            String key = override.substring(0, equals).strip();
            Object value = value(override.substring(equals + 1).strip(), Phrase.of(Setting.override(key)));
            if (key.equals("data.train") || key.equals("data.test") || key.matches("data\\.(train|test)\\.\\d+")) {
                value = absolute(value, working);
            }
            out = put(out, key, value);
        }
        return out;
    }

    /** Returns a copy of a tree with the value of one dotted path replaced. */
    static Map<String, @Nullable Object> put(Map<String, @Nullable Object> tree, String key, @Nullable Object value) {
        String[] path = key.split("\\.", -1);
        if (path.length > YamlLimits.DEPTH) {
            throw new OptionsException("expected a key of at most " + YamlLimits.DEPTH
                    + " names between dots, got one of " + path.length + ": " + OptionsException.shown(key));
        }
        return YamlTree.stringKeys((Map<?, ?>) Objects.requireNonNull(put(tree, path, 0, value, key)));
    }

    /** Reads a YAML 1.2 scalar, or a flow collection if the text begins with a bracket. */
    static @Nullable Object value(String text, Phrase origin) {
        if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"") || text.startsWith("'")) {
            return YamlTree.parse(text, origin);
        }
        Tag tag = new CoreSchema().getScalarResolver().resolve(text, true);
        return tag.equals(Tag.STR) || tag.equals(Tag.COMMENT) ? text : YamlTree.parse(text, origin);
    }

    private static @Nullable Object absolute(@Nullable Object value, Path working) {
        if (value instanceof String s) {
            return working.toAbsolutePath().resolve(s).normalize().toString();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> out = new ArrayList<>();
            list.forEach(v -> out.add(absolute(v, working)));
            return out;
        }
        return value;
    }

    private static @Nullable Object put(
            @Nullable Object node, String[] path, int depth, @Nullable Object value, String key) {
        if (depth == path.length) {
            return value;
        }
        String step = path[depth];
        String here = String.join(".", List.of(path).subList(0, depth));
        // an absent list of representations is one with all defaults
        Object present = node == null && here.equals("representations") ? List.of(Map.of()) : node;
        if (present instanceof List<?> list) {
            List<@Nullable Object> out = new ArrayList<>(list);
            int index = step.matches("\\d{1,6}") ? Integer.parseInt(step) : -1;
            if (index < 0 || index >= list.size()) {
                throw new OptionsException(Phrase.of(
                        Setting.override(key),
                        ": expected an index of the list `" + here + "` from 0 to " + (list.size() - 1) + ", got `"
                                + step + "`"));
            }
            out.set(index, put(list.get(index), path, depth + 1, value, key));
            return out;
        }
        if (node != null && !(node instanceof Map)) {
            throw new OptionsException(
                    Phrase.of(
                            Setting.override(key),
                            ": expected a map at `" + here + "`, got " + OptionsException.shown(node)),
                    Cure.text("Give the whole value, like ", Setting.override(here + "={" + step + ": ...}")));
        }
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        if (node instanceof Map<?, ?> map) {
            out.putAll(YamlTree.stringKeys(map));
        }
        out.put(step, put(out.get(step), path, depth + 1, value, key));
        return out;
    }
}
