package org.lather.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The supertype of the exceptions that the library throws on purpose. The message is one line: what is wrong, and what
 * helps, with settings spelled as {@link Spelling#PLAIN}. Cures that depend on the front, not on the failure, are not
 * part of the message.
 */
public abstract class LatherException extends RuntimeException implements Curable {
    private static final long serialVersionUID = 1;

    private final transient Phrase fact;
    private final transient List<Cure> cures;

    /** A failure whose cures are among the words of its fact, or that has none. */
    protected LatherException(String fact) {
        this(Phrase.of(fact), List.of(), null);
    }

    /**
     * A failure with cures.
     *
     * @param cause null for none
     */
    protected LatherException(Phrase fact, List<Cure> cures, @Nullable Throwable cause) {
        super(Curable.joined(fact.toString(), Curable.describe(cures, Spelling.PLAIN)));
        if (cause != null) { // a cause that is given as null could not be set later
            initCause(cause);
        }
        this.fact = fact;
        this.cures = List.copyOf(cures);
    }

    @Override
    public final String fact() {
        return fact.toString();
    }

    /** Returns the fact with its settings as data. */
    public final Phrase factPhrase() {
        return fact;
    }

    @Override
    public List<Cure> cures() {
        return cures;
    }

    @Override
    public final String describe(Spelling spelling) {
        return Curable.joined(fact.in(spelling).orElseGet(this::fact), Curable.describe(cures(), spelling));
    }
}
