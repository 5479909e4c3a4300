package org.lather.math;

/** What is known of the components of a Cartesian tensor. */
public enum TensorSymmetry {
    /** Nothing. */
    GENERAL,
    /** They do not change when any two axes are exchanged. */
    SYMMETRIC,
    /** The same, and the trace over any two axes is zero. */
    TRACELESS
}
