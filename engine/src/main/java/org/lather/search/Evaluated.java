package org.lather.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of scoring options on a number of structures.
 *
 * @param errors of each row type by its name; infinite where no fit was possible
 * @param weights of the representations
 * @param seconds wall time
 */
record Evaluated(Map<String, Double> errors, List<Double> weights, double seconds) {
    /** The geometric mean of the errors. */
    double mean() {
        return errors.size() == 1
                ? errors.values().iterator().next()
                : Math.exp(errors.values().stream()
                        .mapToDouble(Math::log)
                        .average()
                        .orElse(Double.POSITIVE_INFINITY));
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> each = new LinkedHashMap<>();
        errors.forEach((name, e) -> each.put(name, Double.isFinite(e) ? e : null));
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("errors", each);
        out.put("weights", weights);
        out.put("seconds", seconds);
        return out;
    }

    static Evaluated of(Map<?, ?> map) {
        Map<String, Double> errors = new LinkedHashMap<>();
        if (map.get("errors") instanceof Map<?, ?> each) {
            each.forEach((name, e) -> errors.put(String.valueOf(name), number(e)));
        }
        List<Double> weights = new ArrayList<>();
        if (map.get("weights") instanceof List<?> list) {
            list.forEach(w -> weights.add(number(w)));
        }
        return new Evaluated(errors, weights, number(map.get("seconds")));
    }

    /** A number; infinite for null, by which JSON stands in for it. */
    private static double number(@Nullable Object value) {
        return value instanceof Number n ? n.doubleValue() : Double.POSITIVE_INFINITY;
    }
}
