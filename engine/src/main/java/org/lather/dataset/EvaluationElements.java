package org.lather.dataset;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Collects the elements and groups of the structures on which a model will be tested, while the training structures are
 * read. If it is closed before, it ends at the next structure.
 */
public final class EvaluationElements implements AutoCloseable {
    private final Structures test;
    private final CompletableFuture<Map<Integer, Structure>> firsts;
    /** The key of groups; empty for none. */
    private final String groupKey;

    private final Set<String> groups = new LinkedHashSet<>();
    private volatile boolean closed;

    /**
     * @param test test structures; none if the model will not be tested
     * @param groupKey key of the groups of structures; empty for none
     */
    public EvaluationElements(Structures test, String groupKey) {
        this.test = test;
        this.groupKey = groupKey;
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
                if (!groupKey.isEmpty()) {
                    s.annotations().text(groupKey).ifPresent(groups::add);
                }
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

    /** Waits for all structures, and warns of groups of which the training set has structures, too. */
    public Optional<Warning> groupWarning(StructureGroups trained) {
        all();
        List<String> both = groups.stream().filter(trained::contains).toList();
        if (both.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Warning.of(
                Warning.Kind.GROUP_TRAINED_ON,
                both.size() + " of " + groups.size() + " groups of the test structures by `" + groupKey
                        + "` also have training structures; one is `" + both.get(0) + "`",
                Cure.text("Leave them out of one of the two: errors of structures whose group was trained on say little"
                        + " about other groups")));
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
