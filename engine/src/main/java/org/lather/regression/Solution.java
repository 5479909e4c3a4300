package org.lather.regression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.model.FittedBlock;
import org.lather.target.Derivative;
import org.lather.target.RowKey;

/**
 * The result of a fit.
 *
 * @param blocks in the order of the groups and their series
 */
public record Solution(List<Block> blocks) {
    /**
     * The result for one irreducible block of one target.
     *
     * @param factor factor C of its posterior, packed; empty if none
     * @param leftOut errors of rows that are left out, of structures that are compared as a whole
     * @param without weights of the regression without the rows of a derivative, where row types were summed apart
     * @param resampled fits to parts of the training set; empty unless the committee is made of these
     */
    @SuppressWarnings("ArrayRecordComponent") // a large block, not copied
    public record Block(
            RowGroup group,
            RowGroup.Series series,
            FittedBlock fitted,
            double[] factor,
            LeaveOneOut leftOut,
            Map<Derivative.Kind, double[]> without,
            Optional<Resampled> resampled) {
        /** A copy without what only the calibration of uncertainties needs. */
        public Block withoutFactor() {
            return new Block(group, series, fitted, new double[0], leftOut, without, Optional.empty());
        }

        Block with(Map<Derivative.Kind, double[]> others) {
            return new Block(group, series, fitted, factor, leftOut, others, resampled);
        }

        Block(RowGroup group, RowGroup.Series series, FittedBlock fitted, double[] factor) {
            this(group, series, fitted, factor, LeaveOneOut.NONE, Map.of(), Optional.empty());
        }
    }

    public Solution {
        blocks = List.copyOf(blocks);
    }

    /** The noise σ of each row type, in its unit. */
    public Map<RowKey, Double> noise() {
        Map<RowKey, Double> out = new LinkedHashMap<>();
        for (Block b : blocks) {
            out.put(b.series().key(), b.fitted().noise());
            for (Derivative d : b.series().target().derivatives()) {
                Double sigma = b.fitted().derivativeNoise().get(d.kind());
                if (sigma != null) {
                    out.put(RowKey.of(b.series().name(), d), sigma);
                }
            }
        }
        return out;
    }
}
