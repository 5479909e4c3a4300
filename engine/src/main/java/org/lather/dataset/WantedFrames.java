package org.lather.dataset;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** The structures of a stream that have targets of a training, up to the number in its training set. */
public final class WantedFrames implements Frames {
    private final Frames source;
    private final TrainingSet set;
    private @Nullable Structure next;
    private int taken;
    /** Whether all structures have targets, so that none needs to be checked. */
    private final boolean all;

    /** @param source source, closed with this object */
    WantedFrames(Frames source, TrainingSet set) {
        this.source = source;
        this.set = set;
        this.all = set.skipped() == 0 || set.kept().all() != null;
        advance();
    }

    /**
     * Opens the structures of a training set from the first one, from memory if they are kept, otherwise from the
     * source.
     */
    public static WantedFrames of(Structures source, TrainingSet set) {
        Structures kept = set.kept().all();
        return new WantedFrames((kept == null ? source : kept).frames(), set);
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
