package org.lather.selection;

import org.lather.backend.DenseAlgebra;
import org.lather.execution.Execution;

/**
 * CUR: each choice is the point with the largest leverage score π_i = Σ_k u_ik², a sum over the leading left singular
 * vectors u_k of the matrix of the points, from which the components along all points chosen before were removed
 * (Mahoney, Drineas 2009, doi:10.1073/pnas.0803205106; Imbalzano et al. 2018, doi:10.1063/1.5024611). The choice is
 * that of scikit-matter with {@code recompute_every=1}.
 *
 * <p>Singular vectors are eigenvectors of the Gram matrix of the points, or of the matrix of their second moments,
 * whichever is smaller. A choice changes it by a matrix of rank one or two, and the eigenvectors before the choice
 * start the iteration for those after it.
 *
 * @param vectors number of leading singular vectors, at least 1
 */
public record Cur(int vectors) implements Selector {
    /** @throws IllegalArgumentException if the number of vectors is not positive */
    public Cur {
        if (vectors < 1) {
            throw new IllegalArgumentException("expected at least 1 singular vector, got " + vectors);
        }
    }

    /** Leverage scores of the first singular vector alone. */
    public Cur() {
        this(1);
    }

    @Override
    public Selection select(Points points, int count, DenseAlgebra algebra, Execution execution) {
        Selector.expectCount(points, count);
        execution.progress().stage("selection", count);
        return LeverageRun.of(new ResidualPoints(points, count, algebra), Mixture.NONE)
                .choose(count, vectors, execution);
    }

    @Override
    public long bytes(int size, int dimension, int count) {
        return LeverageRun.bytes(size, dimension, count, 0);
    }
}
