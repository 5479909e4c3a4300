package org.lather.backend.device.op;

import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.ExpansionPrograms;
import org.lather.backend.device.program.Pairs;

/**
 * Environments whose pairs were uploaded and expanded, of which derivatives are taken. Its memory is that of the frame
 * in which it was expanded.
 *
 * @param host the same pairs on the host
 * @param density the pairs on the device, and what they were expanded with
 * @param coefficients [environment][lm][a N + n]
 */
record ExpandedPairs(Neighbourhoods host, ExpansionPrograms.Density density, Doubles coefficients) {
    int environments() {
        return host.size();
    }

    /** The number of pairs. */
    int count() {
        return host.x().length;
    }

    /** The pairs on the device. */
    Pairs pairs() {
        return density.pairs();
    }
}
