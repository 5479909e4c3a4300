package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.lather.evaluation.LearningCurveTable;

/** Writes a learning curve as CSV, JSON and a plot. */
final class CurveFiles {
    /** The files that are written; the plot only if java.desktop is available. */
    static final List<String> NAMES = List.of("curve.csv", "curve.json", "curve.png");

    private CurveFiles() {}

    static void write(LearningCurveTable curve, Path folder) throws IOException {
        OutputFiles.text(folder.resolve("curve.csv"), curve.toCsv());
        OutputFiles.text(folder.resolve("curve.json"), curve.toJson() + "\n");
        if (Desktop.isHere()) {
            Plots.curve(curve.rows(), folder.resolve("curve.png"));
        }
    }
}
