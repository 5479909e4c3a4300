package org.lather.execution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/** Thrown if a computation needs more memory than it may use. */
public final class MemoryBudgetException extends LatherException {
    private static final long serialVersionUID = 1;

    private final long neededBytes;
    private final boolean device;

    /**
     * A budget, or the memory of a device, that is too small for the work.
     *
     * @param fact what needs how much, and how much is allowed
     * @param device whether it is the memory of a device that does not suffice: a larger budget would not help
     * @param advice values of options to use instead, all of them, by dotted path; empty where none would help
     */
    public MemoryBudgetException(String fact, long neededBytes, boolean device, Map<String, String> advice) {
        super(Phrase.of(fact), cures(neededBytes, device, advice), null);
        this.neededBytes = neededBytes;
        this.device = device;
    }

    /** A budget that is too small for the work, with its cures. */
    public MemoryBudgetException(Phrase fact, long neededBytes, List<Cure> cures) {
        this(fact, neededBytes, false, cures);
    }

    private MemoryBudgetException(Phrase fact, long neededBytes, boolean device, List<Cure> cures) {
        super(fact, cures, null);
        this.neededBytes = neededBytes;
        this.device = device;
    }

    /** Returns the same failure with one more cure. */
    public MemoryBudgetException or(Cure more) {
        List<Cure> all = new ArrayList<>(cures());
        all.add(more);
        return new MemoryBudgetException(factPhrase(), neededBytes, device, all);
    }

    private static List<Cure> cures(long neededBytes, boolean device, Map<String, String> advice) {
        List<Cure> out = new ArrayList<>();
        if (!device) {
            out.add(Cure.use(Setting.memory(neededBytes)));
        }
        if (!advice.isEmpty()) {
            out.add(Cure.use(new Phrase.Settings(advice.entrySet().stream()
                    .map(e -> Setting.key(e.getKey(), e.getValue()))
                    .toList())));
        }
        if (device) {
            out.add(Cure.option("precision", "single"));
            out.add(Cure.use("another ", Setting.argument("device")));
        }
        return out;
    }

    /** Whether it is the memory of a device that does not suffice: a larger budget would not help. */
    public boolean device() {
        return device;
    }

    /** The smallest budget that would do. */
    public long neededBytes() {
        return neededBytes;
    }

    /** Values of options to use instead, all of them, by dotted path; empty where none would help. */
    public Map<String, String> advice() {
        Map<String, String> out = new LinkedHashMap<>();
        for (Cure c : cures()) {
            for (Setting s : c.phrase().settings()) {
                if (s.kind() == Setting.Kind.KEY) {
                    out.put(s.name(), s.value());
                }
            }
        }
        return out;
    }
}
