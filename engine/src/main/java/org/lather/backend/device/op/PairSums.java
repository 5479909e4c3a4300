package org.lather.backend.device.op;

import org.lather.backend.HostBatch;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.GradientPrograms;
import org.lather.backend.device.program.Ints;

/**
 * Sums of the gradients of pairs over atoms and structures, without atomic additions: the pairs that reach an atom are
 * listed on the host, in the order of environments and their pairs, and one work-item adds them. So results do not
 * depend bitwise on how environments are divided.
 *
 * @param environments of the batch, ascending: those of the pairs
 * @param pairs whose gradients are summed
 * @param gradients [3 pair + axis][columns]
 */
@SuppressWarnings("ArrayRecordComponent") // handed over
record PairSums(HostBatch batch, int[] environments, ExpandedPairs pairs, Doubles gradients) {
    /** Columns of gradients: column j goes to column order[from + j]. */
    record Columns(int count, Ints order, int from) {
        /** Gradients of one number. */
        static Columns single(Frame frame) {
            return new Columns(1, frame.upload(new int[1]), 0);
        }
    }

    /**
     * The output of sums.
     *
     * @param firstAtom the environment of the batch whose x component is row 0 of positions
     * @param firstStructure the structure of the batch whose xx component is row 0 of strain
     */
    record Target(
            Doubles positions,
            int positionStride,
            Doubles strain,
            int strainStride,
            int firstAtom,
            int firstStructure) {
        GradientPrograms.Destination positions(Columns columns) {
            return new GradientPrograms.Destination(columns.order, columns.from, positionStride, positions);
        }

        GradientPrograms.Destination strain(Columns columns) {
            return new GradientPrograms.Destination(columns.order, columns.from, strainStride, strain);
        }
    }

    private int firstStructure() {
        return batch.content().structureOf(environments[0]);
    }

    private int structures() {
        return batch.content().structureOf(environments[environments.length - 1]) - firstStructure() + 1;
    }

    /**
     * Sums over the pairs of each environment.
     *
     * @return the action that adds them to the target
     */
    Runnable compute(Workspace workspace, Frame frame, Columns columns, Target to) {
        GradientPrograms.AtomEntries atoms = atoms(frame, to.firstAtom);
        GradientPrograms.StructureEntries structures = structures(frame, to.firstStructure);
        Doubles sums = frame.doubles(12L * environments.length * columns.count);
        workspace.launch(new GradientPrograms.EnvironmentSums(pairs.pairs(), columns.count, gradients, sums));
        return () -> {
            workspace.launch(new GradientPrograms.Atoms(atoms, columns.count, gradients, sums, to.positions(columns)));
            workspace.launch(new GradientPrograms.Strains(structures, columns.count, sums, to.strain(columns)));
        };
    }

    private GradientPrograms.StructureEntries structures(Frame frame, int firstTarget) {
        int first = firstStructure();
        int[] target = new int[structures()];
        int[] starts = new int[target.length + 1];
        int e = 0;
        for (int s = 0; s < target.length; s++) {
            target[s] = first + s - firstTarget;
            while (e < environments.length && environments[e] < batch.content().start(first + s + 1)) {
                e++;
            }
            starts[s + 1] = e;
        }
        return new GradientPrograms.StructureEntries(target.length, frame.upload(target), frame.upload(starts));
    }

    /**
     * Lists the pairs that reach each atom of the structures, and −1 − e for the environment e of which it is the
     * centre.
     */
    private GradientPrograms.AtomEntries atoms(Frame frame, int firstTarget) {
        int begin = batch.content().start(firstStructure());
        int atoms = batch.content().start(firstStructure() + structures()) - begin;
        int[] neighbours = pairs.host().neighbours();
        int[] starts = new int[atoms + 1];
        for (int environment : environments) {
            starts[environment - begin + 1]++;
        }
        for (int n : neighbours) {
            if (n >= 0) {
                starts[n - begin + 1]++;
            }
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] next = starts.clone();
        int[] entries = new int[starts[atoms]];
        int[] pairStarts = pairs.host().starts();
        for (int e = 0; e < environments.length; e++) {
            for (int p = pairStarts[e]; p < pairStarts[e + 1]; p++) {
                if (neighbours[p] >= 0) {
                    entries[next[neighbours[p] - begin]++] = p;
                }
            }
            entries[next[environments[e] - begin]++] = -1 - e;
        }
        int[] target = new int[atoms];
        for (int i = 0; i < atoms; i++) {
            target[i] = begin + i - firstTarget;
        }
        return new GradientPrograms.AtomEntries(
                atoms, frame.upload(target), frame.upload(starts), frame.upload(entries));
    }
}
