package org.lather.options;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The word that somebody who mistyped probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** The candidate with the smallest edit distance, if that is at most a third of the length (but 1 is always near). */
    static @Nullable String of(String word, Collection<String> candidates) {
        String best = null;
        int least = Math.max(1, (word.length() + 2) / 3) + 1;
        for (String c : candidates) {
            int d = distance(word.toLowerCase(Locale.ROOT), c.toLowerCase(Locale.ROOT));
            if (d < least && d < Math.max(word.length(), c.length())) {
                least = d;
                best = c;
            }
        }
        return best;
    }

    /** Levenshtein's distance, with the exchange of two neighbours counted as one edit. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
