package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.evaluation.ErrorStatistics;
import org.lather.model.StandardizedErrors;
import org.lather.target.Unit;

/**
 * Errors beside the spread, as lines for people; energies in kcal/mol where that is asked for. Behind the mean absolute
 * error stands its standard error over the structures.
 */
final class ErrorTable {
    private final boolean uncertain;
    private final List<String> lines = new ArrayList<>();

    ErrorTable() {
        this(false);
    }

    /**
     * @param uncertain whether predictions have standard deviations σ: their root mean square, and that of error over σ
     */
    private ErrorTable(boolean uncertain) {
        this.uncertain = uncertain;
    }

    void title(String first) {
        add(first, "count", "spread", "MAE", "± s.e.", "RMSE", "max", "rms σ", "error/σ", "unit");
    }

    private void add(
            String name,
            String count,
            String spread,
            String mae,
            String standardError,
            String rmse,
            String max,
            String sigma,
            String ratio,
            Object unit) {
        if (uncertain) { // within 100 characters, too
            lines.add(String.format(
                    Locale.ROOT,
                    "%-18s %7s %8s %8s %8s %8s %8s %8s %8s  %s",
                    name,
                    count,
                    spread,
                    mae,
                    standardError,
                    rmse,
                    max,
                    sigma,
                    ratio,
                    unit));
        } else {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-30s %7s %9s %9s %9s %9s %9s  %s",
                    name,
                    count,
                    spread,
                    mae,
                    standardError,
                    rmse,
                    max,
                    unit));
        }
    }

    void heading(String text) {
        lines.add(text);
    }

    /** @param unit in which errors are shown */
    void row(String name, ErrorStatistics s, Unit unit) {
        double f = s.unit().in(unit);
        double spread = s.target().baselines().isEmpty() ? s.spread() : s.spreadWithoutBaselines();
        StandardizedErrors c = s.calibration();
        boolean has = c.count() > 0;
        add(
                name,
                String.format(Locale.ROOT, "%,d", s.count()),
                number(f * spread),
                number(f * s.mae()),
                number(f * s.maeStandardError()),
                number(f * s.rmse()),
                number(f * s.max()),
                has ? number(f * c.rmsUncertainty()) : "",
                has ? number(c.rmsErrorOverUncertainty()) : "",
                unit);
    }

    /** A row for each order of a tensor. */
    private void orders(ErrorStatistics s) {
        Map<Integer, ErrorStatistics.Parts> byLambda = s.byLambda();
        if (byLambda == null) {
            return;
        }
        boolean baselines = !s.target().baselines().isEmpty();
        byLambda.forEach((lambda, p) -> add(
                "  lambda " + lambda,
                String.format(Locale.ROOT, "%,d", p.errors().count()),
                number(baselines ? p.spreadWithoutBaselines() : p.spread()),
                number(p.errors().mae()),
                "",
                number(p.errors().rmse()),
                number(p.errors().max()),
                "",
                "",
                s.unit()));
    }

    /** Every target that has references, in its own unit. */
    static ErrorTable of(Evaluation evaluation) {
        ErrorTable table = new ErrorTable(
                evaluation.statistics().stream().anyMatch(s -> s.calibration().count() > 0));
        table.title("target");
        for (ErrorStatistics s : evaluation.statistics()) {
            if (s.count() > 0) {
                table.row(s.name(), s, s.unit());
                table.orders(s);
            }
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
