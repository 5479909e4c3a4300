package org.lather.backend.reference;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Batch;
import org.lather.backend.Environments;
import org.lather.backend.Ledger;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** A batch of structures, with the neighbours of the structure that was expanded last. */
final class ReferenceBatch implements Batch {
    private static final long BYTES_OF_A_PAIR = 4 * 8 + 4 * 4;

    private final Environments environments;
    private final LedgerEntry entry;
    private final long bytes;
    private @Nullable NeighbourList neighbours;
    private int neighboursOf = -1;
    private double neighboursCutoff;

    ReferenceBatch(List<Structure> structures, Channels channels, Ledger ledger) {
        environments = new Environments(structures, channels);
        bytes = (4 + 3 * 8L) * environments();
        entry = new LedgerEntry("batch", ledger, bytes);
    }

    @Override
    public int structures() {
        return environments.structures();
    }

    @Override
    public int environments() {
        return environments.size();
    }

    @Override
    public int atoms(int structure) {
        return environments.structure(structure).size();
    }

    Channels channels() {
        return environments.channels();
    }

    Structure structure(int index) {
        return environments.structure(index);
    }

    /** The first environment of a structure. */
    int start(int structure) {
        return environments.start(structure);
    }

    /** The structure of an environment. */
    int structureOf(int environment) {
        return environments.structureOf(environment);
    }

    /** The atomic numbers of the centres of some environments. */
    int[] centers(int from, int to) {
        return environments.centers(from, to);
    }

    NeighbourList neighbours(int structure, double cutoff) {
        entry.check();
        NeighbourList list = neighbours;
        if (list == null || neighboursOf != structure || neighboursCutoff != cutoff) {
            list = NeighbourList.of(environments.structure(structure), cutoff);
            neighbours = list;
            neighboursOf = structure;
            neighboursCutoff = cutoff;
            entry.resize(bytes + BYTES_OF_A_PAIR * list.pairs());
        }
        return list;
    }

    void check() {
        entry.check();
    }

    @Override
    public void close() {
        if (entry.release()) {
            neighbours = null;
        }
    }
}
