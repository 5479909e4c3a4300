package org.lather.backend;

import java.util.List;
import java.util.Optional;

/** Linear algebra of a backend, by the place where it computes. */
public interface LinearAlgebra {
    /**
     * Dense operations on arrays of the host. A device does those whose arithmetic is worth copying the arrays, the
     * host the others.
     */
    DenseAlgebra dense();

    /**
     * Dense operations on arrays of the host, done by the host. The covariances of representatives are factored by
     * these, so that every backend keeps the same of them.
     */
    DenseAlgebra host();

    /**
     * Regressions on sums of the backend where these are, without copying them to the host. Empty where the sums are on
     * the host already, or where the device has no routines or no memory for it.
     *
     * @param folds at least one, of equal sizes; only read, stay open, and are not added to while the system is open
     */
    Optional<RidgeSystem> ridge(List<Accumulator> folds);

    /** Linear algebra of a backend that computes on the host. */
    static LinearAlgebra onHost(DenseAlgebra host) {
        return new LinearAlgebra() {
            @Override
            public DenseAlgebra dense() {
                return host;
            }

            @Override
            public DenseAlgebra host() {
                return host;
            }

            @Override
            public Optional<RidgeSystem> ridge(List<Accumulator> folds) {
                return Optional.empty();
            }
        };
    }
}
