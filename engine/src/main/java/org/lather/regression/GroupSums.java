package org.lather.regression;

import java.util.List;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;

/** The sums over all structures of the groups of a layout, from which a fit is solved. */
interface GroupSums {
    /** The regressions on the sums of one group, of values or of all row types together. They are closed with it. */
    RidgeSystem system(int group);

    /** The sums of each row type and fold of one group, on the host. */
    List<List<NormalEquations>> types(int group);
}
