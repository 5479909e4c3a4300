package org.lather.backend.device;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;

/** Structures to features: expansion, coupling and norms, as many environments at a time as scratch memory holds. */
final class Coupling implements AutoCloseable {
    private static final long SCRATCH_BYTES = 256L << 20;
    /** Enough groups for any device; more would only hold more neighbours. */
    private static final int MOST_ENVIRONMENTS = 4096;

    private static final int KEPT = 8;
    static final int NORM_GROUP = 64;

    private final Workspace workspace;
    private final Neighbourhoods.Loop loop;
    private final Map<Key, ExpansionTables> tables = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(DensityExpansion expansion, Channels channels) {}

    Coupling(Workspace workspace, Neighbourhoods.Loop loop) {
        this.workspace = workspace;
        this.loop = loop;
    }

    DeviceFeatures features(DeviceCoefficients c, Descriptor descriptor) {
        DeviceBatch batch = c.batch();
        ExpansionTables t = tables(new Key(c.expansion(), batch.channels()));
        DeviceFeatures out =
                new DeviceFeatures(workspace, batch.centers(c.from(), c.to()), descriptor.columns(batch.channels()));
        boolean done = false;
        try {
            fill(c, descriptor, t, out);
            norms(out);
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    private void fill(DeviceCoefficients c, Descriptor descriptor, ExpansionTables t, DeviceFeatures out) {
        int step = (int) Math.max(1, Math.min(MOST_ENVIRONMENTS, SCRATCH_BYTES / (8L * t.coefficients())));
        int from = c.from();
        while (from < c.to()) {
            int to = Math.min(c.to(), from + step);
            try {
                couple(c.batch(), from, to, from - c.from(), descriptor, t, out);
                from = to;
            } catch (DeviceMemoryException e) {
                if (to - from == 1) {
                    throw e;
                }
                workspace.dropScratch();
                step = (to - from + 1) / 2;
            }
        }
    }

    private void couple(
            DeviceBatch batch,
            int from,
            int to,
            int firstRow,
            Descriptor descriptor,
            ExpansionTables t,
            DeviceFeatures out) {
        Buffer coefficients = t.expand(workspace, batch, from, to, loop);
        if (descriptor instanceof Descriptor.PowerSpectrum) {
            int q = batch.channels().count() * descriptor.expansion().basis().radialSize();
            Program p = workspace.program(
                    "coupling", Map.of("L_MAX", descriptor.expansion().basis().maxAngular(), "Q", q));
            workspace.launchGroups(
                    p,
                    "couple",
                    to - from,
                    workspace.groupSize(),
                    coefficients,
                    t.factors(),
                    Argument.of((long) firstRow),
                    out.values());
        } else {
            // the coefficients themselves; those of a radial spectrum have l = 0 only
            long count = (long) (to - from) * out.columns();
            workspace.launchItems(
                    featureProgram(),
                    "store",
                    count,
                    Argument.of(count),
                    coefficients,
                    Argument.of((long) firstRow * out.columns()),
                    out.values());
        }
    }

    private Program featureProgram() {
        return workspace.program("features", Map.of("GROUP", NORM_GROUP));
    }

    /** Measures all rows as they are stored. */
    void norms(DeviceFeatures f) {
        workspace.launchGroups(
                featureProgram(),
                "norms",
                f.rows(),
                NORM_GROUP,
                Argument.of(0),
                Argument.of(f.columns()),
                f.values(),
                f.norms());
    }

    /** The tables of an expansion, kept for the next. */
    ExpansionTables tables(DensityExpansion expansion, Channels channels) {
        return tables(new Key(expansion, channels));
    }

    private ExpansionTables tables(Key key) {
        ExpansionTables t = tables.get(key);
        if (t == null) {
            if (tables.size() == KEPT) {
                var oldest = tables.entrySet().iterator();
                oldest.next().getValue().close();
                oldest.remove();
            }
            t = new ExpansionTables(workspace, key.expansion, key.channels);
            tables.put(key, t);
        }
        return t;
    }

    @Override
    public void close() {
        tables.values().forEach(ExpansionTables::close);
        tables.clear();
    }
}
