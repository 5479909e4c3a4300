package org.lather.cli;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.lather.model.Model;
import org.lather.structure.Structure;

/** Structures without those whose elements a model does not know; these are counted. */
final class KnownFrames implements Iterator<Structure> {
    private final Iterator<Structure> source;
    private final Model model;
    private final boolean skip;
    private long skipped;
    private @Nullable Structure next;

    /** @param skip whether to leave any out at all */
    KnownFrames(Iterator<Structure> source, Model model, boolean skip) {
        this.source = source;
        this.model = model;
        this.skip = skip;
    }

    long skipped() {
        return skipped;
    }

    @Override
    public boolean hasNext() {
        while (next == null && source.hasNext()) {
            Structure s = source.next();
            if (skip && !model.knows(s)) {
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
