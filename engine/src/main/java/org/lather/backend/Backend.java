package org.lather.backend;

import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * The operations that learning and prediction are made of. Operations return handles that stay where they were computed
 * and must be closed; only structures go in, and only normal equations, predictions and what a caller downloads come
 * out. Results do not depend on the number of threads, nor on how environments are divided into ranges or tiles; but
 * where a vendor multiplies (CUDA), covariances in tiles of different size may differ by rounding. Equal calls in equal
 * order give equal bits.
 *
 * <p>An environment is one atom with its neighbourhood; environments are numbered through a batch, structure by
 * structure, atom by atom. A backend is called by one thread at a time and uses as many threads inside as it was opened
 * with. Errors of a device are a {@link DeviceException}, mistakes of the caller an IllegalArgumentException.
 */
public interface Backend extends AutoCloseable {
    BackendInfo info();

    /** Memory, transfers and times. */
    Resources resources();

    /**
     * The devices of this backend, each a backend that a thread of its own may call. Handles of one device are not
     * another's; the first device's are this backend's too.
     */
    default List<Backend> devices() {
        return List.of(this);
    }

    /**
     * Takes whole structures. Elements must be among the channels' (else IllegalArgumentException); neighbours are
     * found when a descriptor names its cutoff.
     */
    Batch upload(List<Structure> structures, Channels channels);

    /**
     * The features of a descriptor, raw values in its stored layout, with their norms: of tensors 2 λ + 1 rows for each
     * environment ({@link Descriptor#components}). Density coefficients are a descriptor too,
     * {@link Descriptor.SphericalExpansion}; for the others they are expanded and coupled block by block while the data
     * are warm.
     */
    Features features(Range range, Descriptor descriptor);

    /**
     * Brings features from the host, e.g. the representatives of a model. The block is handed over: a backend of the
     * host may use its array as it is, so the caller must not change it.
     */
    Features load(FeatureBlock block);

    /**
     * Room for rows that are copied from other features, and become features by {@link FeatureRows#finish}.
     *
     * @param capacity rows at most
     */
    default FeatureRows rows(int capacity, int columns) {
        return new HostFeatureRows(this, capacity, columns);
    }

    /** A tile of zeros. */
    Tile tile(int rows, int columns);

    /**
     * Adds the covariances of an irreducible block of order λ (Grisafi, Wilkins, Csányi, Ceriotti 2018,
     * doi:10.1103/PhysRevLett.120.036002, eq. 5), p the scalars of a side and p^λ its features:
     *
     * <p>out[i (2λ+1) + M][j (2λ+1) + M'] += weight p^λ_M(i)·p^λ_M'(j) / (|p_i||p_j|) · u^(ζ−1), u = p_i·p_j /
     * (|p_i||p_j|).
     *
     * <p>For scalars p^λ = p it is weight u^ζ. A negative u counts as 0 where ζ is no integer. An environment without
     * density, |p| = 0, has zero covariance with every other and with itself, and so have centres of different elements
     * under {@link Covariance.Centers#SAME}.
     *
     * @param out at least as many rows and columns as the sides have features
     */
    void covariances(Side x, Side z, Covariance covariance, double weight, Tile out);

    /**
     * Adds the covariances of the environments of a range with others, out[i − from][j] += weight k(x_i, z_j), for
     * callers that do not need the features themselves: a backend may keep them in an order of its own, or not at all.
     *
     * @param descriptor of scalar features
     */
    default void covariances(
            Range range, Descriptor descriptor, Features z, Covariance covariance, double weight, Tile out) {
        try (Features x = features(range, descriptor)) {
            covariances(Side.of(x), Side.of(z), covariance, weight, out);
        }
    }

    /** Adds mapped rows, out[row[i]] += factor[i] · rows[i] for i = 0, 1, … in this order, over all columns. */
    void reduce(Tile rows, RowMap map, Tile out);

    /** Multiplies rows in place, rows := rows · L⁻ᵀ block by block of the whitening: rows of K become rows of Φ. */
    void whiten(Tile rows, Whitening whitening);

    /**
     * Normal equations that grow by {@link Accumulator#add}, beginning with {@code start}, which is handed over: a
     * backend of the host may add to its arrays.
     */
    Accumulator accumulator(NormalEquations start);

    /**
     * Derivatives with respect to positions and strain.
     *
     * @throws UnavailableBackendException by a backend of another library that has none
     */
    Gradients gradients();

    /** Dense linear algebra, and the regressions on accumulated sums. */
    LinearAlgebra algebra();

    @Override
    void close();
}
