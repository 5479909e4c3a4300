package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.kernel.SoapKernel;
import org.lather.structure.Structure;

/**
 * Rows of K_NM, environments against representatives, range by range: the features of a range are dropped as soon as its rows
 * are computed. Ranges are aligned to powers of two, so one never crosses a multiple of {@link #MAX_RANGE}.
 */
public final class KernelRows implements AutoCloseable {
    public static final int MAX_RANGE = 1024;

    private final Backend backend;
    private final SoapKernel kernel;
    private final Channels channels;
    private final int rangeSize;
    private final List<Features> representatives = new ArrayList<>();
    private final int size;
    private @Nullable Tile tile;

    /** Takes the rows of a range; the tile's first {@code to − from} rows count, and only during the call. */
    public interface RangeConsumer {
        void accept(int from, int to, Tile environments);
    }

    /**
     * @param representatives one block for each term of the kernel, rows in the same order
     * @param rangeSize environments at a time, a power of two up to {@link #MAX_RANGE}
     */
    public KernelRows(
            Backend backend, SoapKernel kernel, Channels channels, List<FeatureBlock> representatives, int rangeSize) {
        if (Integer.bitCount(rangeSize) != 1 || rangeSize > MAX_RANGE) {
            throw new IllegalArgumentException(
                    "expected a power of two of at most " + MAX_RANGE + " environments, got " + rangeSize);
        }
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.rangeSize = rangeSize;
        this.size = representatives.get(0).rows();
        for (FeatureBlock block : representatives) {
            this.representatives.add(backend.load(block));
        }
    }

    /** Takes the memory of a whole range at once, so that what is held does not depend on the first structures. */
    public void reserve() {
        tile(rangeSize);
    }

    /** The number of representatives, M. */
    public int size() {
        return size;
    }

    /** Environments at a time. */
    public int rangeSize() {
        return rangeSize;
    }

    /** The representatives where the backend has them, one handle for each term. */
    public List<Features> representatives() {
        return representatives;
    }

    /** Computes the rows of all environments of the structures, in order. */
    public void compute(List<Structure> structures, RangeConsumer consumer) {
        try (Batch batch = backend.upload(structures, channels)) {
            int n = batch.environments();
            Tile rows = tile(n);
            for (int from = 0; from < n; from += rangeSize) {
                int to = Math.min(n, from + rangeSize);
                rows.clear();
                for (int s = 0; s < kernel.terms().size(); s++) {
                    SoapKernel.Term term = kernel.terms().get(s);
                    try (Features x = backend.features(batch, from, to, term.descriptor())) {
                        backend.gram(x, representatives.get(s), kernel.covariance(), term.weight(), rows);
                    }
                }
                consumer.accept(from, to, rows);
            }
        }
    }

    /** As high as the first batch needs, so that few environments do not wait for a large tile to be cleared; then as high as a range. */
    private Tile tile(int environments) {
        int needed = Math.min(rangeSize, Math.max(1, Integer.highestOneBit(2 * environments - 1)));
        Tile t = tile;
        if (t != null && t.rows() < needed) {
            t.close();
            t = null;
            needed = rangeSize;
        }
        if (t == null) {
            t = backend.tile(needed, size);
            tile = t;
        }
        return t;
    }

    @Override
    public void close() {
        if (tile != null) {
            tile.close();
            tile = null;
        }
        representatives.forEach(Features::close);
        representatives.clear();
    }
}
