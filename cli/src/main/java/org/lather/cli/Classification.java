package org.lather.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lather.classification.ClassMetrics;
import org.lather.classification.ClassPrediction;
import org.lather.classification.ClassStatistics;
import org.lather.classification.Classifier;
import org.lather.classification.ClassifierFile;
import org.lather.classification.ClassifierModel;
import org.lather.classification.ClassifierReport;
import org.lather.classification.ClassifierTraining;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.evaluation.KnownStructures;
import org.lather.execution.Execution;
import org.lather.options.ClassifierOptions;
import org.lather.options.Options;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** What commands do with a classification, a model of {@code model.type: svc}. */
final class Classification {
    private final Console console;
    private final boolean json;

    /** @param json whether results are printed as JSON */
    Classification(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** Trains, writes the model and its options, and tests it. */
    void train(
            Options options,
            Structures train,
            @Nullable Structures testing,
            Path output,
            Session session,
            Execution execution)
            throws IOException {
        ClassifierTraining training = new ClassifierTraining(options, session.backend(), execution);
        ClassifierTraining.Result result = training.fit(train, testing == null ? Structures.of(List.of()) : testing);
        session.progress().end();
        Classifier classifier = result.classifier();
        Path resolved = OutputFiles.beside(output, ".options.yaml");
        ClassifierFile.write(output, classifier);
        OutputFiles.text(resolved, classifier.options().withAbsolutePaths().toYaml());
        ClassifierReport report = result.report();
        List<Warning> warnings = new ArrayList<>(report.warnings());
        ClassStatistics test = null;
        if (testing != null) {
            test = new ClassStatistics(classifier);
            session.progress().stage("testing", 0);
            try (Frames frames = testing.frames()) {
                new ClassifierModel(classifier, session.backend(), session.execution(null))
                        .predict(frames, false, test::add);
            }
            session.progress().end();
            warnings.addAll(test.warnings());
        }
        report(report, classifier);
        console.warn(warnings);
        ClassMetrics tested = test == null || test.count() == 0 ? null : test.metrics();
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("model", output.toString());
            out.putAll(report.toMap());
            out.put("options", classifier.options().toMap());
            if (tested != null) {
                out.put("test", Map.of(classifier.name(), tested.toMap()));
            }
            out.put("warnings", Warning.toList(warnings));
            console.printJson(out);
            return;
        }
        console.print("written: " + output + ", " + resolved);
        if (tested != null) {
            ClassTable.print(classifier.name(), tested, console);
        }
    }

    private void report(ClassifierReport report, Classifier classifier) {
        console.info("classes   "
                + report.structures().entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%,d of %s", e.getValue(), e.getKey()))
                        .collect(Collectors.joining(", "))
                + (report.skipped() > 0 ? String.format(Locale.ROOT, "; %,d without", report.skipped()) : ""));
        console.info(String.format(
                Locale.ROOT,
                "fitted    C = %.4g with %,d support vectors; %.4f of held-out structures classified correctly%s",
                report.c(),
                report.supportVectors(),
                report.scores().get(report.c()),
                classifier.options().model().classifier().weights() == ClassifierOptions.ClassWeights.BALANCED
                        ? ", mean of the classes"
                        : ""));
    }

    /**
     * What {@code lather eval} is asked for.
     *
     * @param perAtom whether contributions of atoms are written
     * @param compare whether classes of the structures are read
     * @param skipUnknown whether structures with unknown elements are left out
     */
    record Evaluated(
            Path model,
            boolean verify,
            @Nullable Path output,
            @Nullable Path metrics,
            boolean perAtom,
            boolean compare,
            boolean skipUnknown) {}

    /** Compares a prediction; a class that the model does not know is refused, unless no classes are compared. */
    private static void compare(ClassPrediction p, ClassStatistics statistics) {
        try {
            statistics.add(p);
        } catch (DataException e) {
            DataException withOption =
                    new DataException(e.factPhrase(), Cure.text("To predict without comparing, use --no-reference"));
            withOption.initCause(e);
            throw withOption;
        }
    }

