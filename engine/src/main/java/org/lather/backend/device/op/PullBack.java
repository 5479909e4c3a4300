package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.backend.Features;
import org.lather.backend.HostBatch;
import org.lather.backend.RangeSize;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.CouplingGradientPrograms;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.FeaturePrograms;

/**
 * Propagates gradients with respect to the features of a range to positions and strain, for as many environments at a
 * time as fit in scratch memory.
 *
 * @param factor one for each environment of the range
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's numbers
record PullBack(
        Workspace workspace, ExpansionTables tables, DeviceRange range, FeatureDerivative derivative, double[] factor) {
    private static final long SCRATCH_BYTES = 256L << 20;
    private static final int MOST_ENVIRONMENTS = 4096;

    /** Adds to positions and strain as {@link org.lather.backend.Gradients#pullBack}; at least one environment. */
    void add(Features gradient, double[] positions, double[] strain) {
        HostBatch batch = range.batch();
        int first = batch.content().structureOf(range.from());
        int structures = batch.content().structureOf(range.to() - 1) - first + 1;
        int begin = batch.content().start(first);
        int atoms = batch.content().start(first + structures) - begin;
        try (Allocation p = workspace.allocate("gradient", 24L * atoms);
                Allocation g = workspace.allocate("strain", 72L * structures)) {
            workspace.transfers().doubles(positions, 3 * begin, 3 * atoms, p.buffer(), 0);
            workspace.transfers().doubles(strain, 9 * first, 9 * structures, g.buffer(), 0);
            PairSums.Target target = new PairSums.Target(p.doubles(), 1, g.doubles(), 1, begin, first);
            Neighbourhoods all = tables.neighbourhoods(range);
            long bytes = 8L * (2L * tables.sizes().coefficients() + gradient.columns());
            int most = (int) Math.max(1, Math.min(MOST_ENVIRONMENTS, SCRATCH_BYTES / bytes));
            workspace.cover(
                    new RangeSize(most),
                    all.size(),
                    (frame, from, to) -> step(frame, from, all.range(from, to), gradient, target));
            workspace.transfers().download(p.buffer(), 0, positions, 3 * begin, 3 * atoms);
            workspace.transfers().download(g.buffer(), 0, strain, 9 * first, 9 * structures);
        }
    }

    /**
     * Some environments of the range.
     *
     * @param from the first of them, counted from the beginning of the range
     */
    private Runnable step(Frame frame, int from, Neighbourhoods pairs, Features gradient, PairSums.Target target) {
        int to = from + pairs.size();
        ExpandedPairs expanded = tables.expand(frame, pairs);
        Doubles ofCoefficients =
                frame.doubles((long) pairs.size() * tables.sizes().coefficients());
        derivative.pull(expanded, rows(frame, gradient, from, pairs.size()), ofCoefficients);
        Doubles gradients = tables.pull(frame, expanded, ofCoefficients, Arrays.copyOfRange(factor, from, to));
        int[] environments =
                IntStream.range(range.from() + from, range.from() + to).toArray();
        return new PairSums(range.batch(), environments, expanded, gradients)
                .compute(workspace, frame, PairSums.Columns.single(frame), target);
    }

    /** Rows of a gradient as doubles; those that were loaded in single precision are widened. */
    private CouplingGradientPrograms.Gradient rows(Frame frame, Features gradient, int from, int count) {
        if (gradient instanceof DeviceFeatureGradient own) {
            return new CouplingGradientPrograms.Gradient(own.values(), from);
        }
        DeviceFeatures loaded = Handles.own(gradient, DeviceFeatures.class);
        if (workspace.realBytes() == 8) {
            return new CouplingGradientPrograms.Gradient(
                    new Doubles(loaded.values().buffer()), from);
        }
        Doubles out = frame.doubles((long) count * loaded.columns());
        workspace.launch(new FeaturePrograms.Gather(
                new FeaturePrograms.Extent(count, loaded.columns()), loaded.values(), loaded.order(), 0, from, out));
        return new CouplingGradientPrograms.Gradient(out, 0);
    }
}
