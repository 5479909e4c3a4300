package org.lather.predict;

import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.RowMap;
import org.lather.backend.Tile;
import org.lather.gram.KernelRows;
import org.lather.gram.RowReduction;
import org.lather.structure.Structure;
import org.lather.target.Target;

/** Sums rows of K_NM over the atoms of each structure on the backend. */
final class RowSums implements AutoCloseable {
    private final Backend backend;
    private final RowReduction reduction;
    private final Tile sums;

    RowSums(Backend backend, KernelRows rows, List<Structure> structures) {
        this.backend = backend;
        this.reduction = new RowReduction(structures);
        this.sums = tile(rows, structures.size());
    }

    /**
     * A tile for sums of structures. It cannot be divided, so rows of environments are freed if a device runs out of
     * memory.
     */
    private Tile tile(KernelRows rows, int structures) {
        try {
            return backend.tile(structures, rows.size());
        } catch (DeviceMemoryException e) {
            rows.release();
            return backend.tile(structures, rows.size());
        }
    }

    /** Adds the rows of a range of environments. */
    void add(int from, int to, Tile environments) {
        Target.Quantity total = Target.Quantity.TOTAL;
        backend.reduce(
                environments, new RowMap(reduction.rows(total, from, to, 0), reduction.factors(total, from, to)), sums);
    }

    /** The sums, [structure][M]. */
    double[] download() {
        return sums.download();
    }

    @Override
    public void close() {
        sums.close();
    }
}
