package org.lather.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sentence of words and settings; each front spells the settings in its own way.
 *
 * @param parts in the order of the sentence
 */
public record Phrase(List<Part> parts) {
    /** A part of a phrase. */
    public sealed interface Part permits Words, Settings {
        /** Returns the part in the spelling of a front; empty where the front does not have the setting. */
        Optional<String> in(Spelling spelling);

        /** Returns the settings of this part. */
        List<Setting> settings();
    }

    /** Words that are the same in every front. */
    public record Words(String text) implements Part {
        @Override
        public Optional<String> in(Spelling spelling) {
            return Optional.of(text);
        }

        @Override
        public List<Setting> settings() {
            return List.of();
        }
    }

    /**
     * Settings that are set together.
     *
     * @param together at least one
     */
    public record Settings(List<Setting> together) implements Part {
        public Settings {
            together = List.copyOf(together);
        }

        @Override
        public Optional<String> in(Spelling spelling) {
            List<String> out = new ArrayList<>();
            for (Setting s : together) {
                Optional<String> text = spelling.of(s);
                if (text.isEmpty()) {
                    return text;
                }
                out.add(text.get());
            }
            return Optional.of(String.join(spelling.conjunction(), out));
        }

        @Override
        public List<Setting> settings() {
            return together;
        }
    }

    public Phrase {
        parts = List.copyOf(parts);
    }

    /**
     * Joins strings, settings and phrases.
     *
     * @param parts each a {@link Setting}, {@link Settings}, a phrase, or anything whose {@code toString} are words;
     *     spaces around settings belong to the words
     */
    public static Phrase of(Object... parts) {
        List<Part> out = new ArrayList<>();
        for (Object p : parts) {
            if (p instanceof Setting s) {
                out.add(new Settings(List.of(s)));
            } else if (p instanceof Settings s) {
                out.add(s);
            } else if (p instanceof Phrase phrase) {
                out.addAll(phrase.parts);
            } else {
                out.add(new Words(p.toString()));
            }
        }
        return new Phrase(out);
    }

    /** Returns all settings of the phrase in their order. */
    public List<Setting> settings() {
        return parts.stream().flatMap(p -> p.settings().stream()).toList();
    }

    /** Returns the phrase in the spelling of a front; empty where it has a setting that the front does not have. */
    public Optional<String> in(Spelling spelling) {
        StringBuilder out = new StringBuilder();
        for (Part p : parts) {
            Optional<String> text = p.in(spelling);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            out.append(text.get());
        }
        return Optional.of(out.toString());
    }

    /** Returns the phrase as messages of exceptions spell it. */
    @Override
    public String toString() {
        return in(Spelling.PLAIN).orElseThrow();
    }
}
