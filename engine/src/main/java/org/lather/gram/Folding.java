package org.lather.gram;

/**
 * Whether predictions fold the sums over representatives, which linear and quadratic kernels (ζ = 1 and 2) allow: the
 * sum becomes a form in the features whose cost does not depend on the number of representatives, see
 * {@link FoldedSums}. Values agree to rounding.
 */
public enum Folding {
    /** Terms of the kernel are folded where that takes fewer operations and the memory suffices. */
    AUTO,
    /** All terms are folded; a model with another ζ, or too little memory, is an error. */
    ALWAYS,
    /** All sums run over the representatives. */
    NEVER
}
