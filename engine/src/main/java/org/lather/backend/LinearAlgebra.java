package org.lather.backend;

import java.util.List;
import java.util.Optional;

/** The linear algebra of a backend, distinguished by where it is computed. */
public interface LinearAlgebra {
    /**
     * Dense operations on host arrays. A device executes those with enough arithmetic to justify copying the arrays,
     * the host all others.
     */
    DenseAlgebra dense();

    /**
     * Dense operations on host arrays, executed by the host. They factor the covariances of representatives, so that
     * every backend keeps the same representatives.
     */
    DenseAlgebra host();

    /**
     * Regressions on sums of the backend where these are stored, without copying them to the host. Empty if the sums
     * are on the host already, or if the device has no routines or no memory for this.
     *
     * @param folds at least one, of equal sizes; they are only read, and must stay open and unchanged while the system
     *     is open
     */
    Optional<RidgeSystem> ridge(List<Accumulator> folds);

    /** The linear algebra of a backend that computes on the host. */
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
