package org.lather.match;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import org.lather.backend.Owned;
import org.lather.gram.KernelRows;
import org.lather.structure.Structure;

/**
 * Computes rows of a matrix of kernels: structures against stored ones, whose features are on the backend until
 * {@link #close}. The covariances of environments are computed by the backend, and matches by threads of the host.
 * Results depend neither on the threads nor on what else is in a batch.
 */
public final class StructureRows implements AutoCloseable {
    private final StructureMatrix matrix;
    private final int[] starts;
    private final KernelRows covariances;
    private final MatchWorkers workers;

    /** Receives the kernels of one structure. */
    public interface Consumer {
        /**
         * @param structure its index in the batch
         * @param kernels with the stored structures; valid during the call
         */
        void accept(int structure, double[] kernels);
    }

    /**
     * A structure beside all stored ones.
     *
     * @param kernels [stored structure]
     * @param covariances k_ie, [atom][environment of all stored structures], as plans and slopes
     * @param plans P_ie: a kernel is Σ_ie P_ie k_ie over the environments e of its structure
     * @param slopes dK/dk_ie of the kernel of the structure of e
     */
    @SuppressWarnings("ArrayRecordComponent") // large blocks handed over, not copied
    public record Pairs(int atoms, double[] kernels, double[] covariances, double[] plans, double[] slopes) {}

    /** Receives one structure beside all stored ones. */
    public interface PairConsumer {
        /** @param structure its index in the batch */
        void accept(int structure, Pairs pairs);
    }

    /**
     * Uploads the features of the stored structures.
     *
     * @param matrix what is computed, and by what
     * @param rangeSize number of environments at a time, a power of two
     */
    public StructureRows(StructureMatrix matrix, StoredStructures stored, int rangeSize) {
        this.matrix = matrix;
        this.starts = stored.starts();
        this.covariances = new KernelRows(
                matrix.backend(), matrix.environments(), matrix.channels(), stored.environments(), rangeSize);
        this.workers = Owned.orClose(() -> new MatchWorkers(matrix.structures(), matrix.threads()), covariances::close);
    }

    /** The number of rows of structures: that of the structures, or of their environments. */
    int entries(List<Structure> structures) {
        return matrix.entries().count(structures);
    }

    /** The number of stored structures. */
    public int size() {
        return starts.length - 1;
    }

    /**
     * Changes the number of environments at a time.
     *
     * @param rangeSize a power of two
     */
    public void resize(int rangeSize) {
        covariances.resize(rangeSize);
    }

    /**
     * Computes the kernels of structures with all stored ones.
     *
     * @param structures few enough to upload together, see {@link org.lather.gram.StructureBatches}
     */
    public void compute(List<Structure> structures, Consumer consumer) {
        compute(structures, row -> size(), consumer);
    }

    /**
     * Computes the kernels of structures with the first stored ones.
     *
     * @param columns number of stored structures that each structure of the batch is compared with
     */
    public void compute(List<Structure> structures, IntUnaryOperator columns, Consumer consumer) {
        int environments = starts[size()];
        double[] kernels = new double[size()];
        Assembly assembly = new Assembly(matrix.entries().sizes(structures), environments, (row, atoms, k) -> {
            int count = columns.applyAsInt(row);
            workers.match(k, atoms, Arrays.copyOf(starts, count + 1), environments, kernels);
            consumer.accept(row, kernels);
        });
        covariances.compute(structures, (from, to, tile) -> assembly.add(tile.download(), to - from));
    }

    /**
     * Computes kernels of structures with all stored ones, with the plans and slopes of their environments.
     *
     * @param structures few enough to upload together, see {@link org.lather.gram.StructureBatches}
     */
    public void computePairs(List<Structure> structures, PairConsumer consumer) {
        int environments = starts[size()];
        Assembly assembly = new Assembly(matrix.entries().sizes(structures), environments, (row, atoms, k) -> {
            int count = Math.multiplyExact(atoms, environments);
            Pairs pairs = new Pairs(atoms, new double[size()], k, new double[count], new double[count]);
            workers.match(pairs, starts);
            consumer.accept(row, pairs);
        });
        covariances.compute(structures, (from, to, tile) -> assembly.add(tile.download(), to - from));
    }

    /**
     * Computes the covariances of environments of structures with those of all stored ones, range by range.
     *
     * @param structures few enough to upload together, see {@link org.lather.gram.StructureBatches}
     */
    public void covariances(List<Structure> structures, KernelRows.RangeConsumer consumer) {
        covariances.compute(structures, consumer);
    }

    /** The largest error of a match so far, if one is larger than rounding explains. */
    public OptionalDouble error() {
        return workers.error();
    }

    @Override
    public void close() {
        workers.close();
        covariances.close();
    }
}
