package org.lather.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Predictions against references: single points, or counts in squares where these are many. */
final class ParityPlot {
    /** Largest number of points that are drawn one by one. */
    static final int POINTS = 1_200;

    /** Number of squares along an axis. */
    private static final int SQUARES = 64;

    private static final int SIZE = 350;

    private ParityPlot() {}

    /** @param row prefix of the rows in the table of the worst structures */
    static void draw(Html out, SeriesData s, String unit, String row) {
        List<Pair> pairs = s.pairs();
        DoubleStream values = DoubleStream.concat(
                pairs.stream().flatMapToDouble(p -> DoubleStream.of(p.reference(), p.prediction())),
                s.worst().stream().flatMapToDouble(p -> DoubleStream.of(p.reference(), p.prediction())));
        String less = s.withoutBaselines() ? ", less baseline" : "";
        Axis x = Axis.linear(values, Numbers.unit("reference" + less + (unit.equals("1") ? "" : ","), unit));
        Axis y = new Axis(
                x.least(), x.most(), false, Numbers.unit("prediction" + less + (unit.equals("1") ? "" : ","), unit));
        try (Plot plot = new Plot(out, x, y, SIZE, SIZE, "predictions of " + s.name() + " against references")) {
            plot.line(List.of(new double[] {x.least(), x.least()}, new double[] {x.most(), x.most()}), "equal");
            if (pairs.size() <= POINTS) {
                for (Pair p : pairs) {
                    plot.dot(p.reference(), p.prediction(), "dot", text(p, unit));
                }
            } else {
                squares(plot, x, pairs);
            }
            int rank = 0;
            for (Pair p : s.worst()) {
                plot.marked(p.reference(), p.prediction(), row + rank++, text(p, unit));
            }
        }
    }

    private static void squares(Plot plot, Axis axis, List<Pair> pairs) {
        int[] counts = new int[SQUARES * SQUARES];
        for (Pair p : pairs) {
            counts[square(axis, p.reference()) * SQUARES + square(axis, p.prediction())]++;
        }
        double most = Math.log1p(Arrays.stream(counts).max().orElse(1));
        double side = (axis.most() - axis.least()) / SQUARES;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                int column = i / SQUARES;
                int row = i % SQUARES;
                double[] from = {axis.least() + column * side, axis.least() + row * side};
                double[] to = {from[0] + side, from[1] + side};
                double opacity = 0.18 + 0.82 * Math.log1p(counts[i]) / most;
                plot.box(from, to, "bin", opacity, Numbers.count(counts[i], "value"));
            }
        }
    }

    private static int square(Axis axis, double value) {
        return Math.max(0, Math.min(SQUARES - 1, (int) (SQUARES * axis.place(value))));
    }

    /** The text of a point. */
    static String text(Pair p, String unit) {
        String atom = p.atom() == null ? "" : ", atom " + p.atom();
        String sigma = Double.isNaN(p.uncertainty()) ? "" : "\nσ " + Numbers.three(p.uncertainty(), unit);
        return p.place().name() + atom + "\n" + p.place().formula()
                + (p.place().type().isEmpty() ? "" : " · " + p.place().type()) + "\nreference "
                + Numbers.three(p.reference(), unit) + "\nprediction " + Numbers.three(p.prediction(), unit)
                + "\nerror " + Numbers.three(p.error(), unit) + sigma;
    }

    /** What the plot shows, for its caption. */
    static String caption(SeriesData s) {
        int kept = s.pairs().size();
        String sample = kept < s.count()
                ? "an even sample of " + Numbers.count(kept) + " of " + Numbers.count(s.count()) + " values"
                : "all " + Numbers.count(kept, "value");
        return (kept <= POINTS ? "Points: " : "Counts of values in squares (logarithmic shade): ") + sample
                + "; rings: the structures with the largest errors.";
    }
}
