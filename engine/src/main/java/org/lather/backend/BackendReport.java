package org.lather.backend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.error.Curable;
import org.lather.error.Cure;
import org.lather.error.Spelling;

/**
 * The result of looking for one backend.
 *
 * @param device human-readable description of the hardware; empty where unavailable
 * @param reason why it is unavailable, or not selected automatically; else empty
 * @param cures remedies; empty if it is available or none is known
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

    /** Returns the report by the names that it has in the JSON of {@code lather backends}. */
    public Map<String, Object> toMap(Spelling spelling) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", name);
        out.put("available", available);
        out.put("selected", selected);
        out.put("device", device);
        out.put("reason", reason);
        out.put("cure", Curable.describe(cures, spelling));
        return out;
    }

    /** Returns what helps as messages of exceptions spell it; empty where nothing is known. */
    public String cure() {
        return Curable.describe(cures, Spelling.PLAIN);
    }
}
