package org.lather.backend.device.op;

import java.util.Map;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Program;
import org.lather.backend.device.memory.Workspace;

/**
 * Sums of what pairs pull with over atoms and structures, without atomic additions: what reaches an atom is listed on
 * the host, in the order of environments and their pairs, and one work-item adds it. So the bits do not depend on how
 * environments are divided.
 */
final class PullSums {
    static final int GROUP = 64;
    private static final Map<String, Integer> CONSTANTS = Map.of("GROUP", GROUP);

    private final Workspace workspace;

    PullSums(Workspace workspace) {
        this.workspace = workspace;
    }

    Program program() {
        return workspace.program("gradients", CONSTANTS);
    }

    /**
     * Where sums go.
     *
     * @param firstAtom the environment of the batch whose x component is row 0 of positions
     * @param firstStructure the structure of the batch whose xx component is row 0 of strain
     */
    record Target(
            Buffer positions, int positionStride, Buffer strain, int strainStride, int firstAtom, int firstStructure) {}

    /**
     * Adds pulls [3 pair + axis][columns] of pairs that were expanded last.
     *
     * @param environments of the batch, ascending, those of the pairs
     * @param order column j of the pulls goes to column order[from + j]
     */
    void add(
            DeviceBatch batch,
            int[] environments,
            Neighbourhoods pairs,
            Buffer pulls,
            int columns,
            Buffer order,
            int from,
            Target to) {
        int count = environments.length;
        int first = batch.structureOf(environments[0]);
        int structures = batch.structureOf(environments[count - 1]) - first + 1;
        int begin = batch.start(first);
        int atoms = batch.start(first + structures) - begin;
        int[] starts = new int[atoms + 1];
        int[] entries = entries(environments, pairs, begin, starts);
        int[] target = new int[atoms];
        for (int i = 0; i < atoms; i++) {
            target[i] = begin + i - to.firstAtom;
        }
        int[] structure = new int[structures];
        int[] structureStarts = new int[structures + 1];
        int e = 0;
        for (int s = 0; s < structures; s++) {
            structure[s] = first + s - to.firstStructure;
            while (e < count && environments[e] < batch.start(first + s + 1)) {
                e++;
            }
            structureStarts[s + 1] = e;
        }
        // all memory first: what was added cannot be taken back
        Buffer sums = workspace.scratch(Workspace.Scratch.PULL_SUMS, 8L * 12 * count * columns);
        Buffer targetBuffer = workspace.scratch(Workspace.Scratch.TARGETS, target);
        Buffer startBuffer = workspace.scratch(Workspace.Scratch.ENTRY_STARTS, starts);
        Buffer entryBuffer = workspace.scratch(Workspace.Scratch.ENTRIES, entries);
        Buffer structureBuffer = workspace.scratch(Workspace.Scratch.STRUCTURES, structure);
        Buffer structureStartBuffer = workspace.scratch(Workspace.Scratch.STRUCTURE_STARTS, structureStarts);
        workspace.launchItems(
                program(),
                "environmentSums",
                12L * count * columns,
                Argument.of(count),
                Argument.of(columns),
                workspace.scratch(Workspace.Scratch.STARTS, 0),
                workspace.scratch(Workspace.Scratch.X, 0),
                workspace.scratch(Workspace.Scratch.Y, 0),
                workspace.scratch(Workspace.Scratch.Z, 0),
                pulls,
                sums);
        workspace.launchItems(
                program(),
                "atoms",
                3L * atoms * columns,
                Argument.of(atoms),
                Argument.of(columns),
                targetBuffer,
                startBuffer,
                entryBuffer,
                pulls,
                sums,
                order,
                Argument.of(from),
                Argument.of(to.positionStride),
                to.positions);
        workspace.launchItems(
                program(),
                "strains",
                9L * structures * columns,
                Argument.of(structures),
                Argument.of(columns),
                structureBuffer,
                structureStartBuffer,
                sums,
                order,
                Argument.of(from),
                Argument.of(to.strainStride),
                to.strain);
    }

    /** What reaches each atom from {@code begin} on: pairs, and −1 − e for the environment e whose centre it is. */
    private static int[] entries(int[] environments, Neighbourhoods pairs, int begin, int[] starts) {
        int[] neighbours = pairs.neighbours();
        for (int e = 0; e < environments.length; e++) {
            starts[environments[e] - begin + 1]++;
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
        int[] out = new int[starts[starts.length - 1]];
        for (int e = 0; e < environments.length; e++) {
            for (int p = pairs.starts()[e]; p < pairs.starts()[e + 1]; p++) {
                if (neighbours[p] >= 0) {
                    out[next[neighbours[p] - begin]++] = p;
                }
            }
            out[next[environments[e] - begin]++] = -1 - e;
        }
        return out;
    }
}
