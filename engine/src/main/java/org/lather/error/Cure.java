package org.lather.error;

/**
 * Something that helps against a failure.
 *
 * @param kind the form in which messages state it
 * @param phrase the sentence, or what follows "Use"
 */
public record Cure(Kind kind, Phrase phrase) {
    /** The form in which messages state a cure. */
    public enum Kind {
        /** One of several things to use instead: {@code Use A, B or C}. */
        USE,
        /** A sentence of its own. */
        SENTENCE
    }

    /** Returns the cure to use an option or argument of a call or command with a value. */
    public static Cure option(String name, Object value) {
        return use(Setting.option(name, value));
    }

    /** Returns the cure to use an option or argument of a call or command whose value the user knows. */
    public static Cure argument(String name) {
        return use(Setting.argument(name));
    }

    /** Returns the cure to use something: strings and settings, without the word "Use". */
    public static Cure use(Object... parts) {
        return new Cure(Kind.USE, Phrase.of(parts));
    }

    /** Returns a cure that is a sentence of strings and settings, without its full stop. */
    public static Cure text(Object... parts) {
        return new Cure(Kind.SENTENCE, Phrase.of(parts));
    }

    /** Returns the whole sentence, without its full stop. */
    public Phrase sentence() {
        return kind == Kind.USE ? Phrase.of("Use ", phrase) : phrase;
    }

    /** Returns the sentence as messages of exceptions spell it. */
    @Override
    public String toString() {
        return sentence().toString();
    }
}
