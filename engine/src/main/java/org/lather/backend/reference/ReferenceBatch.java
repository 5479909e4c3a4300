package org.lather.backend.reference;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Batch;
import org.lather.backend.Ledger;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** Structures, and the neighbours of the one that was expanded last. */
final class ReferenceBatch implements Batch {
    private static final long BYTES_OF_A_PAIR = 4 * 8 + 4 * 4;

    private final List<Structure> structures;
    private final Channels channels;

    /** The first environment of each structure, and the number of all. */
    private final int[] starts;

    private final Holding holding;
    private final long bytes;
    private @Nullable NeighbourList neighbours;
    private int neighboursOf = -1;
    private double neighboursCutoff;

    ReferenceBatch(List<Structure> structures, Channels channels, Ledger ledger) {
        this.structures = List.copyOf(structures);
        this.channels = channels;
        starts = new int[structures.size() + 1];
        for (int s = 0; s < structures.size(); s++) {
            Structure structure = structures.get(s);
            starts[s + 1] = Math.addExact(starts[s], structure.size());
            for (int i = 0; i < structure.size(); i++) {
                if (channels.indexOf(structure.atomicNumber(i)) < 0) {
                    throw new IllegalArgumentException("structure " + s + " of the batch, atom " + i
                            + ": expected an element of the channels, got "
                            + Element.symbol(structure.atomicNumber(i)));
                }
            }
        }
        bytes = (4 + 3 * 8L) * environments();
        holding = new Holding("batch", ledger, bytes);
    }

    @Override
    public int structures() {
        return structures.size();
    }

    @Override
    public int environments() {
        return starts[structures.size()];
    }

    @Override
    public int atoms(int structure) {
        return structures.get(structure).size();
    }

    Channels channels() {
        return channels;
    }

    Structure structure(int index) {
        return structures.get(index);
    }

    /** The first environment of a structure. */
    int start(int structure) {
        return starts[structure];
    }

    /** The structure of an environment. */
    int structureOf(int environment) {
        int at = Arrays.binarySearch(starts, environment);
        return at >= 0 ? at : -at - 2;
    }

    NeighbourList neighbours(int structure, double cutoff) {
        holding.check();
        NeighbourList list = neighbours;
        if (list == null || neighboursOf != structure || neighboursCutoff != cutoff) {
            list = NeighbourList.of(structures.get(structure), cutoff);
            neighbours = list;
            neighboursOf = structure;
            neighboursCutoff = cutoff;
            holding.resize(bytes + BYTES_OF_A_PAIR * list.pairs());
        }
        return list;
    }

    void check() {
        holding.check();
    }

    @Override
    public void close() {
        if (holding.release()) {
            neighbours = null;
        }
    }
}
