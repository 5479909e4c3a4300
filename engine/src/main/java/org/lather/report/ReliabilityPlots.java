package org.lather.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.lather.math.NormalDistribution;

/** Plots of errors beside predictive standard deviations. */
final class ReliabilityPlots {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 300;

    private ReliabilityPlots() {}

    /** Draws the errors of groups of equal uncertainty, with two logarithmic axes. */
    static void groups(Html out, Reliability r, String unit) {
        DoubleStream values = r.groups().stream().flatMapToDouble(g -> DoubleStream.of(g.uncertainty(), g.error()));
        String comma = unit.equals("1") ? "" : ",";
        Axis x = Axis.logarithmic(values, Numbers.unit("predicted standard deviation (rms)" + comma, unit));
        Axis y = new Axis(x.least(), x.most(), true, Numbers.unit("error (RMSE)" + comma, unit));
        try (Plot plot = new Plot(out, x, y, WIDTH, HEIGHT, "errors against predicted standard deviations")) {
            plot.line(List.of(new double[] {x.least(), x.least()}, new double[] {x.most(), x.most()}), "equal");
            List<double[]> line = new ArrayList<>();
            r.groups().stream()
                    .filter(g -> g.error() > 0)
                    .forEach(g -> line.add(new double[] {g.uncertainty(), g.error()}));
            plot.line(line, "curve");
            for (Reliability.Group g : r.groups()) {
                if (g.error() > 0) {
                    String text = Numbers.count(g.count(), "value") + "\nσ " + Numbers.three(g.uncertainty(), unit)
                            + "\nRMSE " + Numbers.three(g.error(), unit);
                    plot.dot(g.uncertainty(), g.error(), "point", text);
                }
            }
        }
        out.element(
                "p",
                "Values in " + Numbers.count(r.groups().size(), "group") + " of equal size, by their predicted standard"
                        + " deviation. On the dashed line these are right; above it errors are larger than predicted.",
                "class",
                "caption");
    }

    /** Draws the fraction of errors within each number of standard deviations against that of a normal distribution. */
    static void coverage(Html out, Reliability r) {
        Axis x = new Axis(0, 1, false, "expected fraction within z σ");
        Axis y = new Axis(0, 1, false, "observed fraction");
        try (Plot plot = new Plot(out, x, y, WIDTH, HEIGHT, "observed against expected coverage")) {
            plot.line(List.of(new double[] {0, 0}, new double[] {1, 1}), "equal");
            List<double[]> line = new ArrayList<>();
            for (int i = 0; i <= 60; i++) {
                double z = i / 15.0;
                line.add(new double[] {NormalDistribution.central(z), r.coverage(z)});
            }
            plot.line(line, "curve");
            for (int z = 1; z <= 2; z++) {
                plot.dot(
                        NormalDistribution.central(z),
                        r.coverage(z),
                        "point",
                        z + " σ: " + Numbers.percent(r.coverage(z)) + " of the errors\nexpected "
                                + Numbers.percent(NormalDistribution.central(z)));
            }
        }
        out.element(
                "p",
                "Above the dashed line predicted standard deviations are too large, below it too small. Dots: 1 σ and"
                        + " 2 σ.",
                "class",
                "caption");
    }
}
