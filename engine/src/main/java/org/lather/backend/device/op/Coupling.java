package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.lather.backend.FeatureBlock;
import org.lather.backend.GradientForm;
import org.lather.backend.HostBatch;
import org.lather.backend.Owned;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.FeaturePrograms;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;

/**
 * Computes features from structures: expansion, coupling and norms, for as many environments at a time as fit in
 * scratch memory.
 */
public final class Coupling implements AutoCloseable {
    /** Largest number of environments in a step: enough groups for any device; more would only need more memory. */
    private static final int MOST_ENVIRONMENTS = 8192;

    private static final int KEPT = 8;

    private final Workspace workspace;
    private final HostBatch.Loop loop;
    private final Map<Key, ExpansionTables> tables = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Coupled, EquivariantTables> tensors = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Coupled, BispectrumTables> triples = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(DensityExpansion expansion, Channels channels) {}

    private record Coupled(Descriptor descriptor, Channels channels) {}

    public Coupling(Workspace workspace, HostBatch.Loop loop) {
        this.workspace = workspace;
        this.loop = loop;
    }

    public DeviceFeatures features(DeviceRange c, Descriptor descriptor) {
        return features(c, descriptor, false);
    }

    /** @param grouped whether the values may be stored in the order of elements */
    public DeviceFeatures features(DeviceRange c, Descriptor descriptor, boolean grouped) {
        HostBatch batch = c.batch();
        ExpansionTables t =
                tables(new Key(descriptor.onlyExpansion(), batch.content().channels()));
        DeviceFeatures out = new DeviceFeatures(
                workspace,
                repeated(batch.content().centers(c.from(), c.to()), descriptor.components()),
                descriptor.columns(batch.content().channels()),
                grouped && descriptor.isPowerSpectrum());
        Owned.orClose(
                () -> {
                    fill(c, descriptor, t, out);
                    if (!descriptor.isPowerSpectrum()) {
                        norms(out);
                    }
                },
                out::close);
        return out;
    }

    /** Copies features from the host. */
    public DeviceFeatures load(FeatureBlock block) {
        DeviceFeatures out = new DeviceFeatures(workspace, block.centers().clone(), block.columns());
        Owned.orClose(
                () -> {
                    out.upload(block.values());
                    norms(out);
                },
                out::close);
        return out;
    }

    private static int[] repeated(int[] centers, int times) {
        int[] out = new int[Math.multiplyExact(centers.length, times)];
        Arrays.setAll(out, i -> centers[i / times]);
        return out;
    }

    private void fill(DeviceRange range, Descriptor descriptor, ExpansionTables t, DeviceFeatures out) {
        Step step = descriptor.match(new Steps(range.batch().content().channels(), t, out));
        for (int first = range.from(); first < range.to(); first += MOST_ENVIRONMENTS) {
            int last = Math.min(range.to(), first + MOST_ENVIRONMENTS);
            int row = first - range.from();
            Neighbourhoods all = t.neighbourhoods(new DeviceRange(range.batch(), first, last));
            steps(descriptor, range.batch().content().channels())
                    .steps(all::pairs, workspace.budget().stepBytes())
                    .cover(
                            all.size(),
                            (from, to) -> {
                                try (Frame frame = workspace.frame()) {
                                    step.couple(frame, all.range(from, to), row + from);
                                }
                            },
                            (from, to) -> {});
        }
    }

    /** Couples some environments to features, the first of them in a row. */
    private interface Step {
        void couple(Frame frame, Neighbourhoods pairs, int firstRow);
    }

    /** The way in which the environments of each descriptor are coupled. */
    private final class Steps implements Descriptor.Cases<Step> {
        private final Channels channels;
        private final ExpansionTables t;
        private final DeviceFeatures out;

        Steps(Channels channels, ExpansionTables t, DeviceFeatures out) {
            this.channels = channels;
            this.t = t;
            this.out = out;
        }

        @Override
        public Step sphericalExpansion(Descriptor.SphericalExpansion descriptor) {
            return this::store;
        }

        /** Stores the coefficients, as for a spherical expansion; a radial spectrum has those of l = 0 only. */
        @Override
        public Step radialSpectrum(Descriptor.RadialSpectrum descriptor) {
            return this::store;
        }

        private void store(Frame frame, Neighbourhoods pairs, int row) {
            workspace.launch(new FeaturePrograms.Store(
                    (long) pairs.size() * out.columns(),
                    t.expand(frame, pairs).coefficients(),
                    (long) row * out.columns(),
                    out.values()));
        }

        @Override
        public Step powerSpectrum(Descriptor.PowerSpectrum descriptor) {
            if (!descriptor.isPowerSpectrum()) {
                throw lacking();
            }
            return (frame, pairs, row) -> t.spectra(frame, pairs, row, out);
        }

        @Override
        public Step lambdaSoap(Descriptor.LambdaSoap descriptor) {
            EquivariantTables tables = tensors(descriptor, channels);
            return (frame, pairs, row) -> tables.couple(workspace, t.expand(frame, pairs), row, out.values());
        }

        @Override
        public Step bispectrum(Descriptor.Bispectrum descriptor) {
            BispectrumTables tables = triples(descriptor, channels);
            return (frame, pairs, row) -> tables.couple(workspace, t.expand(frame, pairs), row, out.values());
        }

        @Override
        public Step direct(DirectDescriptor descriptor) {
            throw descriptor.withoutDensity();
        }
    }

    /** Computes the norms of all rows as stored. */
    void norms(DeviceFeatures f) {
        workspace.launch(new FeaturePrograms.Norms(f.rows(), 0, f.columns(), f.values(), f.norms()));
    }

    /** The division of the environments of a descriptor into steps. */
    public EnvironmentSteps steps(Descriptor descriptor, Channels channels) {
        return new ExpansionSizes(workspace.device().info(), descriptor.onlyExpansion(), channels)
                .steps(descriptor, MOST_ENVIRONMENTS);
    }

    /** The tables of an expansion, which are cached. */
    ExpansionTables tables(DensityExpansion expansion, Channels channels) {
        return tables(new Key(expansion, channels));
    }

    private ExpansionTables tables(Key key) {
        return kept(
                tables,
                key,
                () -> new ExpansionTables(workspace, key.expansion, key.channels, loop),
                ExpansionTables::close);
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

    private static IllegalStateException lacking() {
        return new IllegalStateException("expected all columns of a power spectrum, got a selection");
    }

    /** How features of a descriptor are derived with respect to coefficients. */
    FeatureDerivative derivative(Descriptor descriptor, Channels channels) {
        ExpansionTables expansion = tables(descriptor.onlyExpansion(), channels);
        return switch (GradientForm.of(descriptor)) {
            case COEFFICIENTS, POWER_SPECTRUM -> new FeatureDerivative.Coupled(workspace, expansion, descriptor);
            case SELECTED_PRODUCTS -> throw lacking();
            case BISPECTRUM -> {
                Descriptor.Bispectrum of = (Descriptor.Bispectrum) descriptor;
                yield new FeatureDerivative.Triples(workspace, expansion, triples(of, channels), of);
            }
        };
    }

    /** A value of a map that caches the entries used last. */
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
