package org.lather.report;

import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/**
 * A structure as the page names it.
 *
 * @param name the frame in the notation of slices, such as {@code test.xyz@17}, or its number if it is not from a file
 * @param formula chemical formula
 * @param atoms their number
 * @param type the type of structure; empty if it has none
 */
record Place(String name, String formula, int atoms, String type) {
    /** The key of the type of a structure. */
    static final String TYPE = "config_type";

    /** @param number of the structure among all that were predicted, from 0 */
    static Place of(Structure s, long number) {
        Annotations a = s.annotations();
        String name = a.frame() < 0 ? "structure " + (number + 1) : a.file() + "@" + a.frame();
        return new Place(name, s.formula(), s.size(), a.text(TYPE).orElse(""));
    }
}
