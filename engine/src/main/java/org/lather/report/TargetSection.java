package org.lather.report;

import java.util.List;
import java.util.Map;
import org.lather.evaluation.ComponentMetrics;
import org.lather.evaluation.ErrorMetrics;
import org.lather.evaluation.TargetMetrics;
import org.lather.evaluation.UncertaintyMetrics;
import org.lather.target.Target;

/** The part of the page about one target, or one derivative of it. */
final class TargetSection {
    private final Html out;
    private final TargetMetrics metrics;
    private final SeriesData data;
    private final List<CurvePoint> curve;
    private final String unit;

    /** @param curve points of this target; empty if there is no learning curve */
    TargetSection(Html out, TargetMetrics metrics, SeriesData data, List<CurvePoint> curve) {
        this.out = out;
        this.metrics = metrics;
        this.data = data;
        this.curve = curve;
        this.unit = metrics.unit().toString();
    }

    void write(String id) {
        out.open("section", "id", id);
        out.open("h2").text(metrics.name()).element("small", subtitle()).close();
        Reliability reliability = Reliability.of(data.pairs());
        tiles();
        out.open("div", "class", "cards");
        card("Predictions against references");
        ParityPlot.draw(out, data, unit, id + "-");
        out.element("p", ParityPlot.caption(data), "class", "caption");
        out.close();
        card("Distribution of errors");
        ErrorPlots.histogram(out, data, metrics.errors().rmse(), unit);
        out.close();
        if (!curve.isEmpty()) {
            card("Learning curve");
            CurvePlot.draw(out, curve);
            out.close();
        }
        if (reliability.isShown()) {
            card("Reliability of uncertainties");
            ReliabilityPlots.groups(out, reliability, unit);
            out.close();
            card("Coverage of uncertainties");
            ReliabilityPlots.coverage(out, reliability);
            out.close();
        }
        groups("Error by element", Groups.byElement(data.byElement()), elements());
        groups("Error by number of atoms", Groups.bySize(data.bySize()), "");
        groups("Error by " + Place.TYPE, Groups.byName(data.byType()), "");
        metrics.breakdown().byLambda().ifPresent(this::components);
        out.close();
        worst(id + "-");
        out.close();
    }

    private String elements() {
        return data.isOfAtoms() ? "Atoms of the element. " : "Structures that contain the element. ";
    }

    private String subtitle() {
        String of = data.isOfAtoms()
                ? "of single atoms"
                : metrics.quantity() == Target.Quantity.TOTAL ? "total of a structure" : "of a structure";
        return Numbers.unit(of + (unit.equals("1") ? "" : ","), unit) + " · "
                + Numbers.count(metrics.errors().count(), "value");
    }

    private void tiles() {
        ErrorMetrics e = metrics.errors();
        double spread = metrics.spread().stdBaseline();
        out.open("div", "class", "tiles");
        String error = Double.isFinite(e.maeStandardError()) ? "± " + Numbers.three(e.maeStandardError()) : "";
        tile("MAE", Numbers.three(e.mae(), unit), error);
        tile("RMSE", Numbers.three(e.rmse(), unit), Numbers.percent(e.rmse() / spread) + " of the spread");
        tile("Largest error", Numbers.three(e.max(), unit), "");
        boolean subtracted = data.withoutBaselines();
        tile("Spread", Numbers.three(spread, unit), subtracted ? "references less baseline" : "of the references");
        metrics.breakdown()
                .perAtom()
                .filter(a -> a.count() > 0)
                .ifPresent(a -> tile("MAE per atom", Numbers.three(a.mae(), unit), ""));
        metrics.breakdown().uncertainty().ifPresent(this::tiles);
        out.close();
    }

    private void tiles(UncertaintyMetrics u) {
        tile("Error / σ (rms)", Numbers.three(u.rmsErrorOverUncertainty()), "1 where σ is right");
        tile(
                "Within 1 σ, 2 σ",
                Numbers.percent(u.coverage1()) + ", " + Numbers.percent(u.coverage2()),
                "expected 68 %, 95 %");
        tile("Log-likelihood", Numbers.three(-u.nll()), "mean of ln p(error); ENCE " + Numbers.three(u.ence()));
    }

    private void tile(String name, String value, String note) {
        out.open("div", "class", "tile");
        out.element("span", name, "class", "name").element("b", value);
        if (!note.isEmpty()) {
            out.element("span", note, "class", "note");
        }
        out.close();
    }

    private void card(String title) {
        out.open("figure", "class", "card").element("figcaption", title);
    }

    private void groups(String title, List<ErrorPlots.Group> groups, String what) {
        if (groups.size() < 2) {
            return;
        }
        card(title);
        ErrorPlots.bars(out, groups, unit, title);
        String text = what + "Bars and numbers: MAE" + (unit.equals("1") ? "" : ", " + Numbers.symbols(unit))
                + "; marks: RMSE; right: number of values.";
        out.element("p", text, "class", "caption");
        out.close();
    }

    private void components(Map<Integer, ComponentMetrics> byLambda) {
        card("Error by order of the spherical components");
        out.open("table");
        row("th", "λ", "values", "spread", "MAE", "RMSE", "largest");
        byLambda.forEach((lambda, c) -> row(
                "td",
                Integer.toString(lambda),
                Numbers.count(c.errors().count()),
                Numbers.three(c.spread().stdBaseline()),
                Numbers.three(c.errors().mae()),
                Numbers.three(c.errors().rmse()),
                Numbers.three(c.errors().max())));
        out.close();
        out.element("p", Numbers.unit("Errors" + (unit.equals("1") ? "" : " in"), unit) + ".", "class", "caption");
        out.close();
    }

    private void row(String cell, String... texts) {
        out.open("tr");
        for (String t : texts) {
            out.element(cell, t);
        }
        out.close();
    }

    private void worst(String row) {
        boolean uncertain = data.worst().stream().anyMatch(p -> !Double.isNaN(p.uncertainty()));
        out.element("h3", "Structures with the largest errors");
        out.open("div", "class", "scroll").open("table", "class", "worst-table").open("tr");
        boolean typed = data.worst().stream().anyMatch(p -> !p.place().type().isEmpty());
        for (String h : List.of("frame", "formula", "atoms")) {
            out.element("th", h);
        }
        if (typed) {
            out.element("th", Place.TYPE);
        }
        if (data.isOfAtoms()) {
            out.element("th", "atom");
        }
        for (String h : List.of("error", "reference", "prediction")) {
            out.element("th", Numbers.unit(h + (unit.equals("1") ? "" : ","), unit), "class", "number");
        }
        if (uncertain) {
            out.element("th", "σ", "class", "number").element("th", "|error| / σ", "class", "number");
        }
        out.close();
        int rank = 0;
        for (Pair p : data.worst()) {
            out.open("tr", "data-row", row + rank++);
            out.element("td", p.place().name(), "class", "frame")
                    .element("td", p.place().formula());
            out.element("td", Numbers.count(p.place().atoms()));
            if (typed) {
                out.element("td", p.place().type());
            }
            if (data.isOfAtoms()) {
                out.element("td", p.atom() == null ? "" : p.atom());
            }
            for (double x : new double[] {p.error(), p.reference(), p.prediction()}) {
                out.element("td", Numbers.three(x), "class", "number");
            }
            if (uncertain) {
                out.element("td", Numbers.three(p.uncertainty()), "class", "number");
                out.element("td", Numbers.three(Math.abs(p.ratio())), "class", "number");
            }
            out.close();
        }
        out.close().close();
    }
}
