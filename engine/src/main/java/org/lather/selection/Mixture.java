package org.lather.selection;

import org.jspecify.annotations.Nullable;

/**
 * The weights of points and targets in a matrix whose eigenvectors give leverage scores.
 *
 * @param points weight α of the points
 * @param targets with the weight 1 − α; null for none
 */
record Mixture(double points, @Nullable Targets targets) {
    static final Mixture NONE = new Mixture(1, null);

    /** Eigenvalues of XᵀX up to this one are omitted from its inverse square root, as in scikit-matter. */
    static final double OMITTED = 1e-12;

    /** The number of targets. */
    int count() {
        return targets == null ? 0 : targets.count();
    }

    /** Whether targets belong to the coordinates, not to the points. */
    boolean ofCoordinates() {
        return targets != null && targets.rows() == Targets.Rows.COORDINATES;
    }

    /** A copy of the targets [target][row]. */
    double[][] columns() {
        Targets t = targets;
        if (t == null) {
            return new double[0][];
        }
        int rows = t.values().length / t.count();
        double[][] out = new double[t.count()][rows];
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < t.count(); k++) {
                out[k][r] = t.values()[r * t.count() + k];
            }
        }
        return out;
    }
}
