package org.lather.predict;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lather.backend.Backend;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Owned;
import org.lather.backend.RowMap;
import org.lather.backend.Tile;
import org.lather.gram.KernelRows;
import org.lather.gram.RowReduction;
import org.lather.structure.Structure;
import org.lather.target.Target;

/** Sums rows of K_NM over the atoms of each structure on the backend, for each quantity of whole structures. */
final class RowSums implements AutoCloseable {
    private final Backend backend;
    private final RowReduction reduction;
    private final Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);

    RowSums(Backend backend, KernelRows rows, List<Structure> structures, Set<Target.Quantity> quantities) {
        this.backend = backend;
        this.reduction = new RowReduction(structures);
        Owned.orClose(() -> quantities.forEach(q -> tiles.put(q, tile(rows, structures.size()))), this::close);
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
        tiles.forEach((q, tile) -> backend.reduce(
                environments, new RowMap(reduction.rows(q, from, to, 0), reduction.factors(q, from, to)), tile));
    }

    /** The sums of each quantity, [structure][M]. */
    Map<Target.Quantity, double[]> download() {
        Map<Target.Quantity, double[]> out = new EnumMap<>(Target.Quantity.class);
        tiles.forEach((q, tile) -> out.put(q, tile.download()));
        return out;
    }

    @Override
    public void close() {
        tiles.values().forEach(Tile::close);
        tiles.clear();
    }
}
