package org.lather.backend;

/**
 * The precision in which features are stored. Norms, scalar products, kernels and linear algebra use double precision
 * in either case.
 */
public enum Precision {
    DOUBLE(8),
    SINGLE(4);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** The bytes of one stored feature. */
    public int bytes() {
        return bytes;
    }
}
