package org.lather.backend;

import java.util.List;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** A matrix that should be positive definite is not, to the precision of the computation. */
public final class NotPositiveDefiniteException extends LatherException {
    private static final long serialVersionUID = 1;

    private final int pivot;
    private final double value;
    private final double suggestedJitter;

    /**
     * @param pivot the row, from 0, whose pivot is not positive
     * @param value value of the pivot
     * @param suggestedJitter the number that, added to the diagonal, would make the matrix positive definite
     */
    public NotPositiveDefiniteException(int pivot, double value, double suggestedJitter) {
        super("the matrix is not positive definite: pivot " + pivot + " is " + value + "; adding " + suggestedJitter
                + " to the diagonal would help");
        this.pivot = pivot;
        this.value = value;
        this.suggestedJitter = suggestedJitter;
    }

    /** Repeats a failure with another message. */
    public NotPositiveDefiniteException(String message, NotPositiveDefiniteException cause) {
        super(Phrase.of(message), List.of(), cause);
        this.pivot = cause.pivot;
        this.value = cause.value;
        this.suggestedJitter = cause.suggestedJitter;
    }

    public int pivot() {
        return pivot;
    }

    public double value() {
        return value;
    }

    public double suggestedJitter() {
        return suggestedJitter;
    }
}
