package org.lather.electrons;

import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.NpyArray;
import org.lather.arrayfile.NpzReader;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * The coefficients of the densities of the frames of one structure file: the array {@code coefficients}, [frame]
 * [function], or without gaps with the first function of each frame in {@code start}; or in their place the
 * {@code projections} w_k = ∫ φ_k ρ = (S c)_k, from which the coefficients follow.
 */
final class CoefficientTable {
    private final Path file;
    private final double[] values;
    private final long[] starts;
    private final boolean projections;

    private CoefficientTable(Path file, double[] values, long[] starts, boolean projections) {
        this.file = file;
        this.values = values;
        this.starts = starts;
        this.projections = projections;
    }

    /**
     * Reads a file.
     *
     * @throws org.lather.arrayfile.ModelFileException if it is missing or damaged
     * @throws DataException if it has neither coefficients nor projections of frames
     */
    static CoefficientTable read(Path file, AuxiliaryBasis basis) {
        if (file.toString().endsWith(".mts")) {
            return MetatensorCoefficients.read(file, basis);
        }
        try (NpzReader in = NpzReader.open(file)) {
            boolean projections = !in.contains("coefficients");
            if (projections && !in.contains("projections")) {
                throw new DataException(
                        file + ": expected an array `coefficients` or `projections`, found " + in.names(),
                        Cure.text("Save the coefficients with numpy.savez(file, coefficients=...)"));
            }
            NpyArray array = in.array(projections ? "projections" : "coefficients");
            return of(file, array, in.contains("start") ? in.array("start") : null, projections);
        }
    }

    private static CoefficientTable of(Path file, NpyArray array, @Nullable NpyArray start, boolean projections) {
        double[] values = array.numbers();
        long[] shape = array.shape();
        if (shape.length == 2) {
            long[] starts = new long[(int) shape[0] + 1];
            Arrays.setAll(starts, k -> k * shape[1]);
            return new CoefficientTable(file, values, starts, projections);
        }
        if (shape.length != 1 || start == null) {
            throw new DataException(file + ": expected coefficients [frame][function], or flat with the array `start`,"
                    + " found the shape " + Arrays.toString(shape));
        }
        long[] starts = Arrays.stream(start.ints()).asLongStream().toArray();
        if (starts.length == 0 || starts[starts.length - 1] < values.length) {
            starts = Arrays.copyOf(starts, starts.length + 1);
            starts[starts.length - 1] = values.length;
        }
        return flat(file, values, starts, projections);
    }

    /** Makes a table of values without gaps. */
    static CoefficientTable flat(Path file, double[] values, long[] starts, boolean projections) {
        for (int k = 1; k < starts.length; k++) {
            if (starts[k] < starts[k - 1]) {
                throw new DataException(file + ": expected ascending numbers in `start`, found " + starts[k] + " after "
                        + starts[k - 1]);
            }
        }
        if (starts[0] != 0 || starts[starts.length - 1] != values.length) {
            throw new DataException(file + ": expected `start` from 0 to the number of coefficients, " + values.length
                    + ", found " + starts[0] + " to " + starts[starts.length - 1]);
        }
        return new CoefficientTable(file, values, starts, projections);
    }

    /** Returns the coefficients of a structure by its frame. */
    double[] row(Structure s, Overlaps overlaps) {
        long frame = s.annotations().frame();
        if (frame < 0 || frame >= starts.length - 1) {
            throw new DataException(s.place() + "expected coefficients of frame " + frame + " in " + file
                    + ", which has " + (starts.length - 1) + " frames");
        }
        int from = (int) starts[(int) frame];
        int to = (int) starts[(int) frame + 1];
        int n = overlaps.basis().size(s);
        if (to - from != n) {
            throw new DataException(
                    s.place() + "expected " + n + " coefficients, one for each function of the basis, found "
                            + (to - from) + " of frame " + frame + " in " + file,
                    Cure.text(
                            "Use the basis of the coefficients, and order frames and atoms as in the structure file"));
        }
        double[] c = Arrays.copyOfRange(values, from, to);
        for (double x : c) {
            if (!Double.isFinite(x)) {
                throw new DataException(
                        s.place() + "expected finite coefficients, found " + x + " of frame " + frame + " in " + file);
            }
        }
        if (projections) {
            CholeskySolver.solve(overlaps.matrix(s), c);
        }
        return c;
    }
}
