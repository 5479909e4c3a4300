package org.lather.maps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A property of all structures, or of all atoms, that a page shows. Numbers are NaN where they are missing; words are
 * indices of a list. Vectors and tensors have several numbers for each structure or atom.
 */
final class MapProperty {
    /** The number of different words of a property; one with more of them distinguishes nothing. */
    static final int MOST_WORDS = 100;

    private final String name;
    private final boolean ofAtoms;
    private final int width;
    private final @Nullable Map<String, Integer> words;
    private final GrowingNumbers values = new GrowingNumbers();
    private boolean distinct;

    private MapProperty(String name, boolean ofAtoms, int width, boolean hasWords) {
        this.name = name;
        this.ofAtoms = ofAtoms;
        this.width = width;
        this.words = hasWords ? new LinkedHashMap<>() : null;
    }

    static MapProperty numbers(String name, boolean ofAtoms, int width) {
        return new MapProperty(name, ofAtoms, width, false);
    }

    static MapProperty words(String name, boolean ofAtoms) {
        return new MapProperty(name, ofAtoms, 1, true);
    }

    String name() {
        return name;
    }

    boolean ofAtoms() {
        return ofAtoms;
    }

    /** Numbers of each structure or atom. */
    int width() {
        return width;
    }

    boolean hasWords() {
        return words != null;
    }

    /** Whether there are too many different words to show. */
    boolean isDistinct() {
        return distinct;
    }

    List<String> vocabulary() {
        return words == null ? List.of() : new ArrayList<>(words.keySet());
    }

    /** Adds the numbers of a structure or atom, after those that are missing before it. */
    void add(int index, double... numbers) {
        values.padTo(index * width);
        for (double v : numbers) {
            values.add(v);
        }
    }

    void add(int index, String word) {
        Map<String, Integer> known = words;
        if (known == null || distinct) {
            return;
        }
        pad(known, index);
        if (!known.containsKey(word) && known.size() == MOST_WORDS) {
            distinct = true;
            return;
        }
        values.add(known.computeIfAbsent(word, w -> known.size()));
    }

    private void pad(Map<String, Integer> known, int count) {
        while (values.size() < count) {
            values.add(known.computeIfAbsent("none", w -> known.size()));
        }
    }

    /** Completes the property for a number of structures or atoms. */
    void end(int count) {
        if (words == null) {
            values.padTo(count * width);
        } else if (!distinct) {
            pad(words, count);
        }
    }

    double value(int index) {
        return values.get(index);
    }

    int size() {
        return values.size();
    }
}
