package org.lather.regression;

import org.lather.backend.RidgeSystem;

/** The sums over all structures of the groups of a layout, from which a fit is solved. */
interface GroupSums {
    /** The regressions on the sums of one group, of values or of all row types together. They are closed with it. */
    RidgeSystem system(int group);

    /** The fits to the row types of one group, whose noises are searched together. */
    RowTypeFits types(int group);
}
