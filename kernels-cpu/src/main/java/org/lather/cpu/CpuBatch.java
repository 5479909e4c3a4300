package org.lather.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Batch;
import org.lather.backend.Environments;
import org.lather.backend.Ledger;
import org.lather.density.Channels;
import org.lather.structure.Structure;

/** A batch of structures with the neighbours found so far. */
final class CpuBatch implements Batch {
    private final Environments environments;
    private final Ledger ledger;
    /** [environment]: its structure. */
    private final int[] owner;
    /** [environment]: the place of its element among the channels'. */
    private final int[] element;

    /** The neighbours for the last cutoff requested: a batch is expanded with one cutoff after another. */
    private @Nullable Found found;

    private record Found(double cutoff, AtomicReferenceArray<@Nullable Neighbourhoods> byStructure) {}

    CpuBatch(List<Structure> list, Channels channels, Ledger ledger) {
        this.environments = new Environments(list, channels);
        this.ledger = ledger;
        owner = new int[environments()];
        element = new int[environments()];
        for (int s = 0; s < structures(); s++) {
            Structure structure = environments.structure(s);
            for (int i = 0; i < structure.size(); i++) {
                owner[begin(s) + i] = s;
                element[begin(s) + i] = channels.indexOf(structure.atomicNumber(i));
            }
        }
        ledger.add(bytes());
    }

    private long bytes() {
        return 8L * element.length;
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

    int structureOf(int environment) {
        return owner[environment];
    }

    int atomOf(int environment) {
        return environment - begin(owner[environment]);
    }

    int elementOf(int environment) {
        return element[environment];
    }

    int centerOf(int environment) {
        return environments.structure(owner[environment]).atomicNumber(atomOf(environment));
    }

    /** Finds the neighbours of environments {@code from} to {@code to}, if they have not been found. */
    void find(double cutoff, int from, int to, WorkerPool pool, StageSeconds seconds) {
        if (from == to) {
            return;
        }
        Found f = found;
        if (f == null || f.cutoff != cutoff) {
            forget();
            f = new Found(cutoff, new AtomicReferenceArray<>(structures()));
            found = f;
        }
        AtomicReferenceArray<@Nullable Neighbourhoods> all = f.byStructure;
        int first = owner[from];
        pool.forEach(owner[to - 1] + 1 - first, 1, (item, worker) -> {
            int s = first + item;
            if (all.get(s) == null) {
                long started = System.nanoTime();
                int[] elements = Arrays.copyOfRange(element, begin(s), begin(s + 1));
                Neighbourhoods n = new Neighbourhoods(
                        environments.structure(s), elements, channels().atomicNumbers().length, cutoff);
                ledger.add(n.bytes());
                all.set(s, n);
                seconds.neighbours(worker, started);
            }
        });
    }

    /** The largest number of neighbours in the structures of a range of environments, whose neighbours were found. */
    int mostNeighbours(int from, int to) {
        int most = 0;
        if (to > from) {
            for (int s = owner[from]; s <= owner[to - 1]; s++) {
                most = Math.max(most, neighbourhoods(s).most);
            }
        }
        return most;
    }

    /** The first environment of a structure. */
    int begin(int structure) {
        return environments.start(structure);
    }

    /** The neighbours in a structure, which {@link #find} has found. */
    Neighbourhoods neighbourhoods(int structure) {
        Found f = found;
        Neighbourhoods n = f == null ? null : f.byStructure.get(structure);
        if (n == null) {
            throw new IllegalStateException("the neighbours of structure " + structure + " were not found");
        }
        return n;
    }

    private void forget() {
        Found f = found;
        if (f != null) {
            for (int s = 0; s < structures(); s++) {
                Neighbourhoods n = f.byStructure.get(s);
                if (n != null) {
                    ledger.remove(n.bytes());
                }
            }
        }
        found = null;
    }

    @Override
    public void close() {
        forget();
        ledger.remove(bytes());
    }
}
