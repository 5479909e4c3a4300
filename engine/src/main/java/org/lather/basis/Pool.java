package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.RangeSize;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.dataset.TrainingRun;
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
    private final ChosenEnvironments chosen;
    private final List<List<Features>> chunks = new ArrayList<>();
    private final int[] centers;
    private final List<FeatureRows> filling = new ArrayList<>();
    private int filled;

    /**
     * @param wanted indices of the environments to keep, ascending
     * @param rangeSize number of environments computed at a time
     */
    public Pool(Backend backend, EnvironmentKernel kernel, Channels channels, long[] wanted, int rangeSize) {
        this.backend = backend;
        this.kernel = kernel;
        this.channels = channels;
        this.chosen = new ChosenEnvironments(
                backend,
                channels,
                kernel.terms().stream().map(EnvironmentKernel.Term::features).toList(),
                new RangeSize(rangeSize),
                wanted);
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
        return centers.length;
    }

    /** The atomic number of the centre of an environment of the pool. */
    public int center(int index) {
        return centers[index];
    }

    /** Adds the wanted environments of a training set. */
    void fill(TrainingRun run) {
        chosen.visit(run, () -> "Nothing was kept.", (features, places, first) -> {
            add(features, places, first);
            run.execution().progress().advance(places.length);
        });
    }

    /** Adds the next structures of the stream. */
    public void add(List<Structure> structures) {
        chosen.visit(structures, this::add);
    }

    private void add(List<Features> features, int[] places, int first) {
        int end;
        for (int begin = 0; begin < places.length; begin = end) {
            end = Math.min(places.length, begin + CHUNK - filled);
            int[] rows = Arrays.copyOfRange(places, begin, end);
            for (int i = 0; i < rows.length; i++) {
                centers[first + begin + i] = features.get(0).center(rows[i]);
            }
            for (int s = 0; s < features.size(); s++) {
                filling.get(s).add(features.get(s), rows);
            }
            filled += rows.length;
            if (filled == CHUNK || first + end == centers.length) {
                finishChunk(centers.length - first - end);
            }
        }
    }

    /** @param remaining number of environments that are still to be added */
    private void finishChunk(int remaining) {
        for (int s = 0; s < filling.size(); s++) {
            chunks.get(s).add(filling.get(s).finish());
        }
        filling.clear();
        filled = 0;
        if (remaining > 0) {
            openChunk(Math.min(CHUNK, remaining));
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
