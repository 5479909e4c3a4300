package org.lather.describe;

/** How the features of the atoms of a structure become rows. */
public enum Reduction {
    /** A row for each atom. */
    NONE,
    /** A row for each structure, the sum over its atoms. */
    SUM,
    /** A row for each structure, the mean over its atoms. */
    MEAN
}
