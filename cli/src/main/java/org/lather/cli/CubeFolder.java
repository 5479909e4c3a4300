package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.lather.electrons.CubeWriter;
import org.lather.electrons.DensityPrediction;
import org.lather.electrons.FittedDensity;

/** A folder of cube files, one for each frame. */
final class CubeFolder implements AutoCloseable {
    /** Distance between atoms and the faces of the grid, in Å. */
    private static final double MARGIN = 4;

    private final Path folder;
    private final CubeWriter writer;

    CubeFolder(Path folder, double grid, int threads) throws IOException {
        OutputFiles.folder(folder);
        this.folder = folder;
        this.writer = new CubeWriter(grid, MARGIN, threads);
    }

    CubeWriter grid() {
        return writer;
    }

    void write(long frame, FittedDensity density, DensityPrediction p) {
        DensityOutput.unchecked(() -> writer.write(folder.resolve(frame + ".cube"), density.basis(), p));
    }

    @Override
    public void close() {
        writer.close();
    }
}
