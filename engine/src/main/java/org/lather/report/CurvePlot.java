package org.lather.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** Errors against the number of training structures, with two logarithmic axes. */
final class CurvePlot {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 300;

    private CurvePlot() {}

    /** Draws the points of one target. */
    static void draw(Html out, List<CurvePoint> points) {
        String unit = points.get(0).unit();
        List<CurvePoint> sorted = points.stream()
                .sorted(Comparator.comparingInt(CurvePoint::size))
                .toList();
        Axis x = Axis.logarithmic(sorted.stream().mapToDouble(CurvePoint::size), "training structures");
        DoubleStream errors = sorted.stream().flatMapToDouble(p -> DoubleStream.of(p.mae(), p.rmse()));
        Axis y = Axis.logarithmic(errors, Numbers.unit("error" + (unit.equals("1") ? "" : ","), unit));
        try (Plot plot = new Plot(out, x, y, WIDTH, HEIGHT, "errors against the number of training structures")) {
            plot.line(line(sorted, true), "curve");
            plot.line(line(sorted, false), "second");
            for (CurvePoint p : sorted) {
                String size = Numbers.count(p.size(), "training structure");
                dot(plot, p.size(), p.rmse(), "point", size + "\nRMSE " + Numbers.three(p.rmse(), unit));
                dot(plot, p.size(), p.mae(), "other", size + "\nMAE " + Numbers.three(p.mae(), unit));
            }
        }
        out.open("p", "class", "caption");
        out.element("span", "● RMSE", "class", "key-point").text("  ").element("span", "● MAE", "class", "key-other");
        out.close();
    }

    private static void dot(Plot plot, double x, double y, String style, String text) {
        if (y > 0) {
            plot.dot(x, y, style, text);
        }
    }

    private static List<double[]> line(List<CurvePoint> points, boolean rmse) {
        return points.stream()
                .map(p -> new double[] {p.size(), rmse ? p.rmse() : p.mae()})
                .filter(p -> p[1] > 0)
                .toList();
    }
}
