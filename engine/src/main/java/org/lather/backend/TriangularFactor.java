package org.lather.backend;

/**
 * A lower triangular matrix L [n][n] that was prepared for many solutions, see {@link DenseAlgebra#prepare}. It does
 * not change, so several threads may solve with it at the same time, each with its own algebra of the kind that
 * prepared it.
 */
public interface TriangularFactor {
    /** n. */
    int size();
}
