package org.lather.options;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** An option that is unknown, of the wrong type or out of range; the message names its dotted path. */
public final class OptionsException extends LatherException {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 60;

    /** A failure whose cures are among its words, or that has none. */
    public OptionsException(String message) {
        super(message);
    }

    /** A failure with cures. */
    public OptionsException(String fact, Cure... cures) {
        this(Phrase.of(fact), cures);
    }

    /** A failure with cures, whose fact names settings. */
    public OptionsException(Phrase fact, Cure... cures) {
        super(fact, List.of(cures), null);
    }

    public OptionsException(String message, Throwable cause) {
        super(Phrase.of(message), List.of(), cause);
    }

    OptionsException(Phrase fact, Throwable cause) {
        super(fact, List.of(), cause);
    }

    private OptionsException(Phrase fact, OptionsException cause) {
        super(fact, cause.cures(), cause);
    }

    /** Returns this failure with where it is in front of its fact. */
    OptionsException at(Phrase place) {
        return new OptionsException(Phrase.of(place, ": ", factPhrase()), this);
    }

    /** The exception for a value of the wrong type. */
    public static OptionsException wrong(String path, String expected, @Nullable Object got) {
        return new OptionsException(at(path) + "expected " + expected + ", got " + shown(got));
    }

    /** The exception for a value that is none of the known words. */
    public static OptionsException notAmong(Collection<String> words, String path, @Nullable Object got) {
        String expected = (words.size() == 1 ? "" : "one of ") + String.join(", ", words);
        Optional<String> near = got instanceof String s ? Suggestion.of(s, words) : Optional.empty();
        return new OptionsException(at(path) + "expected " + expected + ", got " + shown(got)
                + near.map(n -> ". Did you mean `" + n + "`?").orElse(""));
    }

    /**
     * The exception for a key that does not exist.
     *
     * @param block the path of the map that has the key
     * @param candidates keys that the user more likely meant than the others
     * @param known all keys that the map may have
     */
    public static OptionsException unknown(
            String block, String key, Collection<String> candidates, Collection<String> known) {
        String prefix = block.isEmpty() ? "" : block + ".";
        if (key.length() > LONGEST) {
            return new OptionsException(
                    "unknown key " + shown(prefix + key) + ". Known here: " + String.join(", ", known));
        }
        return new OptionsException("unknown key `" + prefix + key + "`. "
                + Suggestion.of(key, candidates)
                        .or(() -> Suggestion.of(key, known))
                        .map(near -> "Did you mean `" + prefix + near + "`?")
                        .orElse("Known here: " + String.join(", ", known)));
    }

    /** The exception for values that a constructor refuses, with the path of the map that they were read from. */
    public static OptionsException refused(String path, IllegalArgumentException e) {
        return new OptionsException(at(path) + e.getMessage(), e);
    }

    private static String at(String path) {
        return path.isEmpty() ? "" : "`" + path + "`: ";
    }

    /** Shows a value as a user would write it, shortened. */
    public static String shown(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        StringBuilder text = new StringBuilder();
        flow(value, text);
        return "`" + (text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text) + "`";
    }

    /** Appends a value, up to a little more than the characters that are shown: a value may be large. */
    private static void flow(@Nullable Object value, StringBuilder out) {
        if (out.length() > LONGEST) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> e : map.entrySet()) {
                out.append(separator);
                flow(e.getKey(), out);
                out.append(": ");
                flow(e.getValue(), out);
                separator = ", ";
                if (out.length() > LONGEST) {
                    return;
                }
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator);
                flow(element, out);
                separator = ", ";
                if (out.length() > LONGEST) {
                    return;
                }
            }
            out.append(separator.equals("[") ? "[]" : "]");
        } else {
            String text = String.valueOf(value);
            out.append(text, 0, Math.min(text.length(), LONGEST + 1));
        }
    }
}
