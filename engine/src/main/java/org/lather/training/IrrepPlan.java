package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.NormalEquations;
import org.lather.backend.Range;
import org.lather.basis.IrrepRepresentatives;
import org.lather.dataset.TrainingRun;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.KernelRows;
import org.lather.gram.ShardPlan;
import org.lather.math.Irrep;
import org.lather.options.Representation;
import org.lather.regression.RowGroup;

/** The memory of the regressions of tensors, order by order. Only the targets grow with the number of structures. */
final class IrrepPlan {
    private final TrainingRun run;
    private final ShardPlan shards;
    private final double[] shares;
    private final long atomBytes;

    /**
     * @param shares fractions of the environments of elements whose centres have covariances with each other
     * @param atomBytes bytes of structures and targets
     */
    IrrepPlan(TrainingRun run, ShardPlan shards, double[] shares, long atomBytes) {
        this.run = run;
        this.shards = shards;
        this.shares = shares;
        this.atomBytes = atomBytes;
    }

    List<Phase> phases(int range, long m) {
        List<Phase> out = new ArrayList<>();
        long before = 0;
        for (Irrep irrep : RowGroup.irreps(run.set())) {
            long c = irrep.components();
            long columns = columns(irrep, true);
            add(out, irrep, range, m, before);
            before += 8 * m * c * columns;
        }
        return out;
    }

    private long columns(Irrep irrep, boolean selected) {
        long n = 0;
        for (Representation r : run.options().representations()) {
            int full = new Descriptor.LambdaSoap(
                            r.descriptor().onlyExpansion(), irrep.lambda(), irrep.sigma(), Columns.all())
                    .columns(run.channels());
            n += selected && r.features() > 0 ? Math.min(full, r.features()) : full;
        }
        return n;
    }

    private void add(List<Phase> to, Irrep irrep, int allowed, long m, long before) {
        int range = Math.min(allowed, KernelRows.MAX_RANGE);
        long c = irrep.components();
        long featureBytes = run.backend().info().precision().bytes();
        // on the host, and also on the backend if it uses another precision
        long copies = featureBytes < 8 ? 8 + featureBytes : 8;
        long scalars = run.kernel().columns(run.channels());
        long full = columns(irrep, false);
        long columns = columns(irrep, true);
        long size = m * c;
        String of = " of lambda " + irrep.lambda();
        Item structures = new Item("structures", atomBytes);
        Item others = new Item("features of representatives of other orders", before);
        Item representatives = new Item("representatives", m * copies * scalars);
        Item own = new Item("features of representatives", m * c * copies * columns);
        if (full > columns) {
            long choosers = Math.min(m, IrrepRepresentatives.CHOOSERS);
            to.add(new Phase(
                    "choosing features" + of,
                    List.of(
                            structures,
                            others,
                            new Item("representatives", 8 * m * scalars),
                            new Item("features to choose from", 16 * choosers * c * full),
                            new Item("features of " + range + " environments", range * c * full * featureBytes))));
        }
        long whitening = (long) (8 * Arrays.stream(shares).map(s -> s * s).sum() * size * size);
        Item tile = new Item("tile", 8L * range * c * size);
        to.add(new Phase(
                "whitening" + of,
                List.of(
                        others,
                        representatives,
                        own,
                        tile,
                        new Item("chunk", range * copies * (c * columns + scalars)),
                        new Item("covariances", 8 * size * size + whitening + 8L * range * c * size))));
        List<RowGroup> groups = RowGroup.tensors(run.set(), irrep);
        int folds =
                run.options().model().noise().isFound() ? run.options().model().folds() : 1;
        long equations = 0;
        long heights = 0;
        for (RowGroup g : groups) {
            equations += folds * NormalEquations.bytes((int) size, g.targets());
            heights += g.quantity().isPerAtom()
                    ? Math.min(
                            run.backend().resources().largestRange(),
                            Math.max(Range.OF_A_PROCESSOR, shards.mostAtoms()))
                    : shards.largest();
        }
        Item sums = new Item("normal equations", equations);
        // a device has a copy
        Item whitened = new Item(
                "whitening", whitening * (run.backend().resources().freeBytes().isPresent() ? 2 : 1));
        to.add(new Phase(
                "sums over structures" + of,
                List.of(
                        structures,
                        others,
                        representatives,
                        own,
                        tile,
                        new Item(
                                "features of " + range + " environments",
                                range * (c * columns + scalars) * featureBytes),
                        new Item("rows of structures", 8 * heights * c * size),
                        sums,
                        whitened)));
        to.add(new Phase(
                "solving" + of,
                List.of(others, representatives, own, sums, whitened, new Item("total and factor", 16 * size * size))));
    }
}
