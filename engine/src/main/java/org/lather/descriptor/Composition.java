package org.lather.descriptor;

import org.lather.density.Channels;

/**
 * The composition: the feature of an atom is 1 in the column of its own element and 0 in the others, so the sum over a
 * structure counts its atoms of each element. It is the translational average of one atom density (Willatt, Musil,
 * Ceriotti 2019, doi:10.1063/1.5090481, ν = 0), and depends on no neighbour.
 *
 * <p>Index: that of the element of the centre.
 */
public record Composition() implements DirectDescriptor {
    @Override
    public double radius() {
        return 0;
    }

    @Override
    public int columns(Channels channels) {
        return channels.atomicNumbers().length;
    }

    @Override
    public Type type() {
        return Type.COMPOSITION;
    }

    @Override
    public <R> R matchDirect(Alternatives<R> alternatives) {
        return alternatives.composition(this);
    }
}
