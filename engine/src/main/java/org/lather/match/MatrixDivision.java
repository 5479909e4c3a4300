package org.lather.match;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * The blocks of columns in which a matrix of kernels is computed, as few as fit the memory.
 *
 * @param plan the memory of the largest block
 */
record MatrixDivision(List<Block> blocks, MemoryPlan plan) {
    /** Structures of columns from {@code from} (inclusive) to {@code to} (exclusive). */
    record Block(int from, int to) {}

    /**
     * Divides the columns of a matrix that is in memory as a whole.
     *
     * @throws DataException if an array cannot hold the matrix
     * @throws MemoryBudgetException if a block of one structure is too large
     */
    static MatrixDivision inMemory(StructureMatrix matrix, List<Structure> x, List<Structure> z) {
        int rows = matrix.entries().count(x);
        int all = matrix.entries().count(z);
        if ((long) rows * all > StructureMatrix.LARGEST) {
            throw new DataException(
                    "expected a matrix of at most " + StructureMatrix.LARGEST + " kernels, got " + rows + " x " + all,
                    Cure.text("Compute it in parts, with slices of the structures of the rows"));
        }
        return of(matrix, x, z, (long) rows * all);
    }

    /** Divides the columns of a symmetric matrix in a file, of which some rows are in memory at a time. */
    static MatrixDivision stored(StructureMatrix matrix, List<Structure> x) {
        int n = matrix.entries().count(x);
        return of(matrix, x, x, (long) ScratchKernels.partRows(n) * n);
    }

    /**
     * Divides the columns.
     *
     * @param kernels number of kernels in memory, whatever the block
     * @throws MemoryBudgetException if a block of one structure is too large
     */
    static MatrixDivision of(StructureMatrix matrix, List<Structure> x, List<Structure> z, long kernels) {
        int highest = matrix.entries() == StructureMatrix.Entries.STRUCTURES
                ? x.stream().mapToInt(Structure::size).max().orElse(0)
                : 1;
        int[] starts = StoredStructures.starts(StructureMatrix.Entries.STRUCTURES.sizes(z));
        int most = z.stream().mapToInt(Structure::size).max().orElse(0);
        long features = matrix.environments().columns(matrix.channels());
        // features and rows of a block are arrays
        long limit = Math.min(starts[z.size()], StructureMatrix.LARGEST / Math.max(1, Math.max(highest, features)));
        Item matches = matrix.matches(highest, most);
        while (true) {
            List<Block> blocks = new ArrayList<>();
            int largest = 0;
            for (int from = 0; from < z.size(); ) {
                int to = from + 1;
                while (to < z.size() && starts[to + 1] - starts[from] <= limit) {
                    to++;
                }
                blocks.add(new Block(from, to));
                largest = Math.max(largest, starts[to] - starts[from]);
                from = to;
            }
            int columns = largest;
            try {
                MemoryPlan plan = MemoryPlan.fit(
                        range -> plan(matrix, kernels, highest, columns, matches, range),
                        matrix.backend(),
                        matrix.execution().budgetBytes(),
                        StructureMatrix.WORK);
                return new MatrixDivision(blocks, plan);
            } catch (MemoryBudgetException e) {
                if (limit <= most) {
                    throw e;
                }
                limit = Math.max(most, limit / 2);
            }
        }
    }

    /**
     * The memory of a block.
     *
     * @param kernels number of kernels in memory
     * @param highest number of environments of the largest structure of a row
     * @param columns number of environments of the block
     * @param range number of environments at a time
     */
    static MemoryPlan plan(StructureMatrix matrix, long kernels, int highest, int columns, Item matches, int range) {
        Backend backend = matrix.backend();
        long f = matrix.environments().columns(matrix.channels());
        long bytes = backend.info().precision().bytes();
        return new MemoryPlan(
                List.of(new Phase(
                        "kernels",
                        List.of(
                                new Item("matrix", 8 * kernels),
                                new Item("features of " + columns + " environments", columns * f * (8 + bytes)),
                                new Item("features of " + range + " environments", range * f * bytes),
                                new Item("covariances", (16L * range + 8L * highest) * columns),
                                matches))),
                range);
    }
}
