package org.lather.cli;

import java.util.List;
import java.util.Locale;
import org.lather.classification.ClassMetrics;

/** A human-readable table of how well classes were predicted. */
final class ClassTable {
    private ClassTable() {}

    static void print(String name, ClassMetrics m, Console console) {
        console.print(String.format(Locale.ROOT, "%-22s %,d structures", name, m.count()));
        row("accuracy", m.accuracy(), console);
        row("balanced accuracy", m.balancedAccuracy(), console);
        row("ROC AUC", m.rocAuc(), console);
        row("BEDROC (80.5)", m.bedroc(), console);
        row("enrichment, first 1 %", m.enrichment(), console);
        row("log loss", m.logLoss(), console);
        List<String> labels = m.classes().labels();
        for (int c = 0; c < labels.size(); c++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  of class %-12s", labels.get(c)));
            for (int p = 0; p < labels.size(); p++) {
                line.append(String.format(Locale.ROOT, " %,7d as %s", m.confusion()[c][p], labels.get(p)));
            }
            console.print(line.toString());
        }
    }

    private static void row(String name, double value, Console console) {
        if (Double.isFinite(value)) {
            console.print(String.format(Locale.ROOT, "  %-22s %.4f", name, value));
        }
    }
}
