package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.Resources;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.execution.RangeSize;
import org.lather.kernel.TensorKernel;
import org.lather.structure.Structure;

/**
 * Rows of K_NM of tensors of order λ, row (environment)(2λ+1) + M against column (representative)(2λ+1) + M', range by
 * range, as {@link KernelRows} does for scalars.
 */
public final class TensorRows implements EnvironmentRows {
    /** Environments at a time at most, whatever the backend's largest range: each has 2λ+1 rows. */
    public static final int MAX_RANGE = Range.OF_A_PROCESSOR;

    private final Backend backend;
    private final TensorKernel kernel;
    private final Channels channels;
    private final RangeSize range;
    private final List<Features> tensors = new ArrayList<>();
    private final List<Features> scalars = new ArrayList<>();
    private final int size;
    private @Nullable Tile tile;

    /**
     * @param tensors of the representatives, one block for each term of the kernel
     * @param scalars of the same representatives, likewise
     * @param rangeSize environments at a time, a power of two up to {@link Resources#largestRange}; {@link #MAX_RANGE}
     *     of them at most
     */
    public TensorRows(
            Backend backend,
            TensorKernel kernel,
            Channels channels,
            List<FeatureBlock> tensors,
            List<FeatureBlock> scalars,
            int rangeSize) {
        KernelRows.checkRange(backend, rangeSize);
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.range = new RangeSize(Math.min(rangeSize, MAX_RANGE));
        this.size = scalars.get(0).rows() * kernel.components();
        boolean done = false;
        try {
            tensors.forEach(b -> this.tensors.add(backend.load(b)));
            scalars.forEach(b -> this.scalars.add(backend.load(b)));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** M (2λ+1). */
    @Override
    public int size() {
        return size;
    }

    @Override
    public int components() {
        return kernel.components();
    }

    @Override
    public void reserve() {
        range.reserve(this::tile);
    }

    @Override
    public void release() {
        closeTile();
    }

    @Override
    public void compute(List<Structure> structures, RangeConsumer consumer) {
        try (Batch batch = backend.upload(structures, channels)) {
            range.cover(
                    batch.environments(),
                    (from, to) -> filled(rows -> {
                        for (int s = 0; s < kernel.terms().size(); s++) {
                            TensorKernel.Term term = kernel.terms().get(s);
                            try (Features x0 = backend.features(new Range(batch, from, to), term.scalars());
                                    Features x = backend.features(new Range(batch, from, to), term.tensors())) {
                                gram(x, x0, s, rows);
                            }
                        }
                    }),
                    (from, to) -> consumer.accept(from, to, tile()));
        }
    }

    private Tile tile() {
        Tile t = tile;
        if (t == null) {
            t = backend.tile(range.size() * kernel.components(), size);
            tile = t;
        }
        return t;
    }

    /** Fills the tile from zeros; it goes if that fails, for a smaller one. */
    private void filled(Consumer<Tile> fill) {
        boolean done = false;
        try {
            Tile rows = tile();
            rows.clear();
            fill.accept(rows);
            done = true;
        } finally {
            if (!done) {
                closeTile();
            }
        }
    }

    /** K_MM, the covariances of the representatives with each other, [M (2λ+1)] squared on the host. */
    public double[] representatives(List<FeatureBlock> tensorBlocks, List<FeatureBlock> scalarBlocks) {
        int c = kernel.components();
        int m = scalarBlocks.get(0).rows();
        double[] k = new double[Math.multiplyExact(size, size)];
        range.cover(
                m,
                (from, to) -> filled(rows -> {
                    for (int s = 0; s < kernel.terms().size(); s++) {
                        try (Features x = backend.load(tensorBlocks.get(s).gather(range(from * c, to * c)));
                                Features x0 = backend.load(scalarBlocks.get(s).gather(range(from, to)))) {
                            gram(x, x0, s, rows);
                        }
                    }
                }),
                (from, to) -> System.arraycopy(tile().download(), 0, k, from * c * size, (to - from) * c * size));
        return k;
    }

    private void gram(Features x, Features x0, int s, Tile rows) {
        backend.covariances(
                new Side(x, x0),
                new Side(tensors.get(s), scalars.get(s)),
                kernel.covariance(),
                kernel.terms().get(s).weight(),
                rows);
    }

    private static int[] range(int from, int to) {
        int[] out = new int[to - from];
        for (int i = 0; i < out.length; i++) {
            out[i] = from + i;
        }
        return out;
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
        tensors.forEach(Features::close);
        tensors.clear();
        scalars.forEach(Features::close);
        scalars.clear();
    }
}
