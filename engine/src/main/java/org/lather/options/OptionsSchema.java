package org.lather.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;

/**
 * The JSON Schema (draft 2020-12) of options files, for editors that complete and check them. A file that it accepts
 * may still be refused where keys depend on one another.
 */
public final class OptionsSchema {
    private OptionsSchema() {}

    /** The schema as JSON text, ended by a line feed. */
    public static String json() {
        Map<String, @Nullable Object> schema = Trees.map(
                "$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "Options of lather train",
                "description", "Every key, its unit and its default: see the page Options reference.");
        schema.putAll(OptionsKeys.BLOCK.schema());
        try {
            String text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema);
            return text.replace("\r\n", "\n") + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
