package org.lather.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.lather.error.Warning;

/** A learning curve as a table: a row for each target at each number of training structures. */
public final class LearningCurveTable {
    private static final String HEADER = "size,target,unit,mae,rmse,max,seconds,peak_bytes";

    private final List<Row> rows = new ArrayList<>();

    /**
     * The errors of one target at one number of training structures and representatives.
     *
     * @param size the number of training structures
     * @param representatives the number of representatives; empty if it is not varied
     * @param metrics of the target
     * @param seconds wall time of the training and the test
     * @param peakBytes the most bytes held meanwhile
     * @param warnings of the training and the test of this number of structures
     */
    public record Row(
            int size,
            OptionalInt representatives,
            TargetMetrics metrics,
            double seconds,
            long peakBytes,
            List<Warning> warnings) {
        public Row {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Adds a row for each target that the test structures carry.
     *
     * @return the new rows
     */
    public List<Row> add(LearningCurve.Point point) {
        List<Row> more = point.targets().stream()
                .map(t -> new Row(
                        point.trained(),
                        point.representatives(),
                        t,
                        point.seconds(),
                        point.peakBytes(),
                        point.warnings()))
                .toList();
        rows.addAll(more);
        return more;
    }

    /** Returns the rows in the order in which they were added. */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Returns each row by the names that it has in {@code curve.json}. */
    public List<Map<String, Object>> toList() {
        List<Map<String, Object>> out = new ArrayList<>();
        for (Row r : rows) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("size", r.size);
            r.representatives.ifPresent(m -> o.put("representatives", m));
            o.put("target", r.metrics.name());
            o.put("unit", r.metrics.unit().toString());
            o.put("mae", r.metrics.errors().mae());
            o.put("rmse", r.metrics.errors().rmse());
            o.put("max", r.metrics.errors().max());
            o.put("seconds", r.seconds);
            o.put("peak_bytes", r.peakBytes);
            o.put("warnings", Warning.toList(r.warnings));
            out.add(o);
        }
        return out;
    }

    /** Returns {@link #toList} as indented JSON. */
    public String toJson() {
        return MetricsJson.text(toList());
    }

    /**
     * Returns the content of {@code curve.csv}, a line for each row below the names of the columns. The last column,
     * {@code representatives}, is there only if their number is varied.
     */
    public String toCsv() {
        boolean varied = rows.stream().anyMatch(r -> r.representatives.isPresent());
        StringBuilder out = new StringBuilder(HEADER).append(varied ? ",representatives\n" : "\n");
        for (Row r : rows) {
            ErrorMetrics e = r.metrics.errors();
            out.append(r.size).append(',');
            out.append(r.metrics.name()).append(',');
            out.append(r.metrics.unit()).append(',');
            out.append(e.mae()).append(',');
            out.append(e.rmse()).append(',');
            out.append(e.max()).append(',');
            out.append(String.format(Locale.ROOT, "%.3f", r.seconds)).append(',');
            out.append(r.peakBytes);
            if (varied) {
                out.append(',').append(r.representatives.orElse(0));
            }
            out.append('\n');
        }
        return out.toString();
    }
}
