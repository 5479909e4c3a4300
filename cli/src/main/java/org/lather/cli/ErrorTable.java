package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lather.evaluation.ComponentMetrics;
import org.lather.evaluation.ErrorMetrics;
import org.lather.evaluation.TargetMetrics;
import org.lather.evaluation.UncertaintyMetrics;
import org.lather.target.Unit;

/**
 * A human-readable table of errors and of the spread of the references. All its numbers are in one notation: with as
 * many decimals in a row that its mean absolute error has three digits or, if some row would need more than six, with
 * exponents.
 */
final class ErrorTable {
    private static final int MOST_DECIMALS = 6;

    /** Smallest number that a column cannot hold without an exponent. */
    private static final double LARGEST = 1e7;

    /** Rows below a heading, which is empty for none. */
    private record Section(String heading, List<Row> rows) {}

    /**
     * A row of errors; NaN for what it does not have.
     *
     * @param sigma root mean square of the predictive standard deviations
     * @param ratio root mean square of the errors divided by them, without unit
     */
    private record Row(
            String name,
            long count,
            double spread,
            double mae,
            double standardError,
            double rmse,
            double max,
            double sigma,
            double ratio,
            Unit unit) {
        private DoubleStream numbers() {
            return DoubleStream.of(spread, mae, standardError, rmse, max, sigma).filter(Double::isFinite);
        }

        /** The decimals with which the mean absolute error has three digits. */
        private int decimals() {
            double typical = mae > 0 ? mae : numbers().max().orElse(0);
            return typical > 0 ? Math.max(0, 2 - (int) Math.floor(Math.log10(typical))) : 0;
        }
    }

    private final boolean uncertain;
    private final List<Section> sections = new ArrayList<>(List.of(new Section("", new ArrayList<>())));
    private String title = "";

    ErrorTable() {
        this(false);
    }

    /** @param uncertain whether predictions have standard deviations */
    private ErrorTable(boolean uncertain) {
        this.uncertain = uncertain;
    }

    /** Sets the title of the first column. */
    void title(String first) {
        title = first;
    }

    void heading(String text) {
        sections.add(new Section(text, new ArrayList<>()));
    }

    private void add(Row row) {
        sections.get(sections.size() - 1).rows().add(row);
    }

    /** @param unit in which errors are shown */
    void row(String name, TargetMetrics t, Unit unit) {
        double f = t.unit().in(unit);
        ErrorMetrics e = t.errors();
        Optional<UncertaintyMetrics> u = t.breakdown().uncertainty();
        add(new Row(
                name,
                e.count(),
                f * t.spread().stdBaseline(),
                f * e.mae(),
                f * e.maeStandardError(),
                f * e.rmse(),
                f * e.max(),
                f * u.map(UncertaintyMetrics::rms).orElse(Double.NaN),
                u.map(UncertaintyMetrics::rmsErrorOverUncertainty).orElse(Double.NaN),
                unit));
    }

    /** Adds a row for the components of one order of a tensor. */
    private void row(int lambda, ComponentMetrics c, Unit unit) {
        ErrorMetrics e = c.errors();
        add(new Row(
                "  lambda " + lambda,
                e.count(),
                c.spread().stdBaseline(),
                e.mae(),
                Double.NaN,
                e.rmse(),
                e.max(),
                Double.NaN,
                Double.NaN,
                unit));
    }

    /** Returns a table with a row for each target, in its own unit. */
    static ErrorTable of(List<TargetMetrics> targets) {
        ErrorTable table = new ErrorTable(
                targets.stream().anyMatch(t -> t.breakdown().uncertainty().isPresent()));
        table.title("target");
        for (TargetMetrics t : targets) {
            table.row(t.name(), t, t.unit());
            t.breakdown().byLambda().ifPresent(m -> m.forEach((lambda, c) -> table.row(lambda, c, t.unit())));
        }
        return table;
    }

    private boolean needsExponents() {
        return sections.stream()
                .flatMap(s -> s.rows().stream())
                .anyMatch(r -> r.decimals() > MOST_DECIMALS || r.numbers().anyMatch(x -> Math.abs(x) >= LARGEST));
    }

    /** @param cells name, count, spread, MAE, standard error, RMSE, max, rms σ, error/σ, unit */
    private String line(String... cells) {
        StringBuilder line = new StringBuilder();
        // narrower with σ, so that the line stays within 100 characters
        line.append(String.format(Locale.ROOT, uncertain ? "%-18s %7s" : "%-30s %7s", cells[0], cells[1]));
        int end = uncertain ? cells.length - 1 : cells.length - 3;
        for (int k = 2; k < end; k++) {
            line.append(String.format(Locale.ROOT, uncertain ? " %8s" : " %9s", cells[k]));
        }
        return line.append("  ").append(cells[cells.length - 1]).toString().stripTrailing();
    }

    private String line(Row r, boolean exponents) {
        String format = exponents ? "%.2e" : "%." + r.decimals() + "f";
        return line(
                r.name(),
                String.format(Locale.ROOT, "%,d", r.count()),
                number(r.spread(), format),
                number(r.mae(), format),
                number(r.standardError(), format),
                number(r.rmse(), format),
                number(r.max(), format),
                number(r.sigma(), format),
                number(r.ratio(), exponents ? format : "%.2f"),
                r.unit().toString());
    }

    private static String number(double x, String format) {
        return Double.isNaN(x) ? "-" : String.format(Locale.ROOT, format, x);
    }

    /** Prints the table, and explains its columns on the error stream. */
    void print(Console console) {
        console.print(line(title, "count", "spread", "MAE", "± s.e.", "RMSE", "max", "rms σ", "error/σ", "unit"));
        boolean exponents = needsExponents();
        for (Section s : sections) {
            if (!s.heading().isEmpty()) {
                console.print(s.heading());
            }
            s.rows().forEach(r -> console.print(line(r, exponents)));
        }
        console.info("spread: standard deviation of the references after the baseline, the RMSE of a model that learnt"
                + " nothing;");
        console.info("s.e.: standard error of the MAE"
                + (uncertain ? "; rms σ: of the predicted standard deviations; error/σ: 1 where these are right" : ""));
    }
}
