package org.lather.regression;

import org.lather.backend.RidgeSystem;

/**
 * Fits of one target to several types of rows (values, forces, strain), (Σ_k μ_k A_k + 1) v = Σ_k μ_k b_k, μ_k =
 * δ²/σ_k². A type whose μ is 0 is left out.
 */
interface RowTypeFits extends AutoCloseable {
    /** The number of row types; values are the first. */
    int types();

    /** The number of rows of a type. */
    long rows(int type);

    /** The sum Σ w y² of a type. */
    double squares(int type);

    /** The trace Σ w |φ|² of a type. */
    double trace(int type);

    /**
     * The mean squared error of each row type over all held-out rows, of fits to the other folds, with the weights of
     * the rows; infinite if a noise is too small for the precision.
     */
    double[] errors(double[] mu);

    /** The whitened weights v of the fit to all folds; empty if the noises are too small for the precision. */
    double[] weights(double[] mu);

    /**
     * The products of labels and predictions over the rows of a type.
     *
     * @param linear Σ w y φ v
     * @param quadratic Σ w (φ v)²
     */
    record Products(double linear, double quadratic) {}

    /** Compares the labels of a type with predictions of whitened weights. */
    Products products(int type, double[] v);

    /** The fits to the other types, which has the same rows. */
    RowTypeFits without(int type);

    /**
     * Ends this object, and returns the regression on the rows of all types, multiplied by factors.
     *
     * @param apart whether the sums of folds are needed apart
     */
    RidgeSystem combined(double[] factors, boolean apart);

    @Override
    void close();
}
