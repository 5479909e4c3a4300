package org.lather.selection;

import org.lather.backend.DenseAlgebra;
import org.lather.execution.Execution;

/**
 * A method that chooses points one after the other, each time the one with the largest score; of equal scores the one
 * with the lowest index. The choice depends neither on the number of threads nor on the memory budget, and the first
 * points of a longer selection are those of a shorter one.
 */
public sealed interface Selector permits FarthestPoints, PcovFarthestPoints, Cur, PcovCur, RandomPoints {
    /**
     * Chooses points.
     *
     * @param count largest number of points; fewer are chosen if the others are copies of chosen points (farthest point
     *     sampling) or linear combinations of them (CUR)
     * @param algebra computes products of matrices
     * @param execution is notified of the progress, of one stage, and asked for cancellation; its budget is not read
     * @throws IllegalArgumentException if the count is not from 1 to the number of points, or targets or a first point
     *     do not fit the points
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    Selection select(Points points, int count, DenseAlgebra algebra, Execution execution);

    /** The largest number of bytes of a selection in addition to the points. */
    long bytes(int size, int dimension, int count);

    /** @throws IllegalArgumentException if the count is not from 1 to the number of points */
    static void expectCount(Points points, int count) {
        if (count < 1 || count > points.size()) {
            throw new IllegalArgumentException(
                    "expected a count from 1 to " + points.size() + ", the number of points, got " + count);
        }
    }
}
