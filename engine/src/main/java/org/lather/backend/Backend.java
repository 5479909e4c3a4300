package org.lather.backend;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.error.Cure;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * The operations of which training and prediction consist. They return handles to data that stay where they were
 * computed; handles must be closed. Only structures go in, and only normal equations, predictions and downloads come
 * out. Results do not depend on the number of threads, nor on how environments are divided into ranges or tiles; but if
 * a vendor library multiplies (CUDA), covariances in tiles of different size may differ by rounding. The same sequence
 * of calls gives bitwise identical results.
 *
 * <p>An environment is one atom with its neighbourhood; environments are numbered within a batch, structure by
 * structure, atom by atom. A backend must be called by one thread at a time; internally it uses as many threads as it
 * was opened with. Who shares one between threads holds {@link Ledger#turn} while calling it, as {@code Model} does.
 * Errors of a device are a {@link DeviceException}, mistakes of the caller an IllegalArgumentException.
 */
public interface Backend extends AutoCloseable {
    BackendInfo info();

    /** Memory, transfers and times of this backend. */
    Resources resources();

    /**
     * The devices of this backend. Each is a backend that another thread may call. Handles of one device cannot be used
     * with another; those of the first device can also be used with this backend.
     */
    default List<Backend> devices() {
        return List.of(this);
    }

    /**
     * Opens another backend of the same kind and precision, with its own threads and memory, whose results are the same
     * bits; the caller closes it. Empty if the hardware cannot be shared.
     *
     * @param threads number of threads, at least 1
     */
    default Optional<Backend> another(int threads) {
        return Optional.empty();
    }

    /**
     * Uploads whole structures. Their elements must be among those of the channels, otherwise an
     * IllegalArgumentException is thrown. Neighbours are found later, when a descriptor defines the cutoff.
     */
    Batch upload(List<Structure> structures, Channels channels);

    /**
     * Computes the features of a descriptor, raw values in its stored layout, with their norms; for tensors there are 2
     * λ + 1 rows for each environment ({@link Descriptor#components}). Density coefficients are also a descriptor,
     * {@link Descriptor.SphericalExpansion}; for other descriptors they are expanded and coupled block by block while
     * they are in cache.
     *
     * @throws UnavailableBackendException for a descriptor that the backend lacks, see {@link #computes}
     */
    Features features(Range range, Descriptor descriptor);

    /** Whether the backend computes the features of a descriptor; a backend that lacks one says so here. */
    default boolean computes(Descriptor descriptor) {
        return true;
    }

    /**
     * Expects that the backend computes all descriptors of a run, before it begins.
     *
     * @throws UnavailableBackendException for the first that it lacks
     */
    default void expectAll(List<Descriptor> descriptors) {
        for (Descriptor d : descriptors) {
            if (!computes(d)) {
                boolean selected = d.type() == Descriptor.Type.POWER_SPECTRUM && !d.isPowerSpectrum();
                throw new UnavailableBackendException(
                        "backend " + info().name() + ": does not compute "
                                + (selected
                                        ? "a selection or principal components of the power spectrum"
                                        : "the features " + d.getClass().getSimpleName()),
                        Cure.option("backend", selected ? "cpu" : "reference"));
            }
        }
    }

    /**
     * Uploads features from the host, such as the representatives of a model. A CPU backend may use the array of the
     * block without a copy, so the caller must not change it afterwards.
     */
    Features load(FeatureBlock block);

    /**
     * Allocates memory for rows that are copied from other features and become features by {@link FeatureRows#finish}.
     *
     * @param capacity largest number of rows
     */
    default FeatureRows rows(int capacity, int columns) {
        return new HostFeatureRows(this, capacity, columns);
    }

    /** Creates a tile of zeros. */
    Tile tile(int rows, int columns);

    /**
     * Adds the covariances of an irreducible block of order λ (Grisafi, Wilkins, Csányi, Ceriotti 2018,
     * doi:10.1103/PhysRevLett.120.036002, eq. 5), where p are the scalars of a side and p^λ its features:
     *
     * <p>out[i (2λ+1) + M][j (2λ+1) + M'] += weight p^λ_M(i)·p^λ_M'(j) / (|p_i||p_j|) · u^(ζ−1), u = p_i·p_j /
     * (|p_i||p_j|).
     *
     * <p>For scalars, p^λ = p, this is weight u^ζ. A negative u counts as 0 if ζ is not an integer. An environment
     * without density, |p| = 0, has zero covariance with every other and with itself, and so have centres of different
     * elements under {@link Covariance.Centers#SAME}.
     *
     * @param out tile with at least as many rows and columns as the sides have features
     */
    void covariances(Side x, Side z, Covariance covariance, double weight, Tile out);

    /**
     * Adds the covariances of the environments of a range with others, out[i − from][j] += weight k(x_i, z_j), for
     * callers that do not need the features themselves: a backend may store them in another order, or not at all.
     *
     * @param descriptor a descriptor of scalar features
     */
    default void covariances(
            Range range, Descriptor descriptor, Features z, Covariance covariance, double weight, Tile out) {
        try (Features x = features(range, descriptor)) {
            covariances(Side.of(x), Side.of(z), covariance, weight, out);
        }
    }

    /**
     * Adds weighted sums of covariances of scalar features, values[t][i] += weight Σ_j w_tj k(x_i, z_j). They are the
     * same bits as those of {@link Gradients#featureGradient(Features, Features, Covariance, double, double[],
     * double[])}.
     *
     * @param values [target][rows of x]
     */
    void sums(Features x, Features z, CovarianceSums sums, double[][] values);

    /**
     * Uploads a linear or quadratic form in features, in double precision. A CPU backend may use the arrays of the
     * block without a copy, so the caller must not change them afterwards.
     */
    Form load(FormBlock block);

    /**
     * Adds values of a form, values[i] += f(x_i). They are the same bits as those of
     * {@link Gradients#featureGradient(Features, Form, double[])}.
     *
     * @param values [rows of x]
     */
    void sums(Features x, Form form, double[] values);

    /**
     * Adds weighted sums of covariances, the same bits as without the map, and the mapped covariances themselves:
     * out[row[i]][j] += factor[i] weight k(x_i, z_j) for i = 0, 1, … in this order.
     *
     * @param values [target][rows of x]; the sums may be of no target
     * @param out tile with as many columns as z has rows
     */
    default void sums(Features x, Features z, CovarianceSums sums, double[][] values, RowMap map, Tile out) {
        if (values.length > 0) {
            sums(x, z, sums, values);
        }
        try (Tile rows = tile(x.rows(), z.rows())) {
            covariances(Side.of(x), Side.of(z), sums.covariance(), sums.weight(), rows);
            reduce(rows, map, out);
        }
    }

    /**
     * Computes the covariances of scalar features with each other, weight k(x_i, x_j) for rows i and j from
     * {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @return [to − from][to − from]
     */
    default double[] covariancesWithin(Features x, int from, int to, Covariance covariance, double weight) {
        Shapes.rows(x, from, to);
        int n = to - from;
        try (FeatureRows rows = rows(n, x.columns());
                Tile out = tile(n, n)) {
            rows.add(x, IntStream.range(from, to).toArray());
            try (Features some = rows.finish()) {
                covariances(Side.of(some), Side.of(some), covariance, weight, out);
            }
            return out.download();
        }
    }

    /**
     * The bytes that the sums of covariances cache between calls for representatives, for the memory plan.
     *
     * @param columns the features of a descriptor, or of all together
     */
    default long cachedBytes(long columns, long representatives) {
        return 0;
    }

    /** Adds mapped rows, out[row[i]] += factor[i] · rows[i] for i = 0, 1, … in this order, over all columns. */
    void reduce(Tile rows, RowMap map, Tile out);

    /** Multiplies rows in place, rows := rows · L⁻ᵀ block by block of the whitening: rows of K become rows of Φ. */
    void whiten(Tile rows, Whitening whitening);

    /**
     * Creates an accumulator of normal equations that starts with {@code start}. A CPU backend may add to its arrays
     * without a copy, so the caller must not use it afterwards.
     */
    Accumulator accumulator(NormalEquations start);

    /**
     * Derivatives with respect to positions and strain.
     *
     * @throws UnavailableBackendException if the backend is from another library and has no gradients
     */
    Gradients gradients();

    /** Dense linear algebra, and regressions on accumulated sums. */
    LinearAlgebra algebra();

    @Override
    void close();
}
