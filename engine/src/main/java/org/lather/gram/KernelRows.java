package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.Resources;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.execution.RangeSize;
import org.lather.kernel.SoapKernel;
import org.lather.structure.Structure;

/**
 * Rows of K_NM, environments against representatives, range by range: the features of a range are dropped as soon as
 * its rows are computed. Ranges are aligned to powers of two, so one never crosses a multiple of
 * {@link Resources#largestRange}.
 */
public final class KernelRows implements EnvironmentRows {
    /** {@link Range#OF_A_PROCESSOR}: what is divided into blocks whatever the backend. */
    public static final int MAX_RANGE = Range.OF_A_PROCESSOR;

    private final Backend backend;
    private final SoapKernel kernel;
    private final Channels channels;
    private final RangeSize range;
    private final List<Features> representatives = new ArrayList<>();
    private final int size;
    private @Nullable Tile tile;

    /**
     * @param representatives one block for each term of the kernel, rows in the same order
     * @param rangeSize environments at a time, a power of two up to {@link Resources#largestRange}
     */
    public KernelRows(
            Backend backend, SoapKernel kernel, Channels channels, List<FeatureBlock> representatives, int rangeSize) {
        checkRange(backend, rangeSize);
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.range = new RangeSize(rangeSize);
        this.size = representatives.get(0).rows();
        boolean done = false;
        try {
            for (FeatureBlock block : representatives) {
                this.representatives.add(backend.load(block));
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    static void checkRange(Backend backend, int rangeSize) {
        if (Integer.bitCount(rangeSize) != 1 || rangeSize > backend.resources().largestRange()) {
            throw new IllegalArgumentException("expected a power of two of at most "
                    + backend.resources().largestRange() + " environments, got " + rangeSize);
        }
    }

    @Override
    public void reserve() {
        range.reserve(() -> tile(range.size()));
    }

    @Override
    public void release() {
        closeTile();
    }

    @Override
    public int components() {
        return 1;
    }

    /** The number of representatives, M. */
    @Override
    public int size() {
        return size;
    }

    /** Environments at a time. */
    public int rangeSize() {
        return range.size();
    }

    /** The representatives where the backend has them, one handle for each term. */
    public List<Features> representatives() {
        return representatives;
    }

    @Override
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
                SoapKernel.Term term = kernel.terms().get(s);
                backend.covariances(
                        new Range(batch, from, to),
                        term.descriptor(),
                        representatives.get(s),
                        kernel.covariance(),
                        term.weight(),
                        rows);
            }
            done = true;
        } finally {
            if (!done) {
                // a smaller one, if there is a next time
                closeTile();
            }
        }
    }

    /**
     * As high as the first batch needs, so that few environments do not wait for a large tile to be cleared; then as
     * high as a range.
     */
    private Tile tile(int environments) {
        int needed = Math.min(range.size(), Math.max(1, Integer.highestOneBit(2 * environments - 1)));
        Tile t = tile;
        if (t != null && t.rows() < needed) {
            closeTile();
            t = null;
            needed = range.size();
        }
        if (t == null) {
            t = backend.tile(needed, size);
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
        representatives.forEach(Features::close);
        representatives.clear();
    }
}
