package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.model.ErrorStatistics;

/** Errors by the number of training structures. */
final class LearningCurve {
    /**
     * @param size the number of training structures
     * @param seconds of the fit, wall time
     * @param peakBytes what the fit held, at most
     */
    record Point(
            int size, String target, String unit, double mae, double rmse, double max, double seconds, long peakBytes) {
        static Point of(int size, ErrorStatistics s, double seconds, long peakBytes) {
            return new Point(
                    size,
                    s.target().name(),
                    s.target().target().unit().toString(),
                    s.mae(),
                    s.rmse(),
                    s.max(),
                    seconds,
                    peakBytes);
        }
    }

    private final List<Point> points = new ArrayList<>();

    void add(Point p) {
        points.add(p);
    }

    List<Map<String, Object>> json() {
        List<Map<String, Object>> out = new ArrayList<>();
        for (Point p : points) {
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
        for (Point p : points) {
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
        Plots.curve(points, folder.resolve("curve.png"));
    }
}
