package org.lather.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code representations}, read and written. */
final class RepresentationTree {
    private static final String TENSORS = "lambda_soap";

    private RepresentationTree() {}

    static Representation read(Fields fields) {
        double weight = fields.number("weight", 1.0);
        if (!TENSORS.equals(fields.get("calculator"))) {
            if (fields.has("features")) {
                throw new OptionsException("`" + fields.path("features")
                        + "`: expected it with `calculator: lambda_soap` alone. Leave it out");
            }
            return fields.build(
                    () -> new Representation(Hypers.read(fields.values(), fields.path(), "weight"), weight));
        }
        // the scalars of the same density: they normalise the covariances of tensors, and choose representatives
        Map<String, @Nullable Object> scalars = new LinkedHashMap<>(fields.values());
        scalars.put("calculator", "power_spectrum");
        int count = features(fields);
        return fields.build(() ->
                new Representation(Hypers.read(scalars, fields.path(), "weight", "features"), weight, true, count));
    }

    private static int features(Fields fields) {
        if (!fields.has("features") || "all".equals(fields.get("features"))) {
            return 0;
        }
        if (!(fields.get("features") instanceof Map)) {
            throw OptionsException.wrong(
                    fields.path("features"), "all, or a map like {count: 400, selection: fps}", fields.get("features"));
        }
        Fields block = fields.block("features");
        block.choice("selection", Map.of("fps", "fps"), List.of(), "fps");
        int count = block.integer("count", 400);
        if (count < 1) {
            throw OptionsException.wrong(block.path("count"), "a positive number of features", count);
        }
        block.end();
        return count;
    }

    static Map<String, @Nullable Object> write(Representation r) {
        Map<String, @Nullable Object> block = Hypers.toMap(r.descriptor());
        Object calculator = block.remove("calculator");
        Map<String, @Nullable Object> entry =
                Trees.map("calculator", r.tensors() ? TENSORS : calculator, "weight", r.weight());
        entry.putAll(block);
        if (r.tensors()) {
            entry.put("features", r.features() == 0 ? "all" : Trees.map("count", r.features(), "selection", "fps"));
        }
        return entry;
    }
}
