package org.lather.describe;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Turns the rows of atoms into rows of structures: their sums, or their means. Atoms are added in their order, so the
 * sums do not depend on how environments are divided into ranges.
 */
final class RowReduction {
    private final Reduction reduction;
    private final FeatureSink out;
    private final double[] sum;
    private final int components;
    /** The number of atoms of each structure that is not complete yet. */
    private final Deque<Integer> counts = new ArrayDeque<>();

    private int added;

    /** @param reduction SUM or MEAN */
    RowReduction(Reduction reduction, FeatureTable table, FeatureSink out) {
        this.reduction = reduction;
        this.out = out;
        this.components = table.components();
        this.sum = new double[components * table.columns()];
    }

    static long bytes(FeatureTable table) {
        return table.rows().reduces() ? 8L * table.components() * table.columns() : 0;
    }

    /** Announces the next structures, by the number of their atoms that will be added. */
    void expect(int atoms) throws IOException {
        counts.addLast(atoms);
        finishComplete();
    }

    /** Adds the rows of the next atom, from {@code from} on. */
    void add(double[] rows, int from) throws IOException {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += rows[from + i];
        }
        added++;
        finishComplete();
    }

    private void finishComplete() throws IOException {
        while (!counts.isEmpty() && counts.getFirst() == added) {
            int count = counts.removeFirst();
            if (reduction == Reduction.MEAN) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] /= count;
                }
            }
            out.append(sum, components);
            Arrays.fill(sum, 0);
            added = 0;
        }
    }
}
