package org.lather.structure;

import java.util.Locale;
import java.util.Set;

/** Words for a value that a structure or atom does not have, as programs write them in place of a number. */
public final class Missing {
    private static final Set<String> WORDS = Set.of(
            "",
            "-",
            "--",
            "none",
            "null",
            "na",
            "n/a",
            "nan",
            "-nan",
            "nan(ind)",
            "-nan(ind)",
            "1.#ind",
            "-1.#ind",
            "1.#qnan");

    private Missing() {}

    /** Whether a word stands for a missing value; case does not matter. */
    public static boolean is(String word) {
        return word.length() <= 9 && WORDS.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Whether a value is missing: a word for it, or numbers of which one is NaN. */
    public static boolean is(AnnotationSource.Value value) {
        return value.numbers()
                .map(Missing::anyNaN)
                .orElseGet(() -> is(value.text().strip()));
    }

    private static boolean anyNaN(double[] numbers) {
        for (double x : numbers) {
            if (Double.isNaN(x)) {
                return true;
            }
        }
        return false;
    }
}
