package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.evaluation.ErrorStatistics;
import org.lather.evaluation.LearningCurve;

/** The files of a learning curve. */
final class CurveFiles {
    /** What is written; the picture only where there is a desktop. */
    static final List<String> NAMES = List.of("curve.csv", "curve.json", "curve.png");

    /** The errors of one target at one size. */
    record Row(
            int size, String target, String unit, double mae, double rmse, double max, double seconds, long peakBytes) {
        static Row of(LearningCurve.Point p, ErrorStatistics s) {
            return new Row(
                    p.trained(), s.name(), s.unit().toString(), s.mae(), s.rmse(), s.max(), p.seconds(), p.peakBytes());
        }
    }

    private final List<Row> rows = new ArrayList<>();

    /** The targets that the test structures carry, as further rows. */
    List<Row> add(LearningCurve.Point point) {
        List<Row> more = point.errors().stream()
                .filter(s -> s.count() > 0)
                .map(s -> Row.of(point, s))
                .toList();
        rows.addAll(more);
        return more;
    }

    List<Map<String, Object>> json() {
        List<Map<String, Object>> out = new ArrayList<>();
        for (Row p : rows) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("size", p.size);
            o.put("target", p.target);
            o.put("unit", p.unit);
            o.put("mae", p.mae);
            o.put("rmse", p.rmse);
            o.put("max", p.max);
            o.put("seconds", p.seconds);
            o.put("peak_bytes", p.peakBytes);
            out.add(o);
        }
        return out;
    }

    String csv() {
        StringBuilder out = new StringBuilder("size,target,unit,mae,rmse,max,seconds,peak_bytes\n");
        for (Row p : rows) {
            out.append(p.size)
                    .append(',')
                    .append(p.target)
                    .append(',')
                    .append(p.unit)
                    .append(',');
            out.append(p.mae)
                    .append(',')
                    .append(p.rmse)
                    .append(',')
                    .append(p.max)
                    .append(',');
            out.append(String.format(Locale.ROOT, "%.3f", p.seconds))
                    .append(',')
                    .append(p.peakBytes)
                    .append('\n');
        }
        return out.toString();
    }

    void write(Path folder) throws IOException {
        OutputFiles.text(folder.resolve("curve.csv"), csv());
        OutputFiles.json(folder.resolve("curve.json"), json());
        if (Desktop.isHere()) {
            Plots.curve(rows, folder.resolve("curve.png"));
        }
    }
}
