package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.backend.Resources;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Computes rows of K_NM, environments by representatives, range by range: row (environment)(2λ+1) + M against column
 * (representative)(2λ+1) + M'. The features of a range are dropped as soon as its rows are computed. Ranges are aligned
 * to powers of two, so one never crosses a multiple of {@link Resources#largestRange}.
 */
public final class KernelRows implements AutoCloseable {
    /** The range size into which work is divided on any backend, {@link Range#OF_A_PROCESSOR}. */
    public static final int MAX_RANGE = Range.OF_A_PROCESSOR;

    private final Backend backend;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private RangeSize range;
    private int planned;
    private final Representatives all;
    private final List<Side> representatives = new ArrayList<>();
    private final int size;
    private @Nullable Tile tile;

    /** Receives the rows of a range. */
    public interface RangeConsumer {
        /** @param environments tile whose first {@code (to − from)(2λ+1)} rows are valid, during the call only */
        void accept(int from, int to, Tile environments);
    }

    /**
     * Uploads the representatives to the backend, unless they are used part by part.
     *
     * @param rangeSize number of environments at a time, a power of two up to {@link Resources#largestRange}; for
     *     tensors, with 2λ + 1 rows each, at most {@link #MAX_RANGE}
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
        this.planned = atMost(kernel, rangeSize);
        this.range = new RangeSize(planned);
        this.all = representatives;
        this.size = representatives.count() * kernel.components();
        if (all.isWhole()) {
            load();
        }
    }

    private void load() {
        if (representatives.isEmpty()) {
            Owned.orClose(
                    () -> {
                        for (int s = 0; s < kernel.terms().size(); s++) {
                            representatives.add(all.load(backend, s));
                        }
                    },
                    this::close);
        }
    }

    private static void checkRange(Backend backend, int rangeSize) {
        if (Integer.bitCount(rangeSize) != 1 || rangeSize > backend.resources().largestRange()) {
            throw new IllegalArgumentException("expected a power of two of at most "
                    + backend.resources().largestRange() + " environments, got " + rangeSize);
        }
    }

    private static int atMost(EnvironmentKernel kernel, int rangeSize) {
        return kernel.components() == 1 ? rangeSize : Math.min(rangeSize, MAX_RANGE);
    }

    /**
     * Changes the number of environments at a time, and frees rows that are too many for it. What a device lacked
     * memory for is tried again only if the number changes.
     *
     * @param rangeSize a power of two, as in the constructor
     */
    public void resize(int rangeSize) {
        checkRange(backend, rangeSize);
        int next = atMost(kernel, rangeSize);
        if (next != planned) {
            planned = next;
            range = new RangeSize(next);
            if (tile != null && tile.rows() > next * kernel.components()) {
                closeTile();
            }
        }
    }

    /** Reserves the memory of a whole range at once, for the largest range that fits. */
    public void reserve() {
        range.reserve(() -> tile(range.size()));
    }

    /** Frees the memory of rows until they are computed again, for arrays that cannot be divided. */
    public void release() {
        closeTile();
    }

    /** The number of rows of an environment, 2λ + 1. */
    public int components() {
        return kernel.components();
    }

    /** The number of columns, M (2λ+1). */
    public int size() {
        return size;
    }

    /** The features of the representatives on the backend: as a whole, or part by part where they are many. */
    public RepresentativeParts parts() {
        return all.isWhole() ? RepresentativeParts.of(representatives()) : RepresentativeParts.of(backend, all);
    }

    /** The number of environments at a time. */
    public int rangeSize() {
        return range.size();
    }

    /** The features of the representatives on the backend as a whole, one handle for each term. */
    public List<Features> representatives() {
        load();
        return representatives.stream().map(Side::features).toList();
    }

    /**
     * Computes the rows of all environments of the structures, in order. If a device runs out of memory, ranges are
     * halved.
     *
     * @throws org.lather.backend.DeviceMemoryException where a single environment needs too much
     */
    public void compute(List<Structure> structures, RangeConsumer consumer) {
        load();
        try (Batch batch = backend.upload(structures, channels)) {
            int n = batch.environments();
            range.cover(n, (from, to) -> compute(batch, from, to), (from, to) -> consumer.accept(from, to, tile(n)));
        }
    }

    /**
     * Computes the rows of all environments of the structures, in order, for one part of the representatives after
     * another, so that no more of them are on the backend than {@link #parts} has at a time. The columns of a tile are
     * the representatives of a part.
     *
     * @throws org.lather.backend.DeviceMemoryException where a single environment needs too much
     */
    public void computeInParts(List<Structure> structures, RangeConsumer consumer) {
        if (all.isWhole()) {
            compute(structures, consumer);
            return;
        }
        int step = all.mostLoaded();
        for (int from = 0; from < all.count(); from += step) {
            Representatives part = all.part(from, Math.min(all.count(), from + step));
            try (KernelRows rows = new KernelRows(backend, kernel, channels, part, range.size())) {
                rows.compute(structures, consumer);
            }
        }
    }

    private void compute(Batch batch, int from, int to) {
        // after a failure a smaller tile is used next time
        Owned.orClose(
                () -> {
                    Tile rows = tile(batch.environments());
                    rows.clear();
                    for (int s = 0; s < kernel.terms().size(); s++) {
                        add(new Range(batch, from, to), kernel.terms().get(s), representatives.get(s), rows);
                    }
                },
                this::closeTile);
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
     * A tile with as many rows as the first batch needs, so that few environments do not wait for a large tile to be
     * cleared; later with as many as a range.
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
