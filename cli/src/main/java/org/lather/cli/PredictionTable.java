package org.lather.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.Prediction;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * A human-readable table of the predicted values of a few structures, with references where the structures carry them.
 * It has one row for each structure and lists numbers and vectors of whole structures; what is larger is only named.
 */
final class PredictionTable {
    /** Largest number of structures that are shown. */
    static final int MOST = 20;

    private static final int MOST_COMPONENTS = 3;

    private final boolean references;
    private final List<FittedTarget> shown;
    private final List<String> omitted = new ArrayList<>();
    private final List<Prediction> rows = new ArrayList<>();
    private boolean tooMany;

    /** @param references whether to show what structures carry */
    PredictionTable(ModelParameters parameters, boolean references) {
        this.references = references;
        shown = parameters.targets().stream().filter(PredictionTable::isShort).toList();
        for (FittedTarget t : parameters.targets()) {
            if (!isShort(t)) {
                omitted.add(t.name());
            }
            t.target().derivatives().forEach(d -> omitted.add(d.name(t.name())));
        }
    }

    /** Whether the values of a target fit in a cell of the table. */
    private static boolean isShort(FittedTarget t) {
        Target target = t.target();
        return target.quantity() != Target.Quantity.ATOM && target.form().rank() <= 1;
    }

    /** Adds a structure. Nothing is kept when there are more than {@value #MOST}. */
    void add(Prediction p) {
        tooMany |= rows.size() == MOST;
        if (tooMany) {
            rows.clear();
        } else {
            rows.add(p);
        }
    }

    /** Prints the table, unless there are too many structures or no target fits in it. */
    void print(Console console) {
        if (tooMany || rows.isEmpty() || shown.isEmpty()) {
            return;
        }
        List<List<String>> columns = new ArrayList<>();
        columns.add(
                column("frame", p -> Long.toString(p.structure().annotations().frame())));
        columns.add(column("formula", p -> formula(p.structure())));
        for (FittedTarget t : shown) {
            addColumns(t, columns);
        }
        List<Integer> widths = columns.stream()
                .map(c -> c.stream().mapToInt(String::length).max().orElse(0))
                .toList();
        for (int row = 0; row <= rows.size(); row++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns.size(); c++) {
                String cell = columns.get(c).get(row);
                String blanks = " ".repeat(widths.get(c) - cell.length());
                line.append(c == 0 ? "" : "  ").append(c == 1 ? cell + blanks : blanks + cell);
            }
            console.print(line.toString().stripTrailing());
        }
        if (!omitted.isEmpty()) {
            console.info("not shown: " + String.join(", ", omitted) + "; -o FILE.xyz writes all values");
        }
        console.print("");
    }

    private void addColumns(FittedTarget t, List<List<String>> columns) {
        String unit = " (" + t.target().unit() + ")";
        double largest = rows.stream()
                .flatMapToDouble(p -> Arrays.stream(p.values(t.name())))
                .map(Math::abs)
                .max()
                .orElse(0);
        String format = largest >= 0.1 && largest < 1e7 ? "%.4f" : "%.4e";
        columns.add(column(t.name() + unit, p -> numbers(p.values(t.name()), format)));
        if (rows.stream().anyMatch(p -> p.hasUncertainty(t.name()))) {
            columns.add(column("±", p -> p.hasUncertainty(t.name()) ? numbers(p.uncertainties(t.name()), format) : ""));
        }
        if (references && rows.stream().anyMatch(p -> TargetReading.has(p.structure(), t.target()))) {
            columns.add(column("reference", p -> {
                Structure s = p.structure();
                return TargetReading.has(s, t.target()) ? numbers(TargetReading.read(s, t.target()), format) : "";
            }));
        }
    }

    /** A cell of one structure. */
    private interface Cell {
        String of(Prediction p);
    }

    private List<String> column(String title, Cell cell) {
        List<String> out = new ArrayList<>(List.of(title));
        rows.forEach(p -> out.add(cell.of(p)));
        return out;
    }

    private static String numbers(double[] values, String format) {
        return Arrays.stream(values)
                .limit(MOST_COMPONENTS)
                .mapToObj(x -> String.format(Locale.ROOT, format, x))
                .collect(Collectors.joining(" "));
    }

    /** The chemical formula, carbon and hydrogen first, then by symbol (Hill's order with carbon). */
    private static String formula(Structure s) {
        TreeMap<String, Integer> counts = new TreeMap<>(PredictionTable::compare);
        for (int i = 0; i < s.size(); i++) {
            counts.merge(Element.symbol(s.atomicNumber(i)), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(e -> e.getKey() + (e.getValue() == 1 ? "" : e.getValue()))
                .collect(Collectors.joining());
    }

    private static int compare(String a, String b) {
        String first = "CH";
        int x = first.indexOf(a);
        int y = first.indexOf(b);
        return x >= 0 || y >= 0 ? Integer.compare(x < 0 ? 9 : x, y < 0 ? 9 : y) : a.compareTo(b);
    }
}
