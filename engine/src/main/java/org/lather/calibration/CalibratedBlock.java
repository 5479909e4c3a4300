package org.lather.calibration;

import org.lather.regression.Solution;

/**
 * An irreducible block of a tensor with the scale of its committee.
 *
 * @param scale α of the block; 1 if it is not known
 * @param rows number of residuals from which the scale was found
 */
public record CalibratedBlock(Solution.Block block, double scale, long rows) {
    /** A block whose committee is not calibrated. */
    public CalibratedBlock(Solution.Block block) {
        this(block, 1, 0);
    }
}
