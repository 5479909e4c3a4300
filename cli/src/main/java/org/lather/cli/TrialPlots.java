package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.lather.search.SearchResult;
import org.lather.search.Trial;

/** Plots of a search. */
final class TrialPlots {
    private TrialPlots() {}

    /** Plots scores against ranges if there are any, otherwise the scores of the trials, best first. */
    static void write(SearchResult result, List<Double> ranges, Path file) throws IOException {
        Plots.write(ranges.isEmpty() ? List.of(scores(result)) : List.of(byRange(result, ranges)), file);
    }

    private static XYChart scores(SearchResult result) {
        XYChart chart = Plots.chart("trial, best first", "error over held-out folds (" + unit(result) + ")");
        int most = result.trials().get(0).structures();
        List<Integer> sizes =
                result.trials().stream().map(Trial::structures).distinct().toList();
        for (int size : sizes) {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int i = 0; i < result.trials().size(); i++) {
                Trial t = result.trials().get(i);
                if (t.structures() == size && Double.isFinite(t.score())) {
                    x.add(i + 1.0);
                    y.add(t.score());
                }
            }
            if (!x.isEmpty()) {
                XYSeries s = chart.addSeries(String.format(java.util.Locale.ROOT, "on %,d structures", size), x, y);
                s.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
                s.setMarker(SeriesMarkers.CIRCLE);
            }
        }
        if (result.given().structures() == most
                && Double.isFinite(result.given().score())) {
            double y = result.given().score();
            XYSeries line = chart.addSeries(
                    "given options", new double[] {1, result.trials().size()}, new double[] {y, y});
            line.setMarker(SeriesMarkers.NONE);
        }
        return chart;
    }

    private static XYChart byRange(SearchResult result, List<Double> ranges) {
        XYChart chart = Plots.chart("cutoff (Å)", "error over held-out folds (" + unit(result) + ")");
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        double sum = Double.NaN;
        for (double r : ranges.stream().sorted().toList()) {
            for (Trial t : result.trials()) {
                List<Double> radii = radii(t);
                if (radii.equals(List.of(r)) && Double.isFinite(t.score())) {
                    x.add(r);
                    y.add(t.score());
                }
                sum = radii.size() > 1 ? t.score() : sum;
            }
        }
        if (!x.isEmpty()) {
            chart.addSeries("one cutoff", x, y).setMarker(SeriesMarkers.CIRCLE);
        }
        if (Double.isFinite(sum) && !x.isEmpty()) {
            chart.addSeries("sum of all", new double[] {x.get(0), x.get(x.size() - 1)}, new double[] {sum, sum})
                    .setMarker(SeriesMarkers.NONE);
        }
        return chart;
    }

    /** The cutoffs of the representations of a trial, Å. */
    private static List<Double> radii(Trial t) {
        List<Double> out = new ArrayList<>();
        if (t.options().get("representations") instanceof List<?> list) {
            for (Object r : list) {
                if (r instanceof Map<?, ?> map
                        && map.get("cutoff") instanceof Map<?, ?> cutoff
                        && cutoff.get("radius") instanceof Number n) {
                    out.add(n.doubleValue());
                }
            }
        }
        return out;
    }

    private static String unit(SearchResult result) {
        String unit = result.trials().get(0).unit();
        return unit.equals("1") ? "relative" : unit;
    }
}
