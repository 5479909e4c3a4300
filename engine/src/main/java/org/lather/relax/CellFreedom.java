package org.lather.relax;

/** The degrees of freedom of the cell that are relaxed in addition to the positions. */
public enum CellFreedom {
    /** The cell is fixed. */
    NONE,
    /** Only the volume is relaxed; shape and angles are fixed. */
    ISOTROPIC,
    /** All three lengths and angles are relaxed. */
    FULL
}
