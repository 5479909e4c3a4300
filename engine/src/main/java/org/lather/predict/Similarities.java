package org.lather.predict;

import java.util.List;
import org.lather.gram.KernelRows;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/** The covariance of each atom with the representative that is most like it, over that of the atom with itself. */
final class Similarities {
    private Similarities() {}

    /** Computes rows of covariances of environments with representatives, of all or of a part at a time. */
    interface Rows {
        /** Passes the rows of each range of environments, for each part of the representatives. */
        void compute(List<Structure> structures, KernelRows.RangeConsumer consumer);
    }

    /** Computes the similarities of the atoms of a structure, of which no more rows are kept than those of a range. */
    static double[] of(Structure structure, EnvironmentKernel kernel, Rows rows) {
        double whole = 0;
        for (EnvironmentKernel.Term t : kernel.terms()) {
            whole += t.weight();
        }
        double self = whole;
        double[] out = new double[structure.size()];
        rows.compute(List.of(structure), (from, to, tile) -> {
            double[] k = tile.download();
            for (int i = from; i < to; i++) {
                for (int j = 0; j < tile.columns(); j++) {
                    out[i] = Math.max(out[i], k[(i - from) * tile.columns() + j] / self);
                }
            }
        });
        return out;
    }
}
