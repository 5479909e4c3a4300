package org.lather.regression;

/** The memory of a solution by iteration on rows in a scratch file, known before it starts. */
public final class StreamedRows {
    private StreamedRows() {}

    /**
     * The number of bytes in memory, without weights, targets and right-hand sides.
     *
     * @param size number of columns M
     */
    public static long bytes(long size, int folds) {
        int fits = folds == 1 ? 1 : folds + 1;
        long solving =
                fits * RowSketch.factorBytes(size) + RowSketch.buildBytes(size) + ConjugateGradients.bytes(size, folds);
        return RowStream.bytes(size) + Math.max(RowSketch.bytes(size), solving);
    }

    /**
     * The number of bytes on disk.
     *
     * @param rows number of rows of all types
     */
    public static long storedBytes(long size, long rows, int folds, int types) {
        return 4 * size * rows + RowSketch.storedBytes(size, folds == 1 ? 1 : types, folds);
    }
}
