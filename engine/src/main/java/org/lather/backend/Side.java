package org.lather.backend;

/**
 * One side of a matrix of covariances: features of one irreducible block, and the scalar features of the same
 * environments that normalise them. Scalar features (λ = 0, σ = 1) normalise themselves. A tensor of order λ is divided
 * by the norm of the scalars of its environment, since |p^λ| vanishes at symmetric sites.
 *
 * @param features rows i (2λ + 1) + M
 * @param scalars rows i of the same environments; for λ = 0 the features themselves
 */
public record Side(Features features, Features scalars) {
    /** @throws IllegalArgumentException unless each row of scalars has 2 λ + 1 rows of features */
    public Side {
        int components = scalars.rows() > 0 ? features.rows() / scalars.rows() : 1;
        if (components % 2 != 1 || features.rows() != components * scalars.rows()) {
            throw new IllegalArgumentException("expected 2 lambda + 1 rows for each row of scalar features, got "
                    + features.rows() + " for " + scalars.rows());
        }
    }

    /** A side of scalar features, which normalise themselves. */
    public static Side of(Features features) {
        return new Side(features, features);
    }

    /** Whether the features are scalars that normalise themselves. */
    public boolean scalar() {
        return features == scalars;
    }

    /** The number of environments. */
    public int environments() {
        return scalars.rows();
    }
}
