package org.lather.options;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Suggestions for mistyped names. */
public final class Suggestion {
    private static final int LONGEST = 100;

    private Suggestion() {}

    /**
     * The known name nearest to the given one, if it takes few edits in proportion to its length, or else one that
     * contains it.
     */
    public static Optional<String> of(String given, Collection<String> known) {
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        String best = null;
        int fewest = Math.max(2, given.length() / 3) + 1;
        for (String name : known) {
            int edits = edits(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits < name.length()) {
                fewest = edits;
                best = name;
            }
        }
        if (best == null && given.length() > 2) {
            return known.stream().filter(name -> name.contains(given)).findFirst();
        }
        return Optional.ofNullable(best);
    }

    /**
     * The number of insertions, deletions, substitutions and swaps of neighbouring letters that turn one text into the
     * other.
     */
    static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
