package org.lather.gram;

import java.util.List;
import org.lather.backend.Tile;
import org.lather.structure.Structure;

/** Covariances of environments, of numbers or of tensors, with the representatives, range by range. */
public sealed interface EnvironmentRows extends AutoCloseable permits KernelRows, TensorRows {
    /** Takes the rows of a range; the tile's first {@code to − from} environments count, and only during the call. */
    interface RangeConsumer {
        void accept(int from, int to, Tile environments);
    }

    /** The number of columns. */
    int size();

    /** Rows of an environment: 1 for numbers, 2 λ + 1 for tensors of order λ. */
    int components();

    /** Takes the memory of a whole range at once, as long a one as there is memory for. */
    void reserve();

    /** Gives the memory of rows back until they are computed again, for what cannot be divided. */
    void release();

    /**
     * Computes the rows of all environments of the structures, in order. Where the memory of a device does not suffice,
     * ranges are halved.
     *
     * @throws org.lather.backend.DeviceMemoryException where a single environment needs too much
     */
    void compute(List<Structure> structures, RangeConsumer consumer);

    @Override
    void close();
}
