package org.lather.describe;

/** A stage of computing features; stages alternate from batch to batch. */
public enum Stage {
    /** Reading structures. */
    READ,
    /** Transferring structures and finding neighbours. */
    NEIGHBOURS,
    /** Expanding densities and coupling their coefficients; a backend may find neighbours meanwhile. */
    FEATURES,
    /** Deriving features. */
    GRADIENTS,
    /** Writing rows. */
    WRITE
}
