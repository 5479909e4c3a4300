package org.lather.error;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the warnings of a computation, equal ones once, in the order in which they are added. Thread-safe. */
public final class Warnings {
    private final Set<Warning> found = new LinkedHashSet<>();

    /** Adds a warning. */
    public synchronized void add(Warning warning) {
        found.add(warning);
    }

    /** Returns the warnings so far. */
    public synchronized List<Warning> list() {
        return List.copyOf(found);
    }
}
