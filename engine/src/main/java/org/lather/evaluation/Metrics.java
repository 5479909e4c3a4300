package org.lather.evaluation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.structure.file.AtomicFile;

/**
 * Errors of a model on a set of structures: the content of a metrics file.
 *
 * @param model the model, as the caller names it
 * @param data the structures, as the caller names them
 * @param targets the targets that any of the structures carries, in the order of the model
 */
public record Metrics(String model, String data, List<TargetMetrics> targets) {
    public Metrics {
        targets = List.copyOf(targets);
    }

    /**
     * Returns the content of a metrics file: {@code model}, {@code data} and {@code targets}, a map from the name of
     * each target to its metrics ({@link TargetMetrics#toMap}).
     */
    public Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("model", model);
        out.put("data", data);
        out.put("targets", byName(targets));
        return out;
    }

    /** Returns the metrics of some targets by name, in the form that they have in a metrics file. */
    public static Map<String, Object> byName(List<TargetMetrics> targets) {
        Map<String, Object> out = new LinkedHashMap<>();
        targets.forEach(t -> out.put(t.name(), t.toMap()));
        return out;
    }

    /** Returns {@link #toMap} as indented JSON. A value that is not finite is null. */
    public String toJson() {
        return MetricsJson.text(toMap());
    }

    /**
     * Writes {@link #toJson} and a line break to a file, which keeps its earlier content if that fails.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, out -> out.write((toJson() + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
