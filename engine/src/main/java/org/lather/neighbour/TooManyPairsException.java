package org.lather.neighbour;

import java.util.List;
import java.util.Locale;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/** A structure with more pairs below the cutoff than the memory can hold; thrown before they are searched. */
public final class TooManyPairsException extends LatherException {
    private static final long serialVersionUID = 1;

    private final double pairs;

    /**
     * @param place the place of the structure in its file, for messages
     * @param cutoff Å
     * @param pairs an estimate of the number of pairs
     * @param bytes of all pairs, or a negative number if no memory would suffice
     */
    TooManyPairsException(String place, double cutoff, double pairs, long bytes) {
        super(
                Phrase.of(String.format(
                        Locale.ROOT,
                        "%sexpected at most %,d pairs of atoms closer than %s Å, which the memory holds, found about %.2g",
                        place,
                        PairCount.most(),
                        cutoff,
                        pairs)),
                bytes < 0
                        ? List.of(Cure.text("Use a smaller cutoff, or check the cell"))
                        : List.of(
                                Cure.text("Use a smaller cutoff, or check the cell"), Cure.use(Setting.memory(bytes))),
                null);
        this.pairs = pairs;
    }

    /** An estimate of the number of pairs, each counted in both directions. */
    public double pairs() {
        return pairs;
    }
}
