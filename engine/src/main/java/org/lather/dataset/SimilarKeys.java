package org.lather.dataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.lather.structure.Structure;

/** Names like the one of a target or derivative, in structures that lack it: REF_forces or Force for forces. */
final class SimilarKeys {
    /** Words that names have or lack without a change of meaning. */
    private static final Set<String> FILLERS =
            Set.of("ref", "reference", "dft", "qm", "label", "target", "true", "total", "free");

    private final String wanted;
    private final boolean column;
    private final String core;
    private final Map<String, Integer> found = new TreeMap<>();
    private final Map<String, Boolean> similar = new HashMap<>();

    /**
     * @param wanted the name that is declared
     * @param column whether it is that of a column
     */
    SimilarKeys(String wanted, boolean column) {
        this.wanted = wanted;
        this.column = column;
        this.core = core(wanted);
    }

    /** The words of a name without case, separators, fillers and the s of a plural. */
    private static String core(String name) {
        List<String> words = new ArrayList<>();
        String separated = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        for (String w : separated.split("[^a-z0-9]+", -1)) {
            if (!w.isEmpty() && !FILLERS.contains(w)) {
                words.add(w.length() > 3 && w.endsWith("s") && !w.endsWith("ss") ? w.substring(0, w.length() - 1) : w);
            }
        }
        return String.join("", words);
    }

    private boolean isSimilar(String name) {
        return !name.equals(wanted) && !core.isEmpty() && core(name).equals(core);
    }

    /** Looks at a structure without the wanted name. */
    void add(Structure s) {
        Collection<String> names =
                column ? s.annotations().columns() : s.annotations().keys();
        for (String n : names) {
            if (similar.computeIfAbsent(n, this::isSimilar)) {
                found.merge(n, 1, Integer::sum);
            }
        }
    }

    /** Returns the number of structures that have each similar name instead. */
    Map<String, Integer> found() {
        return found;
    }
}
