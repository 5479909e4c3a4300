package org.lather.backend.device.op;

import org.lather.backend.RowMap;
import org.lather.backend.Shapes;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.RowPrograms;

/**
 * Reduces rows of environments to rows of structures: the terms of each row of the result are added in order, each
 * column by one work-item.
 */
public final class RowReduction {
    private RowReduction() {}

    public static void reduce(Workspace w, DeviceTile environments, RowMap map, DeviceTile out) {
        int columns = environments.columns();
        Shapes.reduce(environments, map, out);
        int[] row = map.row();
        double[] factor = map.factor();
        int[] next = new int[out.rows() + 1];
        for (int r : row) {
            next[r + 1]++;
        }
        int targets = 0;
        int[] target = new int[out.rows()];
        int[] starts = new int[out.rows() + 1];
        for (int r = 0; r < out.rows(); r++) {
            if (next[r + 1] > 0) {
                target[targets++] = r;
                starts[targets] = starts[targets - 1] + next[r + 1];
            }
            next[r + 1] += next[r];
        }
        int[] order = new int[row.length];
        double[] factors = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            int at = next[row[i]]++;
            order[at] = i;
            factors[at] = factor[i];
        }
        try (Frame frame = w.frame()) {
            RowPrograms.Terms terms = new RowPrograms.Terms(
                    frame.upload(target), frame.upload(starts), frame.upload(order), frame.upload(factors));
            w.launch(new RowPrograms.Reduce(targets, columns, terms, environments.values(), out.values()));
        }
    }
}
