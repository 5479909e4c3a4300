package org.lather.search;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options that were scored.
 *
 * @param options values of the keys of the search, and of weights that were found, by dotted path
 * @param score the root mean squared error over held-out folds of the only row type, in {@code unit}; of several row
 *     types the geometric mean of their errors over that of the given options; infinite where no fit was possible
 * @param unit of the score; 1 for several row types
 * @param errors root mean squared error of each row type, as {@code cross_validated_rmse} of a training
 * @param structures number of structures on which it was scored, the largest
 * @param seconds wall time of the score, shared evenly by trials that were scored on common rows
 */
public record Trial(
        Map<String, Object> options,
        double score,
        String unit,
        Map<String, Double> errors,
        int structures,
        double seconds) {

    /** Returns the trial by the names that it has in JSON; infinite numbers are null. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("options", options);
        out.put("score", finite(score));
        out.put("unit", unit);
        Map<String, @Nullable Object> each = new LinkedHashMap<>();
        errors.forEach((name, e) -> each.put(name, finite(e)));
        out.put("errors", each);
        out.put("structures", structures);
        out.put("seconds", seconds);
        return out;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
