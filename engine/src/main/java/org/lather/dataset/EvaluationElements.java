package org.lather.dataset;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Collects the elements of the structures on which a model will be tested, while the training structures are read. If
 * it is closed before, it ends at the next structure.
 */
public final class EvaluationElements implements AutoCloseable {
    private final Structures test;
    private final CompletableFuture<Map<Integer, Structure>> firsts;
    private volatile boolean closed;

    /** @param test test structures; none if the model will not be tested */
    public EvaluationElements(Structures test) {
        this.test = test;
        firsts = test.isInMemory()
                ? CompletableFuture.completedFuture(look())
                : CompletableFuture.supplyAsync(this::look);
    }

    /** The first structure of each element, in the order of occurrence, without annotations. */
    private Map<Integer, Structure> look() {
        Map<Integer, Structure> out = new LinkedHashMap<>();
        try (Frames frames = test.frames()) {
            if (!test.isInMemory() && !frames.hasNext()) {
                throw new DataException("expected at least one frame to test on, got none: " + test.emptiness());
            }
            while (!closed && frames.hasNext()) {
                Structure s = frames.next();
                for (int i = 0; i < s.size(); i++) {
                    if (!out.containsKey(s.atomicNumber(i))) {
                        out.put(s.atomicNumber(i), s.with(s.annotations().originOnly()));
                    }
                }
            }
        }
        return out;
    }

    /**
     * Waits for all structures.
     *
     * @throws UnknownElementException if a structure has an element that the training set does not have; names the
     *     first one
     * @throws DataException if the files contain no structure
     */
    public void expectIn(TrainingSet set) {
        int[] known = set.elements();
        all().forEach((z, s) -> {
            if (Arrays.binarySearch(known, z) < 0) {
                throw new UnknownElementException(
                        s,
                        Element.symbol(z),
                        "which none of the " + set.structures() + " training structures has (they have",
                        known);
            }
        });
    }

    private Map<Integer, Structure> all() {
        try {
            return firsts.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