    /** Predicts structures and compares with their classes. */
    void evaluate(Evaluated asked, Structures structures, Session session) throws IOException {
        long begin = System.nanoTime();
        Classifier classifier = ClassifierFile.read(asked.model(), asked.verify());
        ClassifierModel model = new ClassifierModel(classifier, session.backend(), session.execution(null));
        ClassStatistics statistics = new ClassStatistics(classifier);
        session.progress().stage("predicting", 0);
        long[] predicted = new long[1];
        List<String> lines = new ArrayList<>();
        Consumer<ClassPrediction> taken = p -> {
            predicted[0]++;
            if (asked.compare()) {
                compare(p, statistics);
            }
            if (asked.output() == null && !json) {
                lines.add(line(predicted[0] - 1, p, classifier));
            }
        };
        long skipped;
        try (Frames frames = structures.frames()) {
            KnownStructures known = new KnownStructures(frames, model::knows, asked.skipUnknown());
            if (asked.output() == null) {
                model.predict(known, asked.perAtom(), taken);
            } else {
                write(asked.output(), out -> {
                    model.predict(known, asked.perAtom(), p -> {
                        taken.accept(p);
                        put(out, p.annotate(classifier.name(), classifier.classes()));
                    });
                    return predicted[0] > 0;
                });
            }
            skipped = known.skipped();
        }
        session.progress().end();
        if (predicted[0] == 0) {
            throw new DataException(
                    skipped > 0
                            ? structures.description() + ": expected at least one frame that the model knows, got "
                                    + skipped + " others"
                            : "expected at least one frame, got none: " + structures.emptiness());
        }
        boolean compared = statistics.count() > 0;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model", asked.model().toString());
        values.put("data", structures.description());
        values.put(
                "targets",
                compared ? Map.of(classifier.name(), statistics.metrics().toMap()) : Map.of());
        if (asked.metrics() != null) {
            OutputFiles.json(asked.metrics(), values);
        }
        if (skipped > 0) {
            console.info(skipped + " frames with elements that the model never saw omitted");
        }
        console.warn(statistics.warnings());
        if (json) {
            values.put("frames", predicted[0]);
            values.put("skipped", skipped);
            values.put("seconds", (System.nanoTime() - begin) * 1e-9);
            values.put("warnings", Warning.toList(statistics.warnings()));
            console.printJson(values);
            return;
        }
        lines.forEach(console::print);
        if (compared) {
            ClassTable.print(classifier.name(), statistics.metrics(), console);
        } else {
            console.print(predicted[0] + " frames predicted"
                    + (asked.compare() ? "; they carry no classes to compare with" : ""));
        }
        if (asked.output() != null) {
            console.print("written: " + asked.output());
        }
    }

    private static String line(long frame, ClassPrediction p, Classifier classifier) {
        String label = classifier.classes().labels().get(p.index());
        return String.format(
                Locale.ROOT,
                "frame %d: %s %s, probability %.4f",
                frame,
                classifier.name(),
                label,
                p.probabilities()[p.index()]);
    }

    /**
     * Writes structures to a file that appears when it is complete.
     *
     * @param content writes the structures, and tells whether the file is wanted: otherwise nothing appears
     */
    static void write(Path file, Predicate<ExtendedXyzWriter> content) throws IOException {
        try (AtomicFile target = AtomicFile.create(file)) {
            ExtendedXyzWriter writer = ExtendedXyzWriter.of(target, file);
            boolean wanted = content.test(writer);
            writer.close();
            if (wanted) {
                target.commit();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static void put(ExtendedXyzWriter out, Structure s) {
        try {
            out.write(s);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints what is inside a model. */
    void show(Path file, boolean verify) {
        Classifier c = ClassifierFile.read(file, verify);
        List<String> elements =
                Arrays.stream(c.elements()).mapToObj(Element::symbol).toList();
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("model", file.toString());
            out.put("elements", elements);
            out.put("target", c.name());
            out.put("classes", c.classes().labels());
            out.put("c", c.c());
            out.put("support_vectors", c.support().size());
            out.put("provenance", c.provenance());
            out.put("options", c.options().toMap());
            console.printJson(out);
            return;
        }
        console.print("elements         " + String.join(", ", elements));
        console.print(
                String.format(Locale.ROOT, "support vectors  %,d", c.support().size()));
        console.print(String.format(
                Locale.ROOT,
                "target           %s: classes %s; C = %.4g",
                c.name(),
                String.join(", ", c.classes().labels()),
                c.c()));
        c.provenance().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> console.print(String.format(Locale.ROOT, "%-16s %s", e.getKey(), e.getValue())));
        console.print("options");
        c.options().toYaml().lines().forEach(l -> console.print("  " + l));
    }
}
