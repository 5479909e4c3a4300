package org.lather.selection;

import org.lather.backend.DenseAlgebra;
import org.lather.execution.Execution;

/**
 * Farthest point sampling: each choice is the point farthest from all chosen before, by d²(i,j) = |x_i|² + |x_j|² − 2
 * x_i·x_j (Imbalzano et al. 2018, doi:10.1063/1.5024611). Its score is the squared distance to the nearest chosen
 * point.
 *
 * <p>Distances to the nearest chosen point can only decrease. The distances known from earlier choices are therefore
 * upper bounds, and only points whose bound is the largest are compared with the choices made since: the points are
 * read once as a whole, later choices read few of them, and the comparisons are products of matrices.
 *
 * @param start index of the point that is chosen first
 * @param pruned whether comparisons are omitted that the triangle inequality decides, d(x, new) ≥ d(new, c) − d(x, c)
 *     with the nearest chosen point c of x (Voronoi pruning); the choice is the same
 */
public record FarthestPoints(int start, boolean pruned) implements Selector {
    /** @throws IllegalArgumentException if the start is negative */
    public FarthestPoints {
        if (start < 0) {
            throw new IllegalArgumentException("expected a first point from 0 on, got " + start);
        }
    }

    @Override
    public Selection select(Points points, int count, DenseAlgebra algebra, Execution execution) {
        Selector.expectCount(points, count);
        if (start >= points.size()) {
            throw new IllegalArgumentException("expected a first point from 0 to " + (points.size() - 1) + ", got "
                    + start + " of " + points.size() + " points");
        }
        execution.progress().stage("selection", count);
        return new FarthestRun(points, count, pruned, algebra, execution).choose(start);
    }

    @Override
    public long bytes(int size, int dimension, int count) {
        long pairs = pruned ? 8L * count * count : 0;
        return 24L * size + 8L * dimension * (count + FarthestRun.BATCH) + pairs + 8L * FarthestRun.BATCH * 64;
    }
}
