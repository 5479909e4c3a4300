package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lather.evaluation.ComponentMetrics;
import org.lather.evaluation.ErrorMetrics;
import org.lather.evaluation.TargetMetrics;
import org.lather.evaluation.UncertaintyMetrics;
import org.lather.target.Unit;

/**
 * A human-readable table of errors and of the spread of the references. The standard error of the mean absolute error
 * is over the values.
 */
final class ErrorTable {
    /**
     * Index of the first column that only tables with predictive standard deviations σ have: their root mean square,
     * and error over σ.
     */
    private static final int SIGMA = 7;

    private static final int RATIO = 8;
    private static final int UNIT = 9;

    private final boolean uncertain;
    private final List<String> lines = new ArrayList<>();

    ErrorTable() {
        this(false);
    }

    /** @param uncertain whether predictions have standard deviations */
    private ErrorTable(boolean uncertain) {
        this.uncertain = uncertain;
    }

    void title(String first) {
        add(first, "count", "spread", "MAE", "± s.e.", "RMSE", "max", "rms σ", "error/σ", "unit");
    }

    /** @param cells name, count, spread, MAE, standard error, RMSE, max, rms σ, error/σ, unit */
    private void add(String... cells) {
        StringBuilder line = new StringBuilder();
        // narrower with σ, so that the line stays within 100 characters
        line.append(String.format(Locale.ROOT, uncertain ? "%-18s %7s" : "%-30s %7s", cells[0], cells[1]));
        for (int k = 2; k < UNIT; k++) {
            if (uncertain || (k != SIGMA && k != RATIO)) {
                line.append(String.format(Locale.ROOT, uncertain ? " %8s" : " %9s", cells[k]));
            }
        }
        lines.add(line.append("  ").append(cells[UNIT]).toString());
    }

    void heading(String text) {
        lines.add(text);
    }

    /** @param unit in which errors are shown */
    void row(String name, TargetMetrics t, Unit unit) {
        double f = t.unit().in(unit);
        ErrorMetrics e = t.errors();
        Optional<UncertaintyMetrics> u = t.breakdown().uncertainty();
        add(
                name,
                String.format(Locale.ROOT, "%,d", e.count()),
                number(f * t.spread().stdBaseline()),
                number(f * e.mae()),
                number(f * e.maeStandardError()),
                number(f * e.rmse()),
                number(f * e.max()),
                u.map(m -> number(f * m.rms())).orElse(""),
                u.map(m -> number(m.rmsErrorOverUncertainty())).orElse(""),
                unit.toString());
    }

    /** Adds a row for the components of one order of a tensor. */
    private void row(int lambda, ComponentMetrics c, Unit unit) {
        ErrorMetrics e = c.errors();
        add(
                "  lambda " + lambda,
                String.format(Locale.ROOT, "%,d", e.count()),
                number(c.spread().stdBaseline()),
                number(e.mae()),
                "",
                number(e.rmse()),
                number(e.max()),
                "",
                "",
                unit.toString());
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

    private String number(double x) {
        if (Double.isNaN(x)) {
            return "-";
        }
        double a = Math.abs(x);
        return a != 0 && (a < 1e-3 || a >= 1e6)
                ? String.format(Locale.ROOT, uncertain ? "%.2e" : "%.3e", x)
                : String.format(Locale.ROOT, a < 1 ? "%.4f" : a < 100 ? "%.3f" : "%.1f", x);
    }

    void print(Console console) {
        lines.forEach(l -> console.print(l.stripTrailing()));
    }
}
