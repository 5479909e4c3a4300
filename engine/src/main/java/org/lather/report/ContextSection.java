package org.lather.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.lather.model.ModelParameters;
import org.lather.model.ModelSummary;
import org.lather.model.TrainingReport;
import org.lather.structure.Element;

/** The parts of the page about data, times, memory, model and options. */
final class ContextSection {
    private final Html out;
    private final ModelParameters parameters;
    private final Report.Context context;

    ContextSection(Html out, ModelParameters parameters, Report.Context context) {
        this.out = out;
        this.parameters = parameters;
        this.context = context;
    }

    /** Writes what the structures are. */
    void data(ReportData data, Map<String, Long> missing) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("structures", context.structures());
        rows.put(
                "number",
                Numbers.count(data.structures()) + ", " + Numbers.count(data.periodic()) + " of them periodic");
        if (data.structures() > 0) {
            rows.put(
                    "atoms",
                    Numbers.count(data.atoms()) + "; "
                            + (data.smallest() == data.largest()
                                    ? Numbers.count(data.smallest())
                                    : Numbers.count(data.smallest()) + " to " + Numbers.count(data.largest()))
                            + " a structure");
            rows.put(
                    "elements",
                    data.elements().entrySet().stream()
                            .map(e -> Element.symbol(e.getKey()) + " " + Numbers.count(e.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        missing.forEach((name, n) -> rows.put("without " + name, Numbers.count(n)));
        out.open("section", "id", "data").element("h2", "Data");
        table(rows);
        out.close();
    }

    /** Writes times and memory. */
    void cost(ReportData data) {
        out.open("section", "id", "cost").element("h2", "Time and memory").open("div", "class", "cards");
        context.training().ifPresent(this::training);
        out.open("figure", "class", "card").element("figcaption", "Prediction");
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("time", Numbers.seconds(context.seconds()));
        if (context.seconds() > 0) {
            rows.put("structures per second", Numbers.three(data.structures() / context.seconds()));
            rows.put("atoms per second", Numbers.three(data.atoms() / context.seconds()));
        }
        rows.put("most memory in use", Numbers.bytes(context.peakBytes()));
        table(rows);
        out.close().close().close();
    }

    private void training(TrainingReport r) {
        out.open("figure", "class", "card").element("figcaption", "Training");
        ErrorPlots.times(out, r.seconds());
        double total =
                r.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("time", Numbers.seconds(total));
        rows.put("structures", Numbers.count(r.structures()) + "; " + Numbers.count(r.environments(), "environment"));
        rows.put("representatives", Numbers.count(r.representatives()) + "; " + Numbers.count(r.features(), "feature"));
        r.noise().forEach((key, sigma) -> rows.put("noise of " + key.name(), Numbers.three(sigma)));
        rows.put(
                "most memory in use",
                Numbers.bytes(r.peakBytes()) + " (estimated: " + Numbers.bytes(r.estimateBytes()) + ")");
        table(rows);
        out.close();
    }

    /** Writes what the model is, and its options. */
    void model() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("file", context.model());
        rows.put("elements", String.join(" ", ModelSummary.elements(parameters)));
        rows.put("representatives", Numbers.count(parameters.size()));
        parameters.provenance().forEach((key, value) -> rows.put(key.replace('_', ' '), value));
        out.open("section", "id", "model").element("h2", "Model and options");
        table(rows);
        out.open("details").element("summary", "Options with every default");
        out.element("pre", parameters.options().toYaml());
        out.close().close();
    }

    private void table(Map<String, String> rows) {
        out.open("table", "class", "facts");
        rows.forEach((name, value) ->
                out.open("tr").element("th", name).element("td", value).close());
        out.close();
    }
}
