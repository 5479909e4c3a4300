package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lather.evaluation.ParityPoints;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import picocli.CommandLine.Option;

/** The option {@code --plot} of commands that compare predictions with references. */
final class PlotOption {
    @Option(
            names = "--plot",
            paramLabel = "FILE.png",
            description = "Plot predictions against references, one panel for each target and derivative.")
    private @Nullable Path file;

    @Nullable
    Path file() {
        return file;
    }

    boolean isGiven() {
        return file != null;
    }

    /** Refuses another ending than .png, and a Java that cannot draw. */
    void check() {
        check(file);
    }

    /** Refuses a file that is no .png, and a Java that cannot draw; null for no plot. */
    static void check(@Nullable Path file) {
        if (file == null) {
            return;
        }
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new OptionsException("--plot " + file + ": expected a file name that ends in .png");
        }
        if (!Desktop.isHere()) {
            throw new OptionsException("--plot: this Java has no module java.desktop, with which plots are drawn. Use a"
                    + " complete one, as of a JDK, by JAVA_HOME");
        }
    }

    /** Draws the plot, if it is wanted. */
    void draw(ParityPoints points) throws IOException {
        if (file == null) {
            return;
        }
        if (points.series().isEmpty()) {
            throw new DataException(
                    "--plot " + file + ": expected structures with targets to compare with, got none with any");
        }
        Plots.parity(points, file);
    }
}
