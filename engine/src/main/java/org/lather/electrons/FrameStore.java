package org.lather.electrons;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lather.regression.ScratchFile;

/** The arrays of the frames of a fit, in memory or in a temporary file. Any number of threads may read. */
final class FrameStore implements AutoCloseable {
    /** Empty where the frames are in a file. */
    private final double[][] memory;

    private final @Nullable ScratchFile file;
    private final long[] places;
    private final int[] lengths;

    /** @param folder folder of the temporary file; null for memory */
    FrameStore(int[] lengths, @Nullable Path folder) {
        this.lengths = lengths.clone();
        this.places = new long[lengths.length];
        this.memory = new double[folder == null ? lengths.length : 0][];
        this.file = folder == null ? null : new ScratchFile(folder);
        if (file != null) {
            for (int f = 0; f < lengths.length; f++) {
                places[f] = file.reserve(8L * lengths[f]);
            }
        }
    }

    /** The number of frames. */
    int size() {
        return lengths.length;
    }

    /** The largest number of values of a frame. */
    int largest() {
        int most = 0;
        for (int n : lengths) {
            most = Math.max(most, n);
        }
        return most;
    }

    /** Stores the values of a frame, an array that is handed over. */
    void put(int frame, double[] values) {
        if (file == null) {
            memory[frame] = values;
        } else {
            file.write(places[frame], values, 0, lengths[frame]);
        }
    }

    /**
     * Returns the values of a frame, which must not be changed.
     *
     * @param buffer at least {@link #largest} values where the store is a file, which the result may be
     */
    double[] get(int frame, double[] buffer) {
        if (file == null) {
            return memory[frame];
        }
        file.read(places[frame], buffer, lengths[frame]);
        return buffer;
    }

    /** Returns a buffer for {@link #get}; empty where the store is in memory. */
    double[] buffer() {
        return new double[file == null ? 0 : largest()];
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
