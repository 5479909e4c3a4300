package org.lather.selection;

import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;
import org.lather.options.SelectionMethod;
import org.lather.structure.file.AtomicFile;

/**
 * A selection as a JSON object with the keys {@code what}, {@code method}, {@code count}, {@code indices},
 * {@code scores} (null where there is none) and labels of what was selected.
 *
 * @param what like {@code structures}
 * @param labels of each chosen item, by name; empty for none
 */
public record SelectionFile(String what, SelectionMethod method, Selection selection, Map<String, int[]> labels) {
    /** The object as maps and lists. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("what", what);
        out.put("method", method.word());
        out.put("count", selection.size());
        out.put("indices", selection.indices());
        List<@Nullable Double> scores = new ArrayList<>();
        for (double s : selection.scores()) {
            scores.add(Double.isFinite(s) ? s : null);
        }
        out.put("scores", scores);
        out.putAll(labels);
        return out;
    }

    /**
     * Writes the object to a file, which appears when it is complete.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        String text = Json.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(toMap());
        AtomicFile.write(file, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
