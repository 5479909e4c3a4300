package org.lather.evaluation;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;

/** The structures of a fold whose elements its model knows, with their indices in the order of predictions. */
final class HeldOutFrames implements Iterator<Structure> {
    private final Frames frames;
    private final Model model;
    private final int[] folds;
    private final int fold;
    private final ArrayDeque<Integer> indices = new ArrayDeque<>();
    private int index = -1;
    private int unknown;
    private @Nullable Structure next;

    HeldOutFrames(Frames frames, Model model, int[] folds, int fold) {
        this.frames = frames;
        this.model = model;
        this.folds = folds;
        this.fold = fold;
    }

    @Override
    public boolean hasNext() {
        while (next == null && frames.hasNext()) {
            Structure s = frames.next();
            do {
                index++;
            } while (folds[index] != fold);
            if (model.knows(s)) {
                next = s;
            } else {
                unknown++;
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
        indices.add(index);
        return s;
    }

    /** The index of the structure that was predicted next. */
    int taken() {
        return indices.remove();
    }

    /** The number of structures so far with elements that the model does not know. */
    int unknown() {
        return unknown;
    }
}
