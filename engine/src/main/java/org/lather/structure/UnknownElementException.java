package org.lather.structure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.lather.error.Cure;

/** A structure has an element that the training structures do not have. */
public final class UnknownElementException extends DataException {
    private static final long serialVersionUID = 1;

    /**
     * @param reason why it is refused, up to the list of the known elements
     * @param known atomic numbers
     */
    public UnknownElementException(Structure s, String symbol, String reason, int[] known) {
        super(s.place()
                + (s.annotations().frame() < 0
                        ? "the structure"
                        : "frame " + s.annotations().frame())
                + " contains " + symbol + ", " + reason + " "
                + Arrays.stream(known).mapToObj(Element::symbol).collect(Collectors.joining(", ")) + ")");
    }

    @Override
    public List<Cure> cures() {
        return List.of(Cure.text("Leave such structures out, or use a model that was trained with the element"));
    }
}
