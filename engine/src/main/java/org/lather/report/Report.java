package org.lather.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.lather.error.Spelling;
import org.lather.error.Warning;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.TargetMetrics;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.structure.file.AtomicFile;

/**
 * A page about the errors of a model on structures with references: tables and plots of every target, the structures
 * with the largest errors, data, options, times and memory. The page is one HTML file. It loads nothing, from the
 * network or from other files, and forbids the browser to do so; scripts only show the text of a point and highlight
 * rows of tables. Everything that comes from files is text there, never markup.
 *
 * <pre>{@code
 * ReportData data = new ReportData(model.parameters());
 * Evaluation evaluation = Evaluation.of(model, frames, execution, data);
 * new Report(model.parameters(), evaluation, data, Report.Context.of("model", "test.xyz", 1.5, 0)).write(Path.of("report.html"));
 * }</pre>
 */
public final class Report {
    private final ModelParameters parameters;
    private final Evaluation evaluation;
    private final ReportData data;
    private final Context context;

    /**
     * What the page says besides errors.
     *
     * @param model what the page calls the model
     * @param structures what the page calls the structures
     * @param seconds wall time of the predictions
     * @param peakBytes most bytes in use during the predictions
     * @param training report of the training; empty if the model was read from a file
     * @param curve points of a learning curve; empty if none is known
     */
    public record Context(
            String model,
            String structures,
            double seconds,
            long peakBytes,
            Optional<TrainingReport> training,
            List<CurvePoint> curve) {
        public Context {
            curve = List.copyOf(curve);
        }

        /**
         * Returns what is known of a single evaluation.
         *
         * @param model what the page calls the model
         * @param structures what the page calls the structures
         */
        public static Context of(String model, String structures, double seconds, long peakBytes) {
            return new Context(model, structures, seconds, peakBytes, Optional.empty(), List.of());
        }
    }

    /** @param evaluation of the predictions that were also added to the data */
    public Report(ModelParameters parameters, Evaluation evaluation, ReportData data, Context context) {
        this.parameters = parameters;
        this.evaluation = evaluation;
        this.data = data;
        this.context = context;
    }

    /** Returns the page. */
    public String toHtml() {
        String style = resource("report.css");
        String script = resource("report.js");
        Html out = new Html();
        out.doctype().open("html", "lang", "en").open("head");
        out.empty("meta", "charset", "utf-8");
        String policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; base-uri 'none'; form-action 'none'";
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy);
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.element("title", "Errors of " + context.model());
        out.trusted("style", style).close().open("body");
        body(out);
        out.trusted("script", script).close().close();
        return out.toString();
    }

    private void body(Html out) {
        List<SeriesData> series = data.series();
        out.open("header").element("h1", "Errors of " + context.model());
        out.element(
                "p",
                Numbers.count(data.structures(), "structure") + " of " + context.structures() + " · Lather",
                "class",
                "subtitle");
        out.open("nav");
        int index = 0;
        for (SeriesData s : series) {
            out.element("a", s.name(), "href", "#target-" + index++);
        }
        out.element("a", "data", "href", "#data").element("a", "time and memory", "href", "#cost");
        out.element("a", "model and options", "href", "#model");
        out.close().close().open("main");
        warnings(out);
        if (series.isEmpty()) {
            out.element("p", "The structures carry no targets of the model, so that there is nothing to compare with.");
        }
        index = 0;
        for (SeriesData s : series) {
            List<CurvePoint> curve = context.curve().stream()
                    .filter(p -> p.target().equals(s.name()))
                    .toList();
            new TargetSection(out, metrics(s), s, curve).write("target-" + index++);
        }
        ContextSection rest = new ContextSection(out, parameters, context);
        rest.data(data, evaluation.missing());
        rest.cost(data);
        rest.model();
        out.close();
        out.open("div", "id", "tip").close();
    }

    private TargetMetrics metrics(SeriesData s) {
        return evaluation.targets().stream()
                .filter(t -> t.name().equals(s.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected errors of " + s.name()
                        + ", which the data have: they are not of the same predictions"));
    }

    private void warnings(Html out) {
        List<Warning> all =
                new ArrayList<>(context.training().map(TrainingReport::warnings).orElse(List.of()));
        all.addAll(evaluation.warnings());
        if (all.isEmpty()) {
            return;
        }
        out.open("aside", "class", "warnings").element("h2", "Warnings").open("ul");
        all.forEach(w -> out.element("li", w.describe(Spelling.PLAIN)));
        out.close().close();
    }

    /**
     * Writes the page to a file, which keeps its earlier content if that fails.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        byte[] page = toHtml().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(page));
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("expected the resource " + name + " beside the classes of the page");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The hash by which a content security policy allows a text. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
