package org.lather.structure;

import java.util.Set;

/**
 * What a file says about a structure besides its atoms: values of the whole structure by key ({@code energy=-1.5}) and
 * columns with a value or vector an atom ({@code forces:R:3}). Immutable; keeps the text as it was read.
 */
public final class Annotations {
    /** No value, no column. */
    public static final Annotations NONE = new Annotations();

    private Annotations() {}

    public Set<String> keys() {
        return Set.of();
    }
}
