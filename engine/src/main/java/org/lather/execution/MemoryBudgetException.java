package org.lather.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The work does not fit in the memory that it may take. */
public final class MemoryBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String fact;
    private final long neededBytes;
    private final boolean device;
    private final transient Map<String, String> advice;

    /**
     * @param fact what needs how much, and how much is allowed
     * @param device whether it is the memory of a device that does not suffice
     * @param advice values of options to use instead, all of them, by dotted path; empty where none would help
     */
    public MemoryBudgetException(String fact, long neededBytes, boolean device, Map<String, String> advice) {
        super(fact
                + (advice.isEmpty()
                        ? ""
                        : advice.entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue())
                                .collect(Collectors.joining(
                                        " and ", device ? ". Use " : ". Use a larger budget or ", ""))));
        this.fact = fact;
        this.device = device;
        this.neededBytes = neededBytes;
        this.advice = Collections.unmodifiableMap(new LinkedHashMap<>(advice));
    }

    /** What needs how much, and how much is allowed, without any advice. */
    public String fact() {
        return fact;
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
        return advice;
    }
}
