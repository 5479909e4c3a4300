package org.lather.selection;

import org.lather.backend.DenseAlgebra;
import org.lather.execution.Execution;

/**
 * PCov-CUR: {@link Cur} with the leading eigenvectors of a mixture of the points X and targets Y (Cersonsky, Helfrecht,
 * Engel, Kliavinek, Ceriotti 2021, doi:10.1088/2632-2153/abfe7c). For samples that is α X Xᵀ + (1 − α) Y Yᵀ, and each
 * choice removes from Y its regression on the chosen samples; for features, the columns of X, α Xᵀ X + (1 − α)
 * (XᵀX)^(−1/2) Xᵀ Y Yᵀ X (XᵀX)^(−1/2), and each choice removes from Y its projection on the chosen features. The choice
 * is that of scikit-matter with {@code recompute_every=1}; eigenvalues of XᵀX up to 1e-12 are omitted as there.
 *
 * @param mixing α, from 0 (targets alone) to 1 (points alone)
 * @param targets of samples or of coordinates
 * @param vectors number of leading eigenvectors, at least 1
 */
public record PcovCur(double mixing, Targets targets, int vectors) implements Selector {
    /** @throws IllegalArgumentException if the mixing is not from 0 to 1, or the number of vectors not positive */
    public PcovCur {
        PcovFarthestPoints.expectMixing(mixing);
        if (vectors < 1) {
            throw new IllegalArgumentException("expected at least 1 eigenvector, got " + vectors);
        }
    }

    /** Leverage scores of the first eigenvector alone. */
    public PcovCur(double mixing, Targets targets) {
        this(mixing, targets, 1);
    }

    @Override
    public Selection select(Points points, int count, DenseAlgebra algebra, Execution execution) {
        Selector.expectCount(points, count);
        targets.expectFit(points);
        execution.progress().stage("selection", count);
        return LeverageRun.of(new ResidualPoints(points, count, algebra), new Mixture(mixing, targets))
                .choose(count, vectors, execution);
    }

    @Override
    public long bytes(int size, int dimension, int count) {
        return LeverageRun.bytes(size, dimension, count, targets.count());
    }
}
