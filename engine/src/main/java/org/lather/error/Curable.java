package org.lather.error;

import java.util.ArrayList;
import java.util.List;

/** A failure that says what is wrong and what helps. */
public interface Curable {
    /** Returns what is wrong, as messages of exceptions spell it: where, what was expected, what was found. */
    String fact();

    /** Returns what helps; empty where the fact says it, or nothing is known. */
    List<Cure> cures();

    /**
     * Returns fact and cures as one line in the spelling of a front: {@code FACT. Use A, B or C. SENTENCE}. Cures whose
     * settings the front does not have are omitted.
     */
    default String describe(Spelling spelling) {
        return joined(fact(), describe(cures(), spelling));
    }

    /** Returns sentences, joined by a full stop; the second may be empty. */
    static String joined(String fact, String cures) {
        return cures.isEmpty() ? fact : fact + ". " + cures;
    }

    /** Returns cures in the spelling of a front, without the last full stop; empty where none is left. */
    static String describe(List<Cure> cures, Spelling spelling) {
        List<String> uses = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (Cure c : cures) {
            c.phrase().in(spelling).ifPresent(text -> (c.kind() == Cure.Kind.USE ? uses : sentences).add(text));
        }
        if (!uses.isEmpty()) {
            int last = uses.size() - 1;
            sentences.add(
                    0, "Use " + (last == 0 ? "" : String.join(", ", uses.subList(0, last)) + " or ") + uses.get(last));
        }
        return String.join(". ", sentences);
    }
}
