package org.lather.backend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * What the scheduler asks for. Operations return handles that stay where they were computed and must be closed; only
 * structures go in, and only normal equations, predictions and what a caller downloads come out. Results do not depend
 * on the number of threads, nor on how environments are divided into ranges or tiles; but where a vendor multiplies
 * (CUDA), covariances in tiles of different size may differ by rounding. The same calls in the same order give the same
 * bits.
 *
 * <p>An environment is one atom with its neighbourhood; environments are numbered through a batch, structure by
 * structure, atom by atom. Called by one thread at a time; a backend uses as many inside as it was opened with. Errors
 * of a device are a {@link DeviceException}, mistakes of the caller an IllegalArgumentException.
 */
public interface Backend extends AutoCloseable {
    /** {@link #largestRange} of a processor. */
    int RANGE = 1024;

    BackendInfo info();

    /**
     * The backends that this one consists of, each of which may be called by a thread of its own: several devices.
     * Handles of one part are not another's; the first part's are this backend's too.
     */
    default List<Backend> parts() {
        return List.of(this);
    }

    /**
     * Takes whole structures. Elements must be among the channels' (else IllegalArgumentException); neighbours are
     * found when an expansion names its cutoff.
     */
    Batch upload(List<Structure> structures, Channels channels);

    /** The density coefficients of the environments from {@code from} (inclusive) to {@code to} (exclusive). */
    Coefficients expand(Batch batch, int from, int to, DensityExpansion expansion);

    /**
     * The features of a descriptor, raw values in its stored layout, with their norms; of tensors 2 λ + 1 rows for each
     * environment ({@link Descriptor#components}). The coefficients may be dropped by the operation: a backend may
     * expand and couple block by block while the data are warm, so a handle is coupled once.
     */
    Features couple(Coefficients coefficients, Descriptor descriptor);

    /** Expands and couples in one step, for those who need the features alone. */
    default Features features(Batch batch, int from, int to, Descriptor descriptor) {
        try (Coefficients c = expand(batch, from, to, descriptor.expansion())) {
            return couple(c, descriptor);
        }
    }

    /**
     * Brings features from the host, e.g. the representatives of a model. The block is handed over: a backend of the
     * host may use its array as it is, so the caller must not change it.
     */
    Features load(FeatureBlock block);

    /**
     * Room for rows that are taken from other features, and become features by {@link FeatureRows#finish}.
     *
     * @param capacity rows at most
     */
    default FeatureRows rows(int capacity, int columns) {
        return new HostFeatureRows(this, capacity, columns);
    }

    /** A tile of zeros. */
    Tile tile(int rows, int columns);

    /** out[i][j] += weight k(x_i, z_j); {@code out} has at least as many rows and columns as there are features. */
    void gram(Features x, Features z, Covariance covariance, double weight, Tile out);

    /**
     * The rows of K of the environments from {@code from} to {@code to}, out[i − from][j] += weight k(x_i, z_j), for
     * those who do not need the features themselves: a backend may keep them in an order of its own, or not at all.
     */
    default void covariances(
            Batch batch,
            int from,
            int to,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            Tile out) {
        try (Features x = features(batch, from, to, descriptor)) {
            gram(x, z, covariance, weight, out);
        }
    }

    /**
     * The covariance of tensors of order λ (Grisafi, Wilkins, Csányi, Ceriotti 2018,
     * doi:10.1103/PhysRevLett.120.036002, eq. 5), normalised by the scalar features, since |p^λ| vanishes at symmetric
     * sites:
     *
     * <p>out[i (2λ+1) + M][j (2λ+1) + M'] += weight p^λ_M(i)·p^λ_M'(j) / (|p_i||p_j|) · u^(ζ−1), u = p_i·p_j /
     * (|p_i||p_j|),
     *
     * <p>and 0 where {@link #gram(Features, Features, Covariance, double, Tile)} is 0 by definition. For λ = 0 and p^0
     * = p it is that covariance.
     *
     * @param x rows i (2λ+1) + M of tensors, of {@link Descriptor.LambdaSoap}
     * @param x0 rows i of scalars p_i of the same environments
     */
    void gram(Features x, Features z, Features x0, Features z0, Covariance covariance, double weight, Tile out);

    /**
     * out[row[i]] += factor[i] · environments[i] for i = 0, 1, … in this order, over all columns: the sum over the
     * atoms of a structure (factor 1), the mean (one over their number), or no reduction (row[i] = i).
     */
    void reduce(Tile environments, int[] row, double[] factor, Tile out);

    /** rows := rows · L⁻ᵀ, block by block of the whitening: rows of K become rows of Φ. */
    void whiten(Tile rows, Whitening whitening);

    /**
     * Normal equations that grow by {@link Accumulator#add}, beginning with {@code start}, which is handed over: a
     * backend of the host may add to its arrays.
     */
    Accumulator accumulator(NormalEquations start);

    /** Derivatives with respect to positions and strain; empty where this backend has none. */
    default Optional<Gradients> gradients() {
        return Optional.empty();
    }

    /** Dense linear algebra on arrays of the host; a device may do what is large enough to be worth the way there. */
    DenseAlgebra dense();

    /**
     * Dense linear algebra that the host itself does: it factors the covariances of representatives, so that every
     * backend keeps the same of them.
     */
    default DenseAlgebra hostDense() {
        return dense();
    }

    /**
     * Regressions on sums of this backend, without bringing them to the host; empty where the host does it. The
     * accumulators are only read, must stay open, and are not added to while the system is.
     *
     * @param folds at least one, of equal sizes
     */
    default Optional<RidgeSystem> ridge(List<Accumulator> folds) {
        return Optional.empty();
    }

    /**
     * Environments at a time that suit this backend best, a power of two: more are never asked for, fewer where memory
     * is short. A processor keeps a range in its caches; a device needs many rows to be busy.
     */
    default int largestRange() {
        return RANGE;
    }

    /** What can still be allocated on the device that computes; empty where that has no memory but the host's. */
    default OptionalLong freeBytes() {
        return OptionalLong.empty();
    }

    /**
     * What operations hold beside handles, about: on the device, for the features of some environments and their
     * covariances with others.
     */
    default long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        return 0;
    }

    /** The bytes copied to and from the memory of a device since this backend was opened; nothing where it has none. */
    default Transferred transferred() {
        return Transferred.NOTHING;
    }

    /** Counts the bytes that the handles and the scratch of this backend, and its callers, hold. */
    Ledger ledger();

    /**
     * Time of this backend's workers, s, summed over them since it was opened, of the stages {@code neighbours},
     * {@code expand} and {@code couple}, which {@link #couple} may do together; empty where it does not count them.
     */
    default Map<String, Double> workerSeconds() {
        return Map.of();
    }

    @Override
    void close();
}
