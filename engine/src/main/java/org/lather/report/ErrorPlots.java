package org.lather.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.lather.evaluation.ErrorMetrics;

/** The distribution of errors, and errors by groups. */
final class ErrorPlots {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 250;
    private static final int BINS = 41;

    /** The errors of a group of values. */
    record Group(String name, ErrorMetrics errors) {}

    private ErrorPlots() {}

    /** Draws a histogram of errors beside a normal distribution of the same root mean square. */
    static void histogram(Html out, SeriesData s, double rmse, String unit) {
        double[] errors = s.pairs().stream().mapToDouble(Pair::error).toArray();
        double reach = Math.max(4 * rmse, 1e-300);
        int[] counts = new int[BINS];
        int outside = 0;
        for (double e : errors) {
            int at = (int) Math.floor((e + reach) / (2 * reach) * BINS);
            if (at < 0 || at >= BINS) {
                outside++;
            } else {
                counts[at]++;
            }
        }
        double width = 2 * reach / BINS;
        double most = Arrays.stream(counts).max().orElse(1);
        double peak = errors.length * width / (rmse * Math.sqrt(2 * Math.PI));
        Axis x = new Axis(
                -reach, reach, false, Numbers.unit("prediction − reference" + (unit.equals("1") ? "" : ","), unit));
        double top = Math.max(1, 1.08 * Math.max(most, rmse > 0 ? peak : 0));
        try (Plot plot = new Plot(out, x, new Axis(0, top, false, "values"), WIDTH, HEIGHT, "distribution of errors")) {
            for (int i = 0; i < BINS; i++) {
                if (counts[i] > 0) {
                    double from = -reach + i * width;
                    String text = Numbers.count(counts[i], "value") + "\nfrom " + Numbers.three(from, unit) + "\nto "
                            + Numbers.three(from + width, unit);
                    plot.box(new double[] {from, 0}, new double[] {from + width, counts[i]}, "bar", 0.75, text);
                }
            }
            if (rmse > 0) {
                List<double[]> bell = new ArrayList<>();
                for (int i = 0; i <= 80; i++) {
                    double e = reach * (i / 40.0 - 1);
                    bell.add(new double[] {e, peak * Math.exp(-e * e / (2 * rmse * rmse))});
                }
                plot.line(bell, "curve");
            }
        }
        out.element(
                "p",
                "Line: a normal distribution of the same RMSE."
                        + (outside > 0 ? " " + Numbers.count(outside, "value") + " beyond four times the RMSE." : ""),
                "class",
                "caption");
    }

    /** Draws a bar of the mean absolute error for each group, with a mark at the root mean square. */
    static void bars(Html out, List<Group> groups, String unit, String description) {
        double most = groups.stream()
                .flatMapToDouble(
                        g -> DoubleStream.of(g.errors().mae(), g.errors().rmse()))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double scale = most > 0 ? 200 / most : 0;
        int height = 24 * groups.size() + 8;
        out.open("svg", "viewBox", "0 0 430 " + height, "role", "img", "aria-label", description);
        int y = 4;
        for (Group g : groups) {
            String middle = "" + (y + 15);
            ErrorMetrics e = g.errors();
            String text = g.name() + "\nMAE " + Numbers.three(e.mae(), unit) + "\nRMSE " + Numbers.three(e.rmse(), unit)
                    + "\nlargest " + Numbers.three(e.max(), unit) + "\n" + Numbers.count(e.count(), "value");
            out.open("g", "data-t", text);
            out.element("text", shortened(g.name()), "class", "label", "text-anchor", "end", "x", "122", "y", middle);
            out.empty("rect", "class", "track", "x", "130", "y", "" + y, "width", "200", "height", "20", "rx", "3");
            String length = Numbers.pixels(Math.max(1, scale * e.mae()));
            out.empty("rect", "class", "bar", "x", "130", "y", "" + y, "width", length, "height", "20", "rx", "3");
            String mark = Numbers.pixels(130 + scale * e.rmse());
            out.empty("line", "class", "mark", "x1", mark, "x2", mark, "y1", "" + (y + 2), "y2", "" + (y + 18));
            out.element("text", Numbers.three(e.mae()), "class", "label", "x", "338", "y", middle);
            out.element(
                    "text", Numbers.count(e.count()), "class", "count", "text-anchor", "end", "x", "428", "y", middle);
            out.close();
            y += 24;
        }
        out.close();
    }

    /** Draws a bar for each stage. */
    static void times(Html out, Map<String, Double> seconds) {
        double most = seconds.values().stream().mapToDouble(t -> t).max().orElse(1);
        out.open(
                "svg",
                "viewBox",
                "0 0 430 " + (24 * seconds.size() + 8),
                "role",
                "img",
                "aria-label",
                "times of stages");
        int y = 4;
        for (Map.Entry<String, Double> e : seconds.entrySet()) {
            String middle = "" + (y + 15);
            String length = Numbers.pixels(Math.max(1, 200 * e.getValue() / most));
            out.element("text", shortened(e.getKey()), "class", "label", "text-anchor", "end", "x", "122", "y", middle);
            out.empty("rect", "class", "bar", "x", "130", "y", "" + y, "width", length, "height", "20", "rx", "3");
            out.element("text", Numbers.seconds(e.getValue()), "class", "label", "x", "338", "y", middle);
            y += 24;
        }
        out.close();
    }

    private static String shortened(String name) {
        return name.length() <= 18 ? name : name.substring(0, 17) + "…";
    }
}
