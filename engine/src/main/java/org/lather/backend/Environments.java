package org.lather.backend;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.lather.density.Channels;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** The numbering of the environments of a batch: structure by structure, atom by atom. */
public final class Environments {
    private final List<Structure> structures;
    private final Channels channels;
    /** The first environment of each structure, and the total number. */
    private final int[] starts;

    /** @throws IllegalArgumentException if an element is not among those of the channels */
    public Environments(List<Structure> structures, Channels channels) {
        this.structures = List.copyOf(structures);
        this.channels = channels;
        starts = new int[structures.size() + 1];
        for (int s = 0; s < structures.size(); s++) {
            Structure structure = structures.get(s);
            starts[s + 1] = Math.addExact(starts[s], structure.size());
            for (int i = 0; i < structure.size(); i++) {
                if (channels.indexOf(structure.atomicNumber(i)) < 0) {
                    throw new IllegalArgumentException("structure " + s + " of the batch, atom " + i
                            + ": expected one of the elements "
                            + Arrays.stream(channels.atomicNumbers())
                                    .mapToObj(Element::symbol)
                                    .collect(Collectors.joining(", "))
                            + ", got " + Element.symbol(structure.atomicNumber(i)));
                }
            }
        }
    }

    public Channels channels() {
        return channels;
    }

    /** The number of structures. */
    public int structures() {
        return structures.size();
    }

    public Structure structure(int index) {
        return structures.get(index);
    }

    /** The number of environments. */
    public int size() {
        return starts[structures.size()];
    }

    /** The first environment of a structure; that of {@link #structures()} is {@link #size()}. */
    public int start(int structure) {
        return starts[structure];
    }

    /** The structure of an environment. */
    public int structureOf(int environment) {
        int at = Arrays.binarySearch(starts, environment);
        return at >= 0 ? at : -at - 2;
    }

    /** The atomic numbers of the centres from {@code from} (inclusive) to {@code to} (exclusive). */
    public int[] centers(int from, int to) {
        int[] out = new int[to - from];
        for (int e = from; e < to; e++) {
            int s = structureOf(e);
            out[e - from] = structures.get(s).atomicNumber(e - starts[s]);
        }
        return out;
    }
}
