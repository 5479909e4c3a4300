package org.lather.predict;

import org.lather.gram.StructureCovariances;

/** Receives the covariances of the value of a structure, see {@link StructureCovariances}. */
public interface StructureConsumer {
    /**
     * @param itself k**
     * @param sum k*, [M], which may be overwritten; empty if it is not needed
     */
    void accept(Prediction prediction, double itself, double[] sum);

    /** Whether k* is needed, for which sums over representatives are computed even if they are folded. */
    default boolean needsRepresentatives() {
        return true;
    }
}
