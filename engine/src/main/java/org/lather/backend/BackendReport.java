package org.lather.backend;

import java.util.List;
import org.lather.error.Curable;
import org.lather.error.Cure;
import org.lather.error.Spelling;

/**
 * What became of one candidate.
 *
 * @param device what computes, human-readable; empty where unavailable
 * @param reason why it is unavailable, or not selected automatically; else empty
 * @param cures what helps; else empty
 */
public record BackendReport(
        String name, boolean available, boolean selected, String device, String reason, List<Cure> cures)
        implements Curable {
    public BackendReport {
        cures = List.copyOf(cures);
    }

    /** Returns the reason. */
    @Override
    public String fact() {
        return reason;
    }

    /** Returns what helps as messages of exceptions spell it; empty where nothing is known. */
    public String cure() {
        return Curable.describe(cures, Spelling.PLAIN);
    }
}
