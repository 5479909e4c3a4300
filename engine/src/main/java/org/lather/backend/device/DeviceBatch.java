package org.lather.backend.device;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Batch;
import org.lather.backend.Ledger;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** Structures on the host, where neighbours are found; what a range of environments needs goes up with it. */
final class DeviceBatch implements Batch {
    private final List<Structure> structures;
    private final Channels channels;
    /** The first environment of each structure, and the number of all. */
    private final int[] starts;

    private final Ledger ledger;
    private final long bytes;
    private boolean open = true;

    /** The neighbours of the structure that was expanded last: its other environments may come next. */
    private @Nullable NeighbourList last;

    private int lastStructure = -1;
    private double lastCutoff;

    DeviceBatch(List<Structure> structures, Channels channels, Ledger ledger) {
        this.structures = List.copyOf(structures);
        this.channels = channels;
        this.ledger = ledger;
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
        ledger.add(bytes);
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

    /** The atomic numbers of the centres from {@code from} to {@code to}. */
    int[] centers(int from, int to) {
        int[] out = new int[to - from];
        for (int e = from; e < to; e++) {
            int s = structureOf(e);
            out[e - from] = structures.get(s).atomicNumber(e - starts[s]);
        }
        return out;
    }

    /** The neighbours of {@code count} structures from {@code first} on. */
    NeighbourList[] neighbours(int first, int count, double cutoff, Neighbourhoods.Loop loop) {
        NeighbourList[] out = new NeighbourList[count];
        NeighbourList kept = lastCutoff == cutoff ? last : null;
        loop.run(
                count,
                k -> out[k] = kept != null && first + k == lastStructure
                        ? kept
                        : NeighbourList.of(structures.get(first + k), cutoff));
        if (count > 0) {
            last = out[count - 1];
            lastStructure = first + count - 1;
            lastCutoff = cutoff;
        }
        return out;
    }

    void check() {
        if (!open) {
            throw new IllegalArgumentException("batch: expected an open handle, got one that was closed");
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            last = null;
            ledger.remove(bytes);
        }
    }
}
