package org.lather.kernel;

/** How rows of environments become rows of structures. */
public enum Reduction {
    /** Each environment is a row: per-atom targets. */
    NONE,
    /** The sum over the atoms: extensive targets. */
    SUM,
    /** The mean over the atoms: intensive targets. */
    MEAN
}
