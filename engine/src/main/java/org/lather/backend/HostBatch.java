package org.lather.backend;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** A batch of structures in host memory, where neighbours are found when they are needed. */
public final class HostBatch implements Batch {
    private static final long BYTES_OF_A_PAIR = 4 * 8 + 4 * 4;

    private final Environments content;
    private final Ledger ledger;
    private final long bytes;
    private boolean open = true;

    /** The neighbours of the last structure, cached because its other environments may follow. */
    private @Nullable NeighbourList neighbours;

    private int neighboursOf;
    private double neighboursCutoff;
    private @Nullable Cached cached;

    private record Cached(Record key, Object value) {}

    /** Runs a task for 0 to count, in any order or in parallel. */
    public interface Loop {
        void run(int count, IntConsumer task);
    }

    public HostBatch(List<Structure> structures, Channels channels, Ledger ledger) {
        content = new Environments(structures, channels);
        this.ledger = ledger;
        bytes = (4 + 3 * 8L) * content.size();
        ledger.add(bytes);
    }

    /** The structures and the numbering of their environments. */
    public Environments content() {
        return content;
    }

    @Override
    public int structures() {
        return content.structures();
    }

    @Override
    public int environments() {
        return content.size();
    }

    @Override
    public int atoms(int structure) {
        return content.structure(structure).size();
    }

    /**
     * The neighbours in a structure.
     *
     * @param cutoff Å
     */
    public NeighbourList neighbours(int structure, double cutoff) {
        return neighbours(
                structure, 1, cutoff, (count, task) -> IntStream.range(0, count).forEach(task))[0];
    }

    /**
     * The neighbours in {@code count} structures from {@code first} on.
     *
     * @param cutoff Å
     */
    public NeighbourList[] neighbours(int first, int count, double cutoff, Loop loop) {
        check();
        NeighbourList[] out = new NeighbourList[count];
        NeighbourList known = neighboursCutoff == cutoff ? neighbours : null;
        loop.run(
                count,
                k -> out[k] = known != null && first + k == neighboursOf
                        ? known
                        : NeighbourList.within(content.structure(first + k), cutoff));
        if (count > 0 && out[count - 1] != neighbours) {
            ledger.add(BYTES_OF_A_PAIR * out[count - 1].pairs());
            removeNeighbours();
            neighbours = out[count - 1];
            neighboursOf = first + count - 1;
            neighboursCutoff = cutoff;
        }
        return out;
    }

    private void removeNeighbours() {
        if (neighbours != null) {
            ledger.remove(BYTES_OF_A_PAIR * neighbours.pairs());
            neighbours = null;
        }
    }

    /** The result of a computation on the batch; the last one is cached, until the next key. */
    public <T> T cached(Record key, Class<T> type, Supplier<T> compute) {
        Cached last = cached;
        if (last == null || !last.key.equals(key)) {
            last = new Cached(key, compute.get());
            cached = last;
        }
        return type.cast(last.value);
    }

    /** @throws IllegalArgumentException if it was closed */
    public void check() {
        if (!open) {
            throw new IllegalArgumentException("batch: expected an open handle, got one that was closed");
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            cached = null;
            removeNeighbours();
            ledger.remove(bytes);
        }
    }
}
