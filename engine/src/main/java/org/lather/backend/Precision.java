package org.lather.backend;

/** The storage of features. Norms, scalar products, kernels and algebra are double in either case. */
public enum Precision {
    DOUBLE,
    SINGLE
}
