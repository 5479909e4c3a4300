package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.kernel.TensorKernel;
import org.lather.structure.Structure;

/**
 * Rows of K_NM of tensors of order λ, row (environment)(2λ+1) + M against column (representative)(2λ+1) + M', range by range, as
 * {@link KernelRows} does for scalars.
 */
public final class TensorRows implements AutoCloseable {
    private final Backend backend;
    private final TensorKernel kernel;
    private final Channels channels;
    private final int rangeSize;
    private final List<Features> tensors = new ArrayList<>();
    private final List<Features> scalars = new ArrayList<>();
    private final int size;
    private final Tile tile;

    /**
     * @param tensors of the representatives, one block for each term of the kernel
     * @param scalars of the same representatives, likewise
     * @param rangeSize environments at a time, a power of two up to {@link KernelRows#MAX_RANGE}
     */
    public TensorRows(
            Backend backend,
            TensorKernel kernel,
            Channels channels,
            List<FeatureBlock> tensors,
            List<FeatureBlock> scalars,
            int rangeSize) {
        if (Integer.bitCount(rangeSize) != 1 || rangeSize > KernelRows.MAX_RANGE) {
            throw new IllegalArgumentException(
                    "expected a power of two of at most " + KernelRows.MAX_RANGE + " environments, got " + rangeSize);
        }
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.rangeSize = rangeSize;
        this.size = scalars.get(0).rows() * kernel.components();
        tensors.forEach(b -> this.tensors.add(backend.load(b)));
        scalars.forEach(b -> this.scalars.add(backend.load(b)));
        this.tile = backend.tile(rangeSize * kernel.components(), size);
    }

    /** The number of columns, M (2λ+1). */
    public int size() {
        return size;
    }

    /** Computes the rows of all environments of the structures, in order; the tile counts only during the call. */
    public void compute(List<Structure> structures, KernelRows.RangeConsumer consumer) {
        try (Batch batch = backend.upload(structures, channels)) {
            int n = batch.environments();
            for (int from = 0; from < n; from += rangeSize) {
                int to = Math.min(n, from + rangeSize);
                tile.clear();
                for (int s = 0; s < kernel.terms().size(); s++) {
                    TensorKernel.Term term = kernel.terms().get(s);
                    try (Features x0 = backend.features(batch, from, to, term.scalars());
                            Features x = backend.features(batch, from, to, term.tensors())) {
                        gram(x, x0, s);
                    }
                }
                consumer.accept(from, to, tile);
            }
        }
    }

    /** K_MM, the covariances of the representatives with each other, [M (2λ+1)] squared on the host. */
    public double[] representatives(List<FeatureBlock> tensorBlocks, List<FeatureBlock> scalarBlocks) {
        int c = kernel.components();
        int m = scalarBlocks.get(0).rows();
        double[] k = new double[Math.multiplyExact(size, size)];
        for (int from = 0; from < m; from += rangeSize) {
            int to = Math.min(m, from + rangeSize);
            tile.clear();
            for (int s = 0; s < kernel.terms().size(); s++) {
                try (Features x = backend.load(tensorBlocks.get(s).gather(range(from * c, to * c)));
                        Features x0 = backend.load(scalarBlocks.get(s).gather(range(from, to)))) {
                    gram(x, x0, s);
                }
            }
            System.arraycopy(tile.download(), 0, k, from * c * size, (to - from) * c * size);
        }
        return k;
    }

    private void gram(Features x, Features x0, int s) {
        backend.gram(
                x,
                tensors.get(s),
                x0,
                scalars.get(s),
                kernel.covariance(),
                kernel.terms().get(s).weight(),
                tile);
    }

    private static int[] range(int from, int to) {
        int[] out = new int[to - from];
        for (int i = 0; i < out.length; i++) {
            out[i] = from + i;
        }
        return out;
    }

    @Override
    public void close() {
        tile.close();
        tensors.forEach(Features::close);
        scalars.forEach(Features::close);
    }
}
