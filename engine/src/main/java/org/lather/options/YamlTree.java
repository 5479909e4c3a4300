package org.lather.options;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.error.Phrase;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema) and JSON into maps, lists and scalars. */
final class YamlTree {
    private YamlTree() {}

    /**
     * Reads YAML or JSON.
     *
     * @param origin the origin of the text, for messages
     * @throws OptionsException for text that is no YAML or beyond {@link YamlLimits}, with its line
     */
    static @Nullable Object parse(String text, Phrase origin) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(50)
                .setLabel(origin.toString())
                .build();
        try {
            YamlLimits.check(text, origin, settings);
            return new Load(settings).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                    .orElse("");
            String problem = e.getProblem() == null ? "not valid YAML" : e.getProblem();
            throw new OptionsException(Phrase.of(origin, line + ": " + problem.strip() + advice(problem)), e);
        } catch (YamlEngineException e) {
            throw new OptionsException(Phrase.of(origin, ": not valid YAML: " + e.getMessage()), e);
        }
    }

    private static String advice(String problem) {
        if (problem.contains("mapping values are not allowed")) {
            return ". Quote a value that contains a colon, like \"train.xyz@5000:\"";
        }
        return problem.contains("duplicate key") ? ". Remove one of the two" : "";
    }

    /** Reads a text that must hold a map; an empty text counts as an empty map. */
    static Map<String, @Nullable Object> map(String text, String origin) {
        Object tree = parse(text, Phrase.of(origin));
        if (tree != null && !(tree instanceof Map)) {
            throw new OptionsException(origin + ": expected a map of options, got " + OptionsException.shown(tree));
        }
        return tree instanceof Map<?, ?> map ? stringKeys(map) : new LinkedHashMap<>();
    }

    /** Copies a map with its keys as text: the key 1 becomes "1". */
    static Map<String, @Nullable Object> stringKeys(Map<?, ?> map) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((k, v) -> out.put(String.valueOf(k), v));
        return out;
    }
}
