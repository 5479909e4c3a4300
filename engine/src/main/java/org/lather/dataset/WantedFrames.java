package org.lather.dataset;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;

/** The structures of a stream that take part in a training, as many as it has. */
public final class WantedFrames implements Frames {
    private final Frames source;
    private final TrainingSet set;
    private @Nullable Structure next;
    private int taken;
    /** Structures without a target are known to be left out already, or there are none. */
    private final boolean all;

    /** @param source is closed with this */
    WantedFrames(Frames source, TrainingSet set) {
        this.source = source;
        this.set = set;
        this.all = set.skipped() == 0 || set.kept().all() != null;
        advance();
    }

    private void advance() {
        next = null;
        while (next == null && taken < set.structures() && source.hasNext()) {
            Structure s = source.next();
            if (all || set.wanted(s)) {
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

    @Override
    public void close() {
        next = null;
        source.close();
    }
}
