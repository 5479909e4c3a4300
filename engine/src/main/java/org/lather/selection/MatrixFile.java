package org.lather.selection;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.NpyArray;
import org.lather.arrayfile.NpyReader;
import org.lather.arrayfile.NpzReader;

/**
 * A matrix of a file: a {@code .npy} array of one or two dimensions, or {@code values} of a {@code .npz} file.
 *
 * @param values [row][column], flattened; all finite
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record MatrixFile(Path file, double[] values, int rows, int columns) {
    /** The largest number whose square can be computed with. */
    private static final double LARGEST = 1e100;

    private static final String VALUES = "values";

    /** Whether the ending of a name is that of a matrix. */
    public static boolean isNamed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".npy") || lower.endsWith(".npz");
    }

    /**
     * Reads a matrix; one dimension is a column.
     *
     * @throws ModelFileException if the file is missing or damaged, or its numbers are not a finite matrix
     */
    public static MatrixFile read(Path file) {
        NpyArray array;
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".npz")) {
            try (NpzReader npz = NpzReader.open(file)) {
                array = npz.array(VALUES);
            }
        } else {
            array = NpyReader.read(file);
        }
        long[] shape = array.shape();
        double[] values = array.numbers();
        if (shape.length < 1 || shape.length > 2 || values.length == 0) {
            throw new ModelFileException(
                    file, "expected a matrix with at least one element, got the shape " + Arrays.toString(shape));
        }
        int columns = shape.length == 1 ? 1 : (int) shape[1];
        MatrixFile out = new MatrixFile(file, values, values.length / columns, columns);
        out.expectFinite();
        return out;
    }

    private void expectFinite() {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new ModelFileException(
                        file,
                        "expected finite numbers, got " + values[i] + " in row " + i / columns + ", column "
                                + i % columns + " (from 0): remove or replace such values");
            }
            if (Math.abs(values[i]) > LARGEST) {
                throw new ModelFileException(
                        file,
                        "expected numbers of at most " + LARGEST + " in size, got " + values[i] + " in row "
                                + i / columns + ", column " + i % columns + " (from 0): scale the values");
            }
        }
    }

    /** The rows as points if samples are selected, the columns if features are. */
    public Points points(boolean features) {
        return features ? Points.columns(values, rows, columns) : new Points(values, rows, columns);
    }

    /**
     * The columns as targets of samples.
     *
     * @param features whether features are selected, of which the samples are the coordinates
     */
    public Targets targets(boolean features) {
        return new Targets(values, columns, features ? Targets.Rows.COORDINATES : Targets.Rows.POINTS);
    }

    /** The columns whose values are all equal, ascending. */
    public int[] constantColumns() {
        boolean[] varies = new boolean[columns];
        for (int i = columns; i < values.length; i++) {
            varies[i % columns] |= values[i] != values[i % columns];
        }
        int[] out = new int[columns];
        int n = 0;
        for (int k = 0; k < columns; k++) {
            if (!varies[k]) {
                out[n++] = k;
            }
        }
        return Arrays.copyOf(out, n);
    }

    @Override
    public String toString() {
        return file + ", " + rows + " x " + columns;
    }
}
