package org.lather.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lather.options.OptionsException;
import picocli.CommandLine.Option;

/** The options {@code --cubes} and {@code --grid} of predictions of densities. */
final class CubeOptions {
    private static final double SPACING = 0.2;

    @Option(
            names = "--cubes",
            paramLabel = "DIR",
            description = "Of densities: a Gaussian cube file for each frame, DIR/0.cube and so on, in electrons per"
                    + " bohr^3.")
    private @Nullable Path cubes;

    @Option(
            names = "--grid",
            paramLabel = "SPACING",
            description = "Distance of the points of cube files in Angstrom. Default: 0.2.")
    private @Nullable Double grid;

    @Nullable
    Path folder() {
        return cubes;
    }

    double spacing() {
        return grid == null ? SPACING : grid;
    }

    void expectDensity(boolean density) {
        if (!density && (cubes != null || grid != null)) {
            throw new OptionsException(
                    (cubes != null ? "--cubes" : "--grid") + ": expected a model of a density, got another model");
        }
        if (grid != null && (!(grid > 0) || grid.isInfinite())) {
            throw new OptionsException("--grid: expected a positive distance in Angstrom, got " + grid);
        }
        if (grid != null && cubes == null) {
            throw new OptionsException("--grid: expected --cubes with a folder, got none");
        }
    }
}
