package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Program;
import org.lather.backend.device.memory.Workspace;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;

/** Structures to features: expansion, coupling and norms, as many environments at a time as scratch memory holds. */
public final class Coupling implements AutoCloseable {
    /** Enough groups for any device; more would only hold more neighbours. */
    private static final int MOST_ENVIRONMENTS = 8192;

    private static final int KEPT = 8;
    static final int NORM_GROUP = 64;

    private final Workspace workspace;
    private final Neighbourhoods.Loop loop;
    private final Map<Key, ExpansionTables> tables = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Coupled, EquivariantTables> tensors = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Coupled, BispectrumTables> triples = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(DensityExpansion expansion, Channels channels) {}

    private record Coupled(Descriptor descriptor, Channels channels) {}

    public Coupling(Workspace workspace, Neighbourhoods.Loop loop) {
        this.workspace = workspace;
        this.loop = loop;
    }

    public DeviceFeatures features(DeviceRange c, Descriptor descriptor) {
        return features(c, descriptor, false);
    }

    /** @param grouped whether the values may be stored in the order of elements */
    public DeviceFeatures features(DeviceRange c, Descriptor descriptor, boolean grouped) {
        DeviceBatch batch = c.batch();
        ExpansionTables t = tables(new Key(descriptor.expansion(), batch.channels()));
        DeviceFeatures out = new DeviceFeatures(
                workspace,
                repeated(batch.centers(c.from(), c.to()), descriptor.components()),
                descriptor.columns(batch.channels()),
                grouped && descriptor instanceof Descriptor.PowerSpectrum);
        boolean done = false;
        try {
            fill(c, descriptor, t, out);
            if (!(descriptor instanceof Descriptor.PowerSpectrum)) {
                norms(out);
            }
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    private static int[] repeated(int[] centers, int times) {
        int[] out = new int[Math.multiplyExact(centers.length, times)];
        Arrays.setAll(out, i -> centers[i / times]);
        return out;
    }

    private void fill(DeviceRange c, Descriptor descriptor, ExpansionTables t, DeviceFeatures out) {
        EnvironmentSteps steps = steps(descriptor, c.batch().channels());
        long room = workspace.budget().stepBytes();
        for (int first = c.from(); first < c.to(); first += MOST_ENVIRONMENTS) {
            int last = Math.min(c.to(), first + MOST_ENVIRONMENTS);
            Neighbourhoods all = t.neighbourhoods(c.batch(), first, last, loop);
            int done = 0;
            while (done < all.size()) {
                int next = steps.end(done, all.size(), all::pairs, room);
                try {
                    couple(c.batch(), all.range(done, next), first - c.from() + done, descriptor, t, out);
                    done = next;
                } catch (DeviceMemoryException e) {
                    if (next - done == 1) {
                        throw e;
                    }
                    workspace.dropScratch();
                    room = steps.bytes(done, next, all::pairs) / 2;
                }
            }
        }
    }

    private void couple(
            DeviceBatch batch,
            Neighbourhoods pairs,
            int firstRow,
            Descriptor descriptor,
            ExpansionTables t,
            DeviceFeatures out) {
        if (descriptor instanceof Descriptor.PowerSpectrum) {
            t.spectra(workspace, pairs, loop, firstRow, out);
            return;
        }
        int count = pairs.size();
        Buffer coefficients = t.expand(workspace, pairs, loop);
        if (descriptor instanceof Descriptor.LambdaSoap equivariant) {
            tensors(equivariant, batch.channels()).couple(workspace, coefficients, count, firstRow, out.values());
        } else if (descriptor instanceof Descriptor.Bispectrum triples) {
            triples(triples, batch.channels()).couple(workspace, coefficients, count, firstRow, out.values());
        } else {
            // the coefficients themselves; those of a radial spectrum have l = 0 only
            long values = (long) count * out.columns();
            workspace.launchItems(
                    featureProgram(),
                    "store",
                    values,
                    Argument.of(values),
                    coefficients,
                    Argument.of((long) firstRow * out.columns()),
                    out.values());
        }
    }

    private Program featureProgram() {
        return workspace.program("features", Map.of("GROUP", NORM_GROUP));
    }

    /** Measures all rows as they are stored. */
    public void norms(DeviceFeatures f) {
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

    /** How the environments of a descriptor are divided. */
    public EnvironmentSteps steps(Descriptor descriptor, Channels channels) {
        return ExpansionTables.steps(workspace.device().info(), descriptor, channels, MOST_ENVIRONMENTS);
    }

    /** The tables of an expansion, kept for the next. */
    ExpansionTables tables(DensityExpansion expansion, Channels channels) {
        return tables(new Key(expansion, channels));
    }

    private ExpansionTables tables(Key key) {
        return kept(
                tables, key, () -> new ExpansionTables(workspace, key.expansion, key.channels), ExpansionTables::close);
    }

    private EquivariantTables tensors(Descriptor.LambdaSoap descriptor, Channels channels) {
        return kept(
                tensors,
                new Coupled(descriptor, channels),
                () -> new EquivariantTables(workspace, descriptor, channels),
                EquivariantTables::close);
    }

    private BispectrumTables triples(Descriptor.Bispectrum descriptor, Channels channels) {
        return kept(
                triples,
                new Coupled(descriptor, channels),
                () -> new BispectrumTables(workspace, descriptor, channels),
                BispectrumTables::close);
    }

    /** A value of a map that keeps those used last. */
    private static <K, V> V kept(Map<K, V> map, K key, Supplier<V> make, Consumer<V> close) {
        V value = map.get(key);
        if (value == null) {
            if (map.size() == KEPT) {
                var oldest = map.entrySet().iterator();
                close.accept(oldest.next().getValue());
                oldest.remove();
            }
            value = make.get();
            map.put(key, value);
        }
        return value;
    }

    @Override
    public void close() {
        tensors.values().forEach(EquivariantTables::close);
        tensors.clear();
        triples.values().forEach(BispectrumTables::close);
        triples.clear();
        tables.values().forEach(ExpansionTables::close);
        tables.clear();
    }
}
