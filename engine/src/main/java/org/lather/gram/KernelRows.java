package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.backend.Resources;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Rows of K_NM, environments against representatives, range by range: row (environment)(2λ+1) + M against column
 * (representative)(2λ+1) + M'. The features of a range are dropped as soon as its rows are computed. Ranges are aligned
 * to powers of two, so one never crosses a multiple of {@link Resources#largestRange}.
 */
public final class KernelRows implements AutoCloseable {
    /** {@link Range#OF_A_PROCESSOR}, into which work is divided whatever the backend. */
    public static final int MAX_RANGE = Range.OF_A_PROCESSOR;

    private final Backend backend;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private final RangeSize range;
    private final List<Side> representatives = new ArrayList<>();
    private final int size;
    private @Nullable Tile tile;

    /** Takes the rows of a range. */
    public interface RangeConsumer {
        /** @param environments whose first {@code (to − from)(2λ+1)} rows count, and only during the call */
        void accept(int from, int to, Tile environments);
    }

    /**
     * Brings the representatives to the backend.
     *
     * @param rangeSize environments at a time, a power of two up to {@link Resources#largestRange}; of tensors, each of
     *     which has 2λ + 1 rows, {@link #MAX_RANGE} at most
     */
    public KernelRows(
            Backend backend,
            EnvironmentKernel kernel,
            Channels channels,
            Representatives representatives,
            int rangeSize) {
        checkRange(backend, rangeSize);
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.range = new RangeSize(kernel.components() == 1 ? rangeSize : Math.min(rangeSize, MAX_RANGE));
        this.size = representatives.count() * kernel.components();
        boolean done = false;
        try {
            for (int s = 0; s < kernel.terms().size(); s++) {
                this.representatives.add(representatives.load(backend, s));
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private static void checkRange(Backend backend, int rangeSize) {
        if (Integer.bitCount(rangeSize) != 1 || rangeSize > backend.resources().largestRange()) {
            throw new IllegalArgumentException("expected a power of two of at most "
                    + backend.resources().largestRange() + " environments, got " + rangeSize);
        }
    }

    /** Takes the memory of a whole range at once, as long a one as there is memory for. */
    public void reserve() {
        range.reserve(() -> tile(range.size()));
    }

    /** Gives the memory of rows back until they are computed again, for what cannot be divided. */
    public void release() {
        closeTile();
    }

    /** The rows of an environment, 2λ + 1. */
    public int components() {
        return kernel.components();
    }

    /** The number of columns, M (2λ+1). */
    public int size() {
        return size;
    }

    /** Environments at a time. */
    public int rangeSize() {
        return range.size();
    }

    /** The features of the representatives where the backend has them, one handle for each term. */
    public List<Features> representatives() {
        return representatives.stream().map(Side::features).toList();
    }

    /**
     * Computes the rows of all environments of the structures, in order. Where the memory of a device does not suffice,
     * ranges are halved.
     *
     * @throws org.lather.backend.DeviceMemoryException where a single environment needs too much
     */
    public void compute(List<Structure> structures, RangeConsumer consumer) {
        try (Batch batch = backend.upload(structures, channels)) {
            int n = batch.environments();
            range.cover(n, (from, to) -> compute(batch, from, to), (from, to) -> consumer.accept(from, to, tile(n)));
        }
    }

    private void compute(Batch batch, int from, int to) {
        boolean done = false;
        try {
            Tile rows = tile(batch.environments());
            rows.clear();
            for (int s = 0; s < kernel.terms().size(); s++) {
                add(new Range(batch, from, to), kernel.terms().get(s), representatives.get(s), rows);
            }
            done = true;
        } finally {
            if (!done) {
                // a smaller one, if there is a next time
                closeTile();
            }
        }
    }

    private void add(Range of, EnvironmentKernel.Term term, Side z, Tile rows) {
        if (term.normalisesItself()) {
            backend.covariances(of, term.features(), z.features(), kernel.covariance(), term.weight(), rows);
            return;
        }
        try (Features scalars = backend.features(of, term.scalars());
                Features features = backend.features(of, term.features())) {
            backend.covariances(new Side(features, scalars), z, kernel.covariance(), term.weight(), rows);
        }
    }

    /**
     * As high as the first batch needs, so that few environments do not wait for a large tile to be cleared; then as
     * high as a range.
     */
    private Tile tile(int environments) {
        int needed = Math.min(range.size(), Math.max(1, Integer.highestOneBit(2 * environments - 1)));
        Tile t = tile;
        if (t != null && t.rows() < needed * kernel.components()) {
            closeTile();
            t = null;
            needed = range.size();
        }
        if (t == null) {
            t = backend.tile(needed * kernel.components(), size);
            tile = t;
        }
        return t;
    }

    private void closeTile() {
        if (tile != null) {
            tile.close();
            tile = null;
        }
    }

    @Override
    public void close() {
        closeTile();
        representatives.forEach(Representatives::close);
        representatives.clear();
    }
}
