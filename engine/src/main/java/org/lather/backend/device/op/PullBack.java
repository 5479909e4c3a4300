package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Features;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.descriptor.Descriptor;

/** From dE/dp of environments to atoms and strain, as many environments at a time as scratch memory holds. */
final class PullBack {
    private static final long SCRATCH_BYTES = 256L << 20;
    private static final int MOST_ENVIRONMENTS = 4096;

    private final Workspace workspace;
    private final PullSums sums;
    private final DeviceBatch batch;
    private final Descriptor descriptor;
    private final ExpansionTables tables;
    private final Neighbourhoods.Loop loop;

    PullBack(
            Workspace workspace,
            PullSums sums,
            DeviceBatch batch,
            Descriptor descriptor,
            Coupling coupling,
            Neighbourhoods.Loop loop) {
        this.workspace = workspace;
        this.sums = sums;
        this.batch = batch;
        this.descriptor = descriptor;
        this.tables = coupling.tables(descriptor.expansion(), batch.channels());
        this.loop = loop;
    }

    /** Arguments as {@link org.lather.backend.Gradients#pullBack}, at least one environment. */
    void run(int from, int to, Features slopes, double[] factor, double[] positions, double[] strain) {
        int first = batch.structureOf(from);
        int structures = batch.structureOf(to - 1) - first + 1;
        int begin = batch.start(first);
        int atoms = batch.start(first + structures) - begin;
        try (Allocation p = workspace.allocate("gradient", 24L * atoms);
                Allocation g = workspace.allocate("strain", 72L * structures)) {
            workspace.transfers().doubles(positions, 3 * begin, 3 * atoms, p.buffer(), 0);
            workspace.transfers().doubles(strain, 9 * first, 9 * structures, g.buffer(), 0);
            PullSums.Target target = new PullSums.Target(p.buffer(), 1, g.buffer(), 1, begin, first);
            blocks(from, to, slopes, factor, target);
            workspace.transfers().download(p.buffer(), 0, positions, 3 * begin, 3 * atoms);
            workspace.transfers().download(g.buffer(), 0, strain, 9 * first, 9 * structures);
        }
    }

    private void blocks(int from, int to, Features slopes, double[] factor, PullSums.Target target) {
        Neighbourhoods all = tables.neighbourhoods(batch, from, to, loop);
        long bytes = 8L * (2L * tables.coefficients() + slopes.columns());
        int step = (int) Math.max(1, Math.min(MOST_ENVIRONMENTS, SCRATCH_BYTES / bytes));
        int done = 0;
        while (done < to - from) {
            int next = Math.min(to - from, done + step);
            try {
                block(from, done, next, all, slopes, factor, target);
                done = next;
            } catch (DeviceMemoryException e) {
                if (next - done == 1) {
                    throw e;
                }
                workspace.dropScratch();
                step = (next - done + 1) / 2;
            }
        }
    }

    /** Environments from + done to from + next. */
    private void block(
            int from,
            int done,
            int next,
            Neighbourhoods all,
            Features slopes,
            double[] factor,
            PullSums.Target target) {
        int count = next - done;
        int[] places = IntStream.range(done, next).toArray();
        Neighbourhoods pairs = all.select(places);
        Buffer coefficients = tables.expand(workspace, pairs, loop);
        Buffer d = workspace.scratch(Workspace.Scratch.COEFFICIENT_SLOPES, 8L * count * tables.coefficients());
        boolean doubles = slopes instanceof DeviceSlopes || workspace.realBytes() == 8;
        workspace.launchGroups(
                workspace.doubleProgram("coupling-gradient", constants(descriptor, batch)),
                "pullCoefficients",
                count,
                workspace.groupSize(),
                coefficients,
                tables.factors(),
                doubles ? values(slopes) : widened(slopes, done, count),
                Argument.of(doubles ? (long) done : 0L),
                d);
        Buffer pulls = workspace.scratch(Workspace.Scratch.PULLS, 24L * pairs.x().length);
        tables.derive(
                workspace,
                "pull",
                pairs,
                loop,
                d,
                workspace.scratch(Workspace.Scratch.FACTORS, Arrays.copyOfRange(factor, done, next)),
                pulls);
        int[] environments = IntStream.range(from + done, from + next).toArray();
        Buffer order = workspace.scratch(Workspace.Scratch.INDEX, new int[1]);
        sums.add(batch, environments, pairs, pulls, 1, order, 0, target);
    }

    private static Buffer values(Features slopes) {
        return slopes instanceof DeviceSlopes s
                ? s.values()
                : Handles.own(slopes, DeviceFeatures.class).values();
    }

    /** Rows that were loaded in single precision, as doubles. */
    private Buffer widened(Features slopes, int first, int count) {
        DeviceFeatures f = Handles.own(slopes, DeviceFeatures.class);
        Buffer out = workspace.scratch(Workspace.Scratch.SLOPES, 8L * count * f.columns());
        workspace.launchElements(
                workspace.program("features", Map.of("GROUP", Coupling.NORM_GROUP)),
                "gather",
                count,
                f.columns(),
                Argument.of(count),
                Argument.of(f.columns()),
                f.values(),
                f.order(),
                Argument.of(0),
                Argument.of(first),
                out);
        return out;
    }

    /** Of the program of the coupling's derivative. */
    static Map<String, Integer> constants(Descriptor descriptor, DeviceBatch batch) {
        return Map.of(
                "L_MAX", descriptor.expansion().basis().maxAngular(),
                "N", descriptor.expansion().basis().radialSize(),
                "CHANNELS", batch.channels().count(),
                "COLUMNS", descriptor.columns(batch.channels()),
                "POWER_SPECTRUM", descriptor instanceof Descriptor.PowerSpectrum ? 1 : 0,
                "ONE_HOT", batch.channels().isOneHot() ? 1 : 0,
                "GROUP", PullSums.GROUP);
    }
}
