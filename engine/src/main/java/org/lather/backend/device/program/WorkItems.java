package org.lather.backend.device.program;

import java.util.Optional;
import org.lather.backend.DeviceException;
import org.lather.backend.device.Grid;

/** The number of work-items that a launch needs, before the size of a device's groups is known. */
public sealed interface WorkItems {
    /**
     * The grid for a device, empty where there is nothing to do.
     *
     * @param groupSize where the program takes any size
     */
    Optional<Grid> grid(int groupSize);

    /** One work-item for each of many independent items, up to 2²²; the program strides over the rest. */
    record Items(long count) implements WorkItems {
        private static final long MOST = 1L << 22;

        @Override
        public Optional<Grid> grid(int groupSize) {
            return count == 0 ? Optional.empty() : Optional.of(Grid.of(Math.min(count, MOST), groupSize));
        }
    }

    /** One work-item for each element of a matrix; those of a group have neighbouring columns of one row. */
    record Elements(long rows, int columns) implements WorkItems {
        private static final int MOST = 1 << 20;

        @Override
        public Optional<Grid> grid(int groupSize) {
            long groups = rows * ((columns + groupSize - 1) / groupSize);
            if (groups > 1L << 30) {
                throw new DeviceException("a matrix of " + rows + " x " + columns
                        + " is too large for one launch; fewer rows at a time are needed");
            }
            return groups == 0 ? Optional.empty() : Optional.of(new Grid((int) Math.min(groups, MOST), groupSize));
        }
    }

    /** Groups of any size, each with work of its own. */
    record Groups(int count) implements WorkItems {
        @Override
        public Optional<Grid> grid(int groupSize) {
            return count == 0 ? Optional.empty() : Optional.of(new Grid(count, groupSize));
        }
    }

    /** Groups of a size that is compiled into the program. */
    record SizedGroups(int count, int size) implements WorkItems {
        @Override
        public Optional<Grid> grid(int groupSize) {
            return count == 0 ? Optional.empty() : Optional.of(new Grid(count, size));
        }
    }
}
