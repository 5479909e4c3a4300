package org.lather.backend.device.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Batch;
import org.lather.backend.Environments;
import org.lather.backend.Ledger;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * A batch of structures on the host, where neighbours are found; the data of a range of environments are uploaded with
 * it.
 */
public final class DeviceBatch implements Batch {
    private final Environments environments;
    private final Ledger ledger;
    private final long bytes;
    private boolean open = true;

    /** The neighbours of the structure that was expanded last, cached because its other environments may follow. */
    private @Nullable NeighbourList last;

    private @Nullable Found found;
    private int lastStructure = -1;
    private double lastCutoff;

    public DeviceBatch(List<Structure> structures, Channels channels, Ledger ledger) {
        environments = new Environments(structures, channels);
        this.ledger = ledger;
        bytes = (4 + 3 * 8L) * environments();
        ledger.add(bytes);
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

    /** The atomic numbers of the centres from {@code from} to {@code to}. */
    int[] centers(int from, int to) {
        return environments.centers(from, to);
    }

    /**
     * The neighbours that contribute to the environments of a range. The last result is cached, because derivatives are
     * taken of environments whose features were computed before.
     *
     * @param centre whether the centre contributes
     */
    Neighbourhoods neighbourhoods(DeviceRange range, double cutoff, boolean centre, Neighbourhoods.Loop loop) {
        Found known = found;
        if (known == null || !known.of(range, cutoff, centre)) {
            Neighbourhoods pairs = new Neighbourhoods(this, range.from(), range.to(), cutoff, centre, loop);
            known = new Found(range.from(), range.to(), cutoff, centre, pairs);
            found = known;
        }
        return known.pairs;
    }

    /** The neighbours of the environments of one range. */
    private record Found(int from, int to, double cutoff, boolean centre, Neighbourhoods pairs) {
        boolean of(DeviceRange range, double otherCutoff, boolean otherCentre) {
            return from == range.from() && to == range.to() && cutoff == otherCutoff && centre == otherCentre;
        }
    }

    /** The neighbours of {@code count} structures from {@code first} on. */
    NeighbourList[] neighbours(int first, int count, double cutoff, Neighbourhoods.Loop loop) {
        NeighbourList[] out = new NeighbourList[count];
        NeighbourList kept = lastCutoff == cutoff ? last : null;
        loop.run(
                count,
                k -> out[k] = kept != null && first + k == lastStructure
                        ? kept
                        : NeighbourList.of(environments.structure(first + k), cutoff));
        if (count > 0) {
            last = out[count - 1];
            lastStructure = first + count - 1;
            lastCutoff = cutoff;
        }
        return out;
    }

    public void check() {
        if (!open) {
            throw new IllegalArgumentException("batch: expected an open handle, got one that was closed");
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            last = null;
            found = null;
            ledger.remove(bytes);
        }
    }
}
