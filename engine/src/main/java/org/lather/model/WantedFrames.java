package org.lather.model;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;

/** The structures of a stream that take part in a training, as many as it has. */
final class WantedFrames implements Iterator<Structure> {
    private final Iterator<Structure> source;
    private final TrainingSet set;
    private @Nullable Structure next;
    private int taken;

    WantedFrames(Iterator<Structure> source, TrainingSet set) {
        this.source = source;
        this.set = set;
        advance();
    }

    private void advance() {
        next = null;
        while (next == null && taken < set.structures() && source.hasNext()) {
            Structure s = source.next();
            if (set.wanted(s)) {
                next = s;
                taken++;
            }
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Structure next() {
        Structure s = next;
        if (s == null) {
            throw new NoSuchElementException();
        }
        advance();
        return s;
    }
}
