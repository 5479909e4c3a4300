package org.lather.regression;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;

/**
 * Where the sums of the folds of a fit are stored until it is solved. In memory they are accumulated together, in one
 * pass over the structures. In a scratch file they are accumulated fold by fold, so that only those of one fold are in
 * memory: the structures are read once for each fold, and the rows of each are computed once, as in memory. The results
 * are bitwise identical.
 */
public final class SumStorage implements AutoCloseable {
    private final @Nullable ScratchFile file;

    private SumStorage(@Nullable ScratchFile file) {
        this.file = file;
    }

    /** Returns a storage in memory. */
    public static SumStorage inMemory() {
        return new SumStorage(null);
    }

    /**
     * Opens a scratch file, which is deleted with this object, or when the process ends.
     *
     * @param bytes number of bytes that will be stored
     * @throws java.io.UncheckedIOException if the folder does not exist, or has less space
     */
    public static SumStorage onDisk(Path folder, long bytes) {
        ScratchFile.expectSpace(folder, bytes);
        return new SumStorage(new ScratchFile(folder));
    }

    /** Whether sums are stored in a scratch file. */
    public boolean isOnDisk() {
        return file != null;
    }

    /** Makes sums over no rows. */
    NormalEquations sums(int size, int targets) {
        return file == null ? new NormalEquations(size, targets) : new NormalEquations(file.triangle(size), targets);
    }

    /** Returns a copy of sums in the file. */
    NormalEquations copy(NormalEquations of) {
        NormalEquations out = sums(of.size(), of.targets());
        for (int p = 0; p < of.matrix().panels(); p++) {
            out.matrix().write(p, of.matrix().read(p, of.matrix().buffer()));
        }
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
        return file == null ? 0 : 16 * LowerTriangle.largestPanel(size);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
