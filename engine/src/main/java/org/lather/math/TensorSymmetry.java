package org.lather.math;

/** Symmetry of a Cartesian tensor under exchange of its axes. */
public enum TensorSymmetry {
    /** No symmetry. */
    GENERAL,
    /** Components do not change when any two axes are exchanged. */
    SYMMETRIC,
    /** Symmetric, and the trace over any two axes is zero. */
    TRACELESS
}
