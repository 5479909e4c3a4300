package org.lather.electrons;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.options.Options;
import org.lather.regression.ScratchFile;
import org.lather.structure.Structure;

/** The memory of the fit of a density, an upper bound that is known before the covariances are computed. */
final class DensityPlan {
    private final Map<Integer, Integer> counts = new LinkedHashMap<>();
    private final long coefficients;
    private final long frames;
    private final long features;
    private final long matrices;
    private final long vectors;
    private final long frame;

    DensityPlan(
            Options options,
            Channels channels,
            DensitySet set,
            AuxiliaryBasis basis,
            DensityEnvironments environments,
            List<List<Columns>> columns) {
        for (int z : channels.atomicNumbers()) {
            counts.put(z, environments.of(z)[1]);
        }
        long stored = 0;
        long most = 0;
        for (Structure s : set.structures()) {
            long n = basis.size(s);
            long values = n + n * (n + 1) / 2;
            for (int i = 0; i < s.size(); i++) {
                values += width(basis, s.atomicNumber(i));
            }
            stored += values;
            most = Math.max(most, values);
        }
        coefficients = 8 * set.functions();
        frames = 8 * stored;
        frame = 8 * most;
        features = EquivariantRows.bytes(options, channels, basis, counts, columns);
        long squares = 0;
        long weights = 0;
        for (Map.Entry<Integer, Integer> e : counts.entrySet()) {
            for (int l = 0; l <= basis.of(e.getKey()).maxAngular(); l++) {
                long m = (long) e.getValue() * (2 * l + 1);
                long n = basis.of(e.getKey()).shells(l).size();
                // the whitening, two Gram matrices, and a factor of the preconditioner for each radial function
                squares += m * m * (3 + n);
                weights += m * n;
            }
        }
        matrices = 8 * squares;
        vectors = 8 * weights * (8 + DensitySystem.SHARDS);
    }

    /** The number of covariances of an atom. */
    private long width(AuxiliaryBasis basis, int z) {
        long sum = 0;
        for (int l = 0; l <= basis.of(z).maxAngular(); l++) {
            sum += (2L * l + 1) * (2 * l + 1) * counts.getOrDefault(z, 0);
        }
        return sum;
    }

    private MemoryPlan plan(boolean onDisk) {
        List<MemoryPlan.Item> items = new ArrayList<>();
        items.add(new MemoryPlan.Item(
                onDisk ? "frames being read" : "covariances and overlaps",
                onDisk ? frame * DensitySystem.SHARDS : frames));
        items.add(new MemoryPlan.Item("factors of the blocks", matrices));
        items.add(new MemoryPlan.Item("features of representatives", features));
        items.add(new MemoryPlan.Item("weights", vectors));
        items.add(new MemoryPlan.Item("coefficients", coefficients));
        return new MemoryPlan(List.of(new MemoryPlan.Phase("fit", items)), 1);
    }

    /** The number of bytes in memory. */
    long bytes(boolean onDisk) {
        return plan(onDisk).bytes();
    }

    /** The number of bytes that no other part counts: all but the features, which the backend counts. */
    long heldBytes(boolean onDisk) {
        return bytes(onDisk) - features;
    }

    /**
     * Notes the plan, and decides whether the covariances are stored in the scratch folder.
     *
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient in either case
     */
    boolean decide(Execution execution) {
        boolean onDisk = plan(false).bytes() > execution.budgetBytes() && execution.scratch() != null;
        MemoryPlan plan = MemoryPlan.fit(range -> plan(onDisk), execution.budgetBytes(), "the fit of this density");
        execution.progress().note("memory    " + plan.describe());
        if (onDisk) {
            execution.progress().note("scratch   covariances and overlaps " + MemoryPlan.text(frames));
            if (execution.scratch() != null) {
                ScratchFile.expectSpace(execution.scratch(), frames);
            }
        }
        return onDisk;
    }
}
