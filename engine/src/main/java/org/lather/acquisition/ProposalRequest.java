package org.lather.acquisition;

import java.util.Optional;

/**
 * What is proposed.
 *
 * @param count number of structures
 * @param target name of the target whose uncertainty counts; empty for the first target that has one
 * @param measure the uncertainty that counts; empty for that of the forces if the model was trained on any, otherwise
 *     that of the value
 * @param skipUnknown whether structures with elements that the model does not know are skipped and counted, rather than
 *     refused
 */
public record ProposalRequest(int count, Optional<String> target, Optional<Measure> measure, boolean skipUnknown) {
    /** @throws IllegalArgumentException if the count is not positive */
    public ProposalRequest {
        if (count < 1) {
            throw new IllegalArgumentException("expected at least 1 structure to propose, got " + count);
        }
    }

    /** Proposes a number of structures by the uncertainty of the first target that has one. */
    public static ProposalRequest of(int count) {
        return new ProposalRequest(count, Optional.empty(), Optional.empty(), false);
    }
}
