package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * Environments drawn from a stream of structures, stored as features in chunks on the backend. Environments are
 * numbered through the stream, atom by atom.
 */
public final class Pool implements AutoCloseable {
    /** Number of rows in a chunk. */
    public static final int CHUNK = 1024;

    private final Backend backend;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private final long[] wanted;
    private final RangeSize range;
    private final List<List<Features>> chunks = new ArrayList<>();
    private final int[] centers;
    private final List<FeatureRows> filling = new ArrayList<>();
    private int filled;
    private long seen;
    private int next;

    /**
     * @param wanted indices of the environments to keep, ascending
     * @param rangeSize number of environments computed at a time
     */
    public Pool(Backend backend, EnvironmentKernel kernel, Channels channels, long[] wanted, int rangeSize) {
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.wanted = wanted;
        this.range = new RangeSize(rangeSize);
        this.centers = new int[wanted.length];
        kernel.terms().forEach(t -> chunks.add(new ArrayList<>()));
        openChunk(Math.min(CHUNK, wanted.length));
    }

    private void openChunk(int rows) {
        for (int s = 0; s < kernel.terms().size(); s++) {
            filling.add(backend.rows(rows, columns(s)));
        }
    }

    private int columns(int term) {
        return kernel.terms().get(term).features().columns(channels);
    }

    /** The number of environments kept. */
    public int size() {
        return wanted.length;
    }

    /** The atomic number of the centre of an environment of the pool. */
    public int center(int index) {
        return centers[index];
    }

    /** Adds the next structures of the stream. */
    public void add(List<Structure> structures) {
        long atoms = 0;
        for (Structure s : structures) {
            atoms += s.size();
        }
        if (next < wanted.length && wanted[next] < seen + atoms) {
            add(Wanted.of(structures, wanted, next, seen));
        }
        seen += atoms;
    }

    private void add(Wanted some) {
        int first = next;
        try (Batch batch = backend.upload(some.structures(), channels)) {
            List<Features> features = new ArrayList<>();
            range.cover(
                    batch.environments(),
                    (from, to) -> {
                        if (next - first < some.places().length && some.places()[next - first] < to) {
                            compute(batch, from, to, features);
                        }
                    },
                    (from, to) -> {
                        if (!features.isEmpty()) {
                            addRange(features, some, first, from, to);
                        }
                    });
        }
    }

    /**
     * The structures of a batch that contain environments to keep; only these are computed.
     *
     * @param places indices of the environments to keep among those of the structures, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // for this class alone
    private record Wanted(List<Structure> structures, int[] places) {
        /**
         * @param next index of the first environment to keep in this batch or a later one
         * @param seen number of environments before the batch
         */
        static Wanted of(List<Structure> batch, long[] wanted, int next, long seen) {
            List<Structure> some = new ArrayList<>();
            int[] places = new int[wanted.length - next];
            int count = 0;
            long start = seen;
            int taken = 0;
            for (Structure s : batch) {
                int before = count;
                while (next + count < wanted.length && wanted[next + count] < start + s.size()) {
                    places[count] = (int) (wanted[next + count] - start) + taken;
                    count++;
                }
                if (count > before) {
                    some.add(s);
                    taken += s.size();
                }
                start += s.size();
            }
            return new Wanted(some, Arrays.copyOf(places, count));
        }
    }

    /** Computes the features of a range, one handle for each term; none on failure. */
    private void compute(Batch batch, int from, int to, List<Features> out) {
        Owned.orClose(
                () -> {
                    for (EnvironmentKernel.Term term : kernel.terms()) {
                        out.add(backend.features(new Range(batch, from, to), term.features()));
                    }
                },
                () -> {
                    out.forEach(Features::close);
                    out.clear();
                });
    }

    private void addRange(List<Features> features, Wanted some, int first, int from, int to) {
        int end = next;
        while (end - first < some.places().length && some.places()[end - first] < to) {
            end++;
        }
        try {
            while (next < end) {
                int count = Math.min(end - next, CHUNK - filled);
                int[] rows = new int[count];
                for (int i = 0; i < count; i++) {
                    rows[i] = some.places()[next + i - first] - from;
                    centers[next + i] = features.get(0).center(rows[i]);
                }
                for (int s = 0; s < features.size(); s++) {
                    filling.get(s).add(features.get(s), rows);
                }
                filled += count;
                next += count;
                if (filled == CHUNK || next == wanted.length) {
                    finishChunk();
                }
            }
        } finally {
            features.forEach(Features::close);
            features.clear();
        }
    }

    private void finishChunk() {
        for (int s = 0; s < filling.size(); s++) {
            chunks.get(s).add(filling.get(s).finish());
        }
        filling.clear();
        filled = 0;
        if (next < wanted.length) {
            openChunk(Math.min(CHUNK, wanted.length - next));
        }
    }

    /**
     * Computes the covariances of chunk {@code a} with chunk {@code b}.
     *
     * @param tile [CHUNK][CHUNK], overwritten
     */
    void gram(int a, int b, Tile tile) {
        tile.clear();
        for (int s = 0; s < chunks.size(); s++) {
            List<Features> of = chunks.get(s);
            backend.covariances(
                    Side.of(of.get(a)),
                    Side.of(of.get(b)),
                    kernel.covariance(),
                    kernel.terms().get(s).weight(),
                    tile);
        }
    }

    int chunkCount() {
        return chunks.get(0).size();
    }

    Backend backend() {
        return backend;
    }

    EnvironmentKernel kernel() {
        return kernel;
    }

    /**
     * Downloads the features of environments of the pool, in the given order: one block for each term of the kernel.
     */
    public List<FeatureBlock> gather(int[] indices) {
        int[] z = Arrays.stream(indices).map(i -> centers[i]).toArray();
        List<FeatureBlock> out = new ArrayList<>();
        for (int s = 0; s < chunks.size(); s++) {
            int c = columns(s);
            double[] values = new double[Math.multiplyExact(indices.length, c)];
            for (int i = 0; i < indices.length; i++) {
                int row = indices[i] % CHUNK;
                chunks.get(s).get(indices[i] / CHUNK).download(row, row + 1, values, i * c);
            }
            out.add(new FeatureBlock(values, c, z));
        }
        return out;
    }

    @Override
    public void close() {
        filling.forEach(FeatureRows::close);
        filling.clear();
        chunks.forEach(list -> list.forEach(Features::close));
        chunks.forEach(List::clear);
    }
}
