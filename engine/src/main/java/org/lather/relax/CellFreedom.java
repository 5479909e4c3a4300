package org.lather.relax;

/** What of the cell is relaxed beside the positions. */
public enum CellFreedom {
    /** The cell stays. */
    NONE,
    /** The volume alone; shape and angles stay. */
    ISOTROPIC,
    /** All three lengths and angles. */
    FULL
}
