package org.lather.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.evaluation.Evaluation;
import org.lather.model.TrainingReport;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.report.CurvePoint;
import org.lather.report.Report;
import org.lather.report.ReportData;
import picocli.CommandLine.Option;

/** The options {@code --report} and {@code --curve} of commands that compare predictions with references. */
final class ReportOption {
    @Option(
            names = "--report",
            paramLabel = "REPORT.html",
            description = "One page about the errors, for a browser: plots, errors by element, size and type, the"
                    + " structures with the largest errors, data, options, times. It needs no network.")
    private @Nullable Path file;

    @Option(
            names = "--curve",
            paramLabel = "CURVE.json",
            description = "With --report: show the learning curve that lather curve wrote to this file.")
    private @Nullable Path curve;

    private List<CurvePoint> points = List.of();

    @Nullable
    Path file() {
        return file;
    }

    boolean isGiven() {
        return file != null;
    }

    /** Adds the files to those of a command. */
    FilesInUse addTo(FilesInUse files) {
        if (curve != null) {
            files.reads("the learning curve", curve);
        }
        return files.writes("--report", file);
    }

    /** Refuses another ending than .html, and reads the learning curve. */
    void check() throws IOException {
        if (file == null) {
            if (curve != null) {
                throw new OptionsException("--curve " + curve + ": expected --report, whose page shows the curve");
            }
            return;
        }
        String lower = file.toString().toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".html") && !lower.endsWith(".htm")) {
            throw new OptionsException("--report " + file + ": expected a file name that ends in .html");
        }
        if (curve != null && !Files.exists(curve)) {
            throw new OptionsException("--curve " + curve + ": expected a file of lather curve, got none");
        }
        points = curve == null ? List.of() : CurvePoint.read(curve);
    }

    /**
     * What the page says besides errors.
     *
     * @param model what it calls the model
     * @param structures what it calls the structures
     * @param seconds wall time of the predictions
     */
    record Facts(String model, String structures, double seconds) {}

    /** Writes the page, if it is wanted. */
    void write(Model model, Evaluation evaluation, ReportData data, Facts facts, Session session) throws IOException {
        if (file == null) {
            return;
        }
        Optional<TrainingReport> training = model.report();
        long peak = session.backend().resources().ledger().peakBytes();
        Report.Context context =
                new Report.Context(facts.model(), facts.structures(), facts.seconds(), peak, training, points);
        new Report(model.parameters(), evaluation, data, context).write(file);
    }
}
