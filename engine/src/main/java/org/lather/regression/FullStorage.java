package org.lather.regression;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.backend.FeatureBlock;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Owned;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.Precision;
import org.lather.basis.EnvironmentSink;
import org.lather.dataset.TrainingRun;
import org.lather.options.Representatives;

/**
 * The features of all environments of a full regression, and its matrices: in memory or in scratch files. The model of
 * the fit reads the features, so this object is closed with the model.
 */
public final class FullStorage implements EnvironmentSink, AutoCloseable {
    /** What is in scratch files rather than in memory. */
    public enum Place {
        /** Nothing. */
        MEMORY,
        /** The features. */
        FEATURES,
        /** The features, the covariances and their factor, of which some panels are in memory at a time. */
        MATRICES;

        boolean storesFeatures() {
            return this != MEMORY;
        }

        boolean storesMatrices() {
            return this == MATRICES;
        }
    }

    /** The largest number of elements of an array. */
    static final int LARGEST = Integer.MAX_VALUE - 8;

    private final boolean rounds;
    private final int bytes;
    private final int[] columns;
    private final int[] centers;
    private final List<double[]> values = new ArrayList<>();
    private final @Nullable ScratchFile features;
    private final long[] at;
    private final @Nullable ScratchFile matrices;
    /** The place of the triangle that is factored, reserved when the first is made; negative before. */
    private long work = -1;

    private FullStorage(TrainingRun run, @Nullable ScratchFile features, @Nullable ScratchFile matrices) {
        Representatives.Precision precision =
                run.options().model().representatives().precision();
        this.rounds = precision == Representatives.Precision.SINGLE;
        this.bytes = storedBytes(run);
        this.columns = run.kernel().terms().stream()
                .mapToInt(t -> t.features().columns(run.channels()))
                .toArray();
        int n = Math.toIntExact(run.set().environments());
        this.centers = new int[n];
        this.features = features;
        this.matrices = matrices;
        this.at = new long[columns.length];
        for (int s = 0; s < columns.length; s++) {
            if (features == null) {
                values.add(new double[Math.multiplyExact(n, columns[s])]);
            } else {
                at[s] = features.reserve((long) n * columns[s] * bytes);
            }
        }
    }

    /**
     * The features that are too many for memory, whatever its size, since each term of the kernel has one array of
     * them: environments x features; empty if there are none.
     */
    public static Optional<String> tooMany(TrainingRun run) {
        long n = run.set().environments();
        return run.kernel().terms().stream()
                .mapToInt(t -> t.features().columns(run.channels()))
                .filter(columns -> n * columns > LARGEST)
                .mapToObj(columns -> n + " x " + columns)
                .findFirst();
    }

    /** Allocates everything in memory. */
    public static FullStorage inMemory(TrainingRun run) {
        return new FullStorage(run, null, null);
    }

    /**
     * Opens scratch files.
     *
     * @param stored number of bytes that will be stored
     * @throws java.io.UncheckedIOException if the folder does not exist, or has less space
     */
    public static FullStorage onDisk(TrainingRun run, Place place, Path folder, long stored) {
        ScratchFile.expectSpace(folder, stored);
        ScratchFile features = place.storesFeatures() ? new ScratchFile(folder) : null;
        return Owned.orClose(
                () -> {
                    ScratchFile matrices = place.storesMatrices() ? new ScratchFile(folder) : null;
                    return Owned.orClose(() -> new FullStorage(run, features, matrices), () -> close(matrices));
                },
                () -> close(features));
    }

    /** The number of bytes of a stored feature: 4 if nothing is lost by it. */
    static int storedBytes(TrainingRun run) {
        boolean single = run.options().model().representatives().precision() == Representatives.Precision.SINGLE
                || run.backend().info().precision() == Precision.SINGLE;
        return single ? 4 : 8;
    }

    @Override
    public void add(int term, int first, double[] rows, int[] of) {
        System.arraycopy(of, 0, centers, first, of.length);
        int width = columns[term];
        long place = at[term] + (long) first * width * bytes;
        if (features == null) {
            double[] to = values.get(term);
            for (int i = 0; i < rows.length; i++) {
                to[first * width + i] = rounds ? (float) rows[i] : rows[i];
            }
        } else if (bytes == 4) {
            features.writeSingle(place, rows, 0, rows.length);
        } else {
            features.write(place, rows, 0, rows.length);
        }
    }

    /** The features, one block for each term of the kernel. */
    public List<FeatureBlock> blocks() {
        List<FeatureBlock> out = new ArrayList<>();
        for (int s = 0; s < columns.length; s++) {
            out.add(
                    features == null
                            ? new FeatureBlock(values.get(s), columns[s], centers)
                            : FeatureBlock.stored(rows(features, at[s], columns[s], bytes), columns[s], centers));
        }
        return out;
    }

    private static FeatureBlock.StoredRows rows(ScratchFile file, long at, int width, int bytes) {
        return (from, to, out, offset) -> {
            long place = at + (long) from * width * bytes;
            int count = (to - from) * width;
            if (bytes == 4) {
                file.readSingle(place, out, offset, count);
            } else {
                file.read(place, out, offset, count);
            }
        };
    }

    /** The number of bytes of features in memory. */
    public long heldBytes() {
        return values.stream().mapToLong(v -> 8L * v.length).sum();
    }

    /** Makes a triangle of covariances. */
    LowerTriangle triangle(int size) {
        return matrices == null ? new PanelsInMemory(size) : matrices.triangle(size);
    }

    /**
     * Makes a triangle to be factored, in place of the one before.
     *
     * @param most the largest size that is asked for
     */
    LowerTriangle work(int size, int most) {
        if (matrices == null) {
            return new PanelsInMemory(size);
        }
        if (work < 0) {
            work = matrices.reserve(8 * LowerTriangle.count(most));
        }
        return matrices.triangle(size, work);
    }

    /** Frees the matrices, of which the model of the fit needs nothing. */
    public void closeMatrices() {
        close(matrices);
    }

    @Override
    public void close() {
        close(matrices);
        close(features);
    }

    private static void close(@Nullable ScratchFile file) {
        if (file != null) {
            file.close();
        }
    }
}
