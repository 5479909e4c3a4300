package org.lather.backend;

/** The storage of features. Norms, scalar products, kernels and algebra are double in either case. */
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
