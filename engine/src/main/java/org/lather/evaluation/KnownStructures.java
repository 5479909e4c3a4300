package org.lather.evaluation;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;

/** Structures without those that have elements which a model does not know; these are skipped and counted. */
public final class KnownStructures implements Iterator<Structure> {
    private final Iterator<Structure> source;
    private final Predicate<Structure> knows;
    private final boolean skip;
    private long skipped;
    private @Nullable Structure next;

    /**
     * Wraps structures, which are taken from the source one at a time.
     *
     * @param knows whether the model knows all elements of a structure
     * @param skip whether to skip any; without, all structures pass, and the model refuses the first unknown one
     */
    public KnownStructures(Iterator<Structure> source, Predicate<Structure> knows, boolean skip) {
        this.source = source;
        this.knows = knows;
        this.skip = skip;
    }

    /** Returns the number of structures that were skipped so far. */
    public long skipped() {
        return skipped;
    }

    @Override
    public boolean hasNext() {
        while (next == null && source.hasNext()) {
            Structure s = source.next();
            if (skip && !knows.test(s)) {
                skipped++;
            } else {
                next = s;
            }
        }
        return next != null;
    }

    @Override
    public Structure next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("no further structure");
        }
        Structure s = next;
        next = null;
        return s;
    }
}
