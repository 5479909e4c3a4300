package org.lather.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.lather.evaluation.LearningCurveTable;
import org.lather.evaluation.ParityPoints;
import org.lather.structure.file.AtomicFile;
import org.lather.target.Unit;

/** Plots of results. */
final class Plots {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 640;

    /** Largest number of panels side by side. */
    private static final int MOST_ACROSS = 3;

    private Plots() {}

    /** Points of a plot of predictions against references. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    record Cloud(String name, double[] references, double[] predictions) {
        /** @param unit in which the points are shown */
        static Cloud of(String name, ParityPoints.Series points, Unit unit) {
            double f = points.unit().in(unit);
            return new Cloud(
                    name,
                    Arrays.stream(points.references()).map(x -> f * x).toArray(),
                    Arrays.stream(points.predictions()).map(x -> f * x).toArray());
        }
    }

    /** Plots predictions against references, one panel for each target and derivative. */
    static void parity(ParityPoints points, Path file) throws IOException {
        List<XYChart> panels = new ArrayList<>();
        for (ParityPoints.Series s : points.series()) {
            String name = s.count() == s.references().length
                    ? String.format(Locale.ROOT, "%,d values", s.count())
                    : String.format(Locale.ROOT, "%,d of %,d values", s.references().length, s.count());
            String quantity = s.name() + (s.withoutBaselines() ? " less its baseline" : "") + " (" + s.unit() + ")";
            panels.add(parity(List.of(Cloud.of(name, s, s.unit())), quantity));
        }
        write(panels, file);
    }

    /** Plots predictions against references. */
    static void parity(List<Cloud> clouds, String quantity, Path file) throws IOException {
        write(List.of(parity(clouds, quantity)), file);
    }

    private static XYChart parity(List<Cloud> clouds, String quantity) {
        XYChart chart = chart("reference: " + quantity, "predicted: " + quantity);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Cloud c : clouds) {
            for (double x : c.references) {
                least = Math.min(least, x);
                most = Math.max(most, x);
            }
        }
        XYSeries line = chart.addSeries("equal", new double[] {least, most}, new double[] {least, most});
        line.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        line.setMarker(SeriesMarkers.NONE);
        line.setLineColor(Color.LIGHT_GRAY);
        line.setShowInLegend(false);
        for (Cloud c : clouds) {
            chart.addSeries(c.name, c.references, c.predictions).setMarker(SeriesMarkers.CIRCLE);
        }
        return chart;
    }

    /** Plots mean absolute errors by size, with two logarithmic axes. */
    static void curve(List<LearningCurveTable.Row> points, Path file) throws IOException {
        Map<String, List<LearningCurveTable.Row>> byTarget = new LinkedHashMap<>();
        List<LearningCurveTable.Row> shown = points.stream()
                .filter(p -> mae(p) > 0) // a logarithmic axis has no place for 0
                .toList();
        boolean oneUnit = shown.stream().map(Plots::unit).distinct().count() == 1;
        boolean varied = shown.stream().anyMatch(p -> p.representatives().isPresent());
        long sizes = shown.stream().map(LearningCurveTable.Row::size).distinct().count();
        for (LearningCurveTable.Row p : shown) {
            String name = oneUnit ? p.metrics().name() : p.metrics().name() + " (" + unit(p) + ")";
            byTarget.computeIfAbsent(
                            varied && sizes > 1 ? name + ", " + p.size() + " structures" : name, k -> new ArrayList<>())
                    .add(p);
        }
        XYChart chart = chart(
                varied ? "number of representatives" : "number of training structures",
                "mean absolute error" + (oneUnit ? " (" + unit(shown.get(0)) + ")" : " (unit of each target)"));
        // errors decrease, so the upper right corner is free
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setXAxisLogarithmicDecadeOnly(false)
                .setYAxisLogarithmicDecadeOnly(false)
                .setXAxisTickLabelsFormattingFunction(LogAxis::label)
                .setYAxisTickLabelsFormattingFunction(LogAxis::label);
        DoubleSummaryStatistics numbers =
                shown.stream().mapToDouble(Plots::number).summaryStatistics();
        DoubleSummaryStatistics errors = shown.stream().mapToDouble(Plots::mae).summaryStatistics();
        if (!shown.isEmpty()) {
            chart.getStyler()
                    .setXAxisMin(LogAxis.below(numbers.getMin()))
                    .setXAxisMax(LogAxis.above(numbers.getMax()))
                    .setYAxisMin(LogAxis.below(errors.getMin()))
                    .setYAxisMax(LogAxis.above(errors.getMax()));
        }
        byTarget.forEach((name, list) -> chart.addSeries(
                        name,
                        list.stream().mapToDouble(Plots::number).toArray(),
                        list.stream().mapToDouble(Plots::mae).toArray())
                .setMarker(SeriesMarkers.CIRCLE));
        write(List.of(chart), file);
    }

    /** The number of representatives if it is varied, otherwise that of training structures. */
    private static double number(LearningCurveTable.Row row) {
        return row.representatives().orElse(row.size());
    }

    private static double mae(LearningCurveTable.Row row) {
        return row.metrics().errors().mae();
    }

    private static String unit(LearningCurveTable.Row row) {
        return row.metrics().unit().toString();
    }

    /** Creates an empty chart with titles of its axes. */
    static XYChart chart(String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setMarkerSize(6);
        return chart;
    }

    /** Writes charts side by side. */
    static void write(List<XYChart> charts, Path file) throws IOException {
        int across = Math.min(charts.size(), MOST_ACROSS);
        int down = (charts.size() + across - 1) / across;
        BufferedImage image = new BufferedImage(across * WIDTH, down * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        for (int i = 0; i < charts.size(); i++) {
            BufferedImage one = BitmapEncoder.getBufferedImage(charts.get(i));
            graphics.drawImage(one, i % across * WIDTH, i / across * HEIGHT, null);
        }
        graphics.dispose();
        AtomicFile.write(file, out -> ImageIO.write(image, "png", out));
    }
}
