package org.lather.regression;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;
import org.lather.backend.PanelsInMemory;

/**
 * Where the sums of the folds of a fit are stored until it is solved. In memory they are accumulated together, in one
 * pass over the structures. In a scratch file they are accumulated fold by fold, so that only those of one fold are in
 * memory: the structures are read once for each fold, and the rows of each are computed once, as in memory. The results
 * are bitwise identical.
 */
public final class SumStorage implements AutoCloseable {
    /** What is in a scratch file rather than in memory. */
    public enum Place {
        /** Nothing. */
        MEMORY,
        /** The sums of the folds and their total; the triangle that is factored is in memory. */
        SUMS,
        /** The triangle that is factored, too: two panels of it are in memory at a time. */
        FACTORS,
        /** Rows instead of sums over them, for solutions by iteration. */
        ROWS
    }

    private final Place place;
    private final @Nullable ScratchFile file;

    private SumStorage(Place place, @Nullable ScratchFile file) {
        this.place = place;
        this.file = file;
    }

    /** Returns a storage in memory. */
    public static SumStorage inMemory() {
        return new SumStorage(Place.MEMORY, null);
    }

    /**
     * Opens a scratch file, which is deleted with this object, or when the process ends.
     *
     * @param place what is stored in it
     * @param bytes number of bytes that will be stored
     * @throws java.io.UncheckedIOException if the folder does not exist, or has less space
     */
    public static SumStorage onDisk(Path folder, Place place, long bytes) {
        ScratchFile.expectSpace(folder, bytes);
        return new SumStorage(place, new ScratchFile(folder));
    }

    /** Whether sums are stored in a scratch file. */
    public boolean isOnDisk() {
        return file != null;
    }

    /** Whether rows are stored instead of sums over them. */
    public boolean keepsRows() {
        return place == Place.ROWS;
    }

    /** The file of the rows. */
    ScratchFile file() {
        return Objects.requireNonNull(file);
    }

    /** Makes sums over no rows. */
    NormalEquations sums(int size, int targets) {
        return file == null ? new NormalEquations(size, targets) : new NormalEquations(file.triangle(size), targets);
    }

    /** Makes a triangle to be factored, of zeros. */
    LowerTriangle work(int size) {
        return file != null && place == Place.FACTORS ? file.triangle(size) : new PanelsInMemory(size);
    }

    /** The number of bytes in memory of {@link #work} of a size. */
    long workBytes(int size) {
        return place == Place.FACTORS ? 0 : 8 * LowerTriangle.count(size);
    }

    /** Returns a copy of sums in the file. */
    NormalEquations copy(NormalEquations of) {
        NormalEquations out = sums(of.size(), of.targets());
        out.matrix().set(of.matrix());
        System.arraycopy(of.right(), 0, out.right(), 0, out.right().length);
        System.arraycopy(of.squares(), 0, out.squares(), 0, out.squares().length);
        out.countRows(of.rows());
        return out;
    }

    /** Returns sums in memory, or their copy in the file. */
    NormalEquations stored(NormalEquations inMemory) {
        return file == null ? inMemory : copy(inMemory);
    }

    /** The number of bytes in memory of {@link #sums} of a size. */
    long heldBytes(int size, int targets) {
        return NormalEquations.bytes(size, targets) - (file == null ? 0 : 8 * LowerTriangle.count(size));
    }

    /** The number of bytes in memory for reading sums. */
    long bufferBytes(int size) {
        return file == null ? 0 : bufferBytes(place, size);
    }

    /** The number of bytes of panels that are in memory where sums of a size are stored. */
    public static long bufferBytes(Place place, long size) {
        // of sums and their total; while a factor is computed, of two of its panels
        return (place == Place.FACTORS ? 24 : 16) * LowerTriangle.largestPanel(size);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
