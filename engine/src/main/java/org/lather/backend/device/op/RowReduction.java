package org.lather.backend.device.op;

import java.util.Map;
import org.lather.backend.RowMap;
import org.lather.backend.Shapes;
import org.lather.backend.device.Argument;
import org.lather.backend.device.memory.Workspace;

/**
 * Rows of environments to rows of structures: the terms of each row of the result in their order, a column by a
 * work-item.
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
        w.launchElements(
                w.doubleProgram("rows", Map.of("BLOCK", 32)),
                "reduce",
                targets,
                columns,
                Argument.of(targets),
                Argument.of(columns),
                w.scratch(Workspace.Scratch.TARGETS, target),
                w.scratch(Workspace.Scratch.STARTS, starts),
                w.scratch(Workspace.Scratch.INDEX, order),
                w.scratch(Workspace.Scratch.FACTORS, factors),
                environments.values(),
                out.values());
    }
}
