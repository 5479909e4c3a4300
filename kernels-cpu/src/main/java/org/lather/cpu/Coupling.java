package org.lather.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.GradientForm;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.kernel.Covariance;

/** Expansion and coupling of a range of environments, one after another on each worker. */
final class Coupling {
    /** Number of environments that a worker takes at a time. */
    private static final int CHUNK = 8;
    /** Number of plans of tensors, and of bispectra, that are cached. */
    private static final int PLANS = 8;

    private final WorkerPool pool;
    private final Ledger ledger;
    private final FreeList free;
    private final Precision precision;
    private final StageSeconds seconds;
    private @Nullable ExpansionPlan plan;
    /** [worker], for the plan. */
    private final @Nullable Workbench[] benches;

    private final List<ProductsPlan> productsPlans = new ArrayList<>();
    private final List<EquivariantPlan> tensorPlans = new ArrayList<>();
    /** [worker], for the last of the plans used. */
    private final @Nullable EquivariantBench[] tensors;

    private final List<BispectrumPlan> bispectrumPlans = new ArrayList<>();
    /** [worker], for the last of the plans used. */
    private final @Nullable BispectrumBench[] threes;

    private final DirectStep direct;

    private int most;
    /** Row buffers in double precision [worker], which are rounded when they are complete. */
    private final double[][] rows;

    Coupling(WorkerPool pool, Ledger ledger, FreeList free, Precision precision) {
        this.pool = pool;
        this.ledger = ledger;
        this.free = free;
        this.precision = precision;
        seconds = new StageSeconds(pool.threads());
        benches = new Workbench[pool.threads()];
        tensors = new EquivariantBench[pool.threads()];
        threes = new BispectrumBench[pool.threads()];
        direct = new DirectStep(pool, ledger, free, precision, seconds);
        rows = new double[pool.threads()][0];
    }

    CpuFeatures features(CpuRange range, Descriptor descriptor) {
        CpuBatch batch = range.batch();
        int from = range.from();
        int count = range.size();
        batch.find(descriptor.radius(), from, range.to(), pool, seconds);
        int[] centers = new int[count];
        for (int i = 0; i < count; i++) {
            centers[i] = batch.centerOf(from + i);
        }
        int columns = descriptor.columns(batch.channels());
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public CpuFeatures sphericalExpansion(Descriptor.SphericalExpansion d) {
                return scalars(range, d, centers, (bench, worker, to, at) -> bench.copyCoefficients(to, at));
            }

            /** The coefficients themselves, which have l = 0 only. */
            @Override
            public CpuFeatures radialSpectrum(Descriptor.RadialSpectrum d) {
                return scalars(range, d, centers, (bench, worker, to, at) -> bench.copyCoefficients(to, at));
            }

            @Override
            public CpuFeatures powerSpectrum(Descriptor.PowerSpectrum d) {
                if (d.isPowerSpectrum()) {
                    return scalars(range, d, centers, (bench, worker, to, at) -> bench.powerSpectrum(to, at));
                }
                ProductsPlan some = productsPlan(d, batch.channels());
                return scalars(range, d, centers, (bench, worker, to, at) -> {
                    some.couple(bench.coefficients(), bench.width(), to, at);
                    return Norm.squared(to, at, columns);
                });
            }

            @Override
            public CpuFeatures lambdaSoap(Descriptor.LambdaSoap d) {
                return equivariants(range, d, centers, columns);
            }

            @Override
            public CpuFeatures bispectrum(Descriptor.Bispectrum d) {
                BispectrumPlan shared = bispectrumPlan(d, batch.channels());
                return scalars(range, d, centers, (bench, worker, to, at) -> {
                    bispectrumBench(shared, worker).couple(BispectrumBench.Coefficients.of(bench), to, at);
                    return Norm.squared(to, at, columns);
                });
            }

            @Override
            public CpuFeatures direct(DirectDescriptor d) {
                return direct.features(range, d, centers);
            }
        });
    }

    /** Writes the features of the environment that a bench expanded last, and returns the square of their norm. */
    private interface Row {
        double couple(Workbench bench, int worker, double[] to, int at);
    }

    private CpuFeatures scalars(CpuRange range, Descriptor descriptor, int[] centers, Row row) {
        Channels channels = range.batch().channels();
        int columns = descriptor.columns(channels);
        CpuFeatures out = new CpuFeatures(centers, columns, precision, ledger, free);
        out.known(ChannelPairs.of(descriptor, channels));
        double[] doubles = out.doubles();
        forEach(range, descriptor.onlyExpansion(), (i, bench, worker) -> {
            double[] to = doubles == null ? row(worker, columns) : doubles;
            int at = doubles == null ? 0 : i * columns;
            out.present(i, bench.channels());
            double square = row.couple(bench, worker, to, at);
            if (doubles == null) {
                out.store(i, to, at);
            } else {
                out.norms()[i] = Covariance.norm(square);
            }
        });
        return out;
    }

    /** The plan of some columns of a power spectrum; those of the last few are kept. */
    private ProductsPlan productsPlan(Descriptor.PowerSpectrum descriptor, Channels channels) {
        for (ProductsPlan p : productsPlans) {
            if (p.descriptor.equals(descriptor) && p.channels.equals(channels)) {
                return p;
            }
        }
        if (productsPlans.size() == PLANS) {
            productsPlans.remove(0);
        }
        ProductsPlan p = new ProductsPlan(descriptor, channels);
        productsPlans.add(p);
        return p;
    }

    /** The plan of a bispectrum; those of the last few are kept, as the terms of a kernel take turns. */
    BispectrumPlan bispectrumPlan(Descriptor.Bispectrum descriptor, Channels channels) {
        for (BispectrumPlan p : bispectrumPlans) {
            if (p.descriptor.equals(descriptor) && p.channels.equals(channels)) {
                return p;
            }
        }
        if (bispectrumPlans.size() == PLANS) {
            bispectrumPlans.remove(0);
        }
        BispectrumPlan p = new BispectrumPlan(descriptor, channels);
        bispectrumPlans.add(p);
        return p;
    }

    private BispectrumBench bispectrumBench(BispectrumPlan shared, int worker) {
        BispectrumBench b = threes[worker];
        if (b == null || b.plan() != shared) {
            b = new BispectrumBench(shared);
            threes[worker] = b;
        }
        return b;
    }

    /** How gradients with respect to features of a descriptor become those with respect to coefficients. */
    GradientPlan gradientPlan(Descriptor descriptor, Channels channels) {
        GradientForm form = GradientForm.of(descriptor);
        return new GradientPlan(
                form,
                form == GradientForm.BISPECTRUM ? bispectrumPlan((Descriptor.Bispectrum) descriptor, channels) : null,
                form == GradientForm.SELECTED_PRODUCTS
                        ? productsPlan((Descriptor.PowerSpectrum) descriptor, channels)
                        : null);
    }

    /** Couples an environment of a range, counted from 0, that the worker's bench has expanded. */
    private interface Expanded {
        void couple(int i, Workbench bench, int worker);
    }

    private void forEach(CpuRange range, DensityExpansion expansion, Expanded then) {
        CpuBatch batch = range.batch();
        prepare(range, expansion);
        pool.forEach(range.size(), CHUNK, (i, worker) -> {
            int environment = range.from() + i;
            boolean timed = i % StageSeconds.SAMPLE == 0;
            long started = timed ? System.nanoTime() : 0;
            Workbench bench = bench(worker);
            bench.expand(
                    batch.neighbourhoods(batch.structureOf(environment)),
                    batch.atomOf(environment),
                    batch.elementOf(environment));
            long expanded = timed ? System.nanoTime() : 0;
            then.couple(i, bench, worker);
            if (timed) {
                seconds.environment(worker, started, expanded);
            }
        });
        // scratch counts for the peak, but is not held between calls
        ledger.add(bytes());
        ledger.remove(bytes());
    }

    private CpuFeatures equivariants(CpuRange range, Descriptor.LambdaSoap descriptor, int[] centers, int columns) {
        EquivariantPlan shared = tensorPlan(descriptor, range.batch().channels());
        int components = shared.components;
        int[] repeated = new int[Math.multiplyExact(centers.length, components)];
        Arrays.setAll(repeated, row -> centers[row / components]);
        CpuFeatures out = new CpuFeatures(repeated, columns, precision, ledger, free);
        double[] doubles = out.doubles();
        int size = Math.multiplyExact(components, columns);
        forEach(range, descriptor.expansion(), (i, bench, worker) -> {
            EquivariantBench tensor = tensorBench(shared, worker);
            double[] to = doubles == null ? row(worker, size) : doubles;
            int at = doubles == null ? 0 : i * size;
            tensor.couple(bench.coefficients(), bench.width(), bench.zeroUntil(), to, at);
            for (int m = 0; m < components; m++) {
                if (doubles == null) {
                    out.store(i * components + m, to, at + m * columns);
                } else {
                    out.measure(i * components + m);
                }
            }
        });
        return out;
    }

    /** The plan of a coupling; those of the last few are kept, as the orders of a tensor take turns. */
    private EquivariantPlan tensorPlan(Descriptor.LambdaSoap descriptor, Channels channels) {
        for (EquivariantPlan p : tensorPlans) {
            if (p.descriptor.equals(descriptor) && p.channels.equals(channels)) {
                return p;
            }
        }
        if (tensorPlans.size() == PLANS) {
            tensorPlans.remove(0);
        }
        EquivariantPlan p = new EquivariantPlan(descriptor, channels);
        tensorPlans.add(p);
        return p;
    }

    private EquivariantBench tensorBench(EquivariantPlan shared, int worker) {
        EquivariantBench b = tensors[worker];
        if (b == null || b.plan() != shared) {
            b = new EquivariantBench(shared);
            tensors[worker] = b;
        }
        return b;
    }

    StageSeconds seconds() {
        return seconds;
    }

    /** Prepares scratch for an expansion, with space for the largest number of neighbours. */
    private void prepare(CpuRange range, DensityExpansion expansion) {
        CpuBatch batch = range.batch();
        plan(expansion, batch.channels());
        int needed = batch.mostNeighbours(range.from(), range.to());
        if (most == 0 || needed > most) {
            most = room(needed);
            Arrays.fill(benches, null);
        }
    }

    /** The capacity for a number of neighbours, with a reserve so that it seldom grows. */
    static int room(int neighbours) {
        return Math.max(Lanes.roundUp(neighbours + neighbours / 4, 32), 32);
    }

    /** The plan of an expansion; that of the last one is kept. */
    ExpansionPlan plan(DensityExpansion expansion, Channels channels) {
        ExpansionPlan p = plan;
        if (p == null || !p.expansion.equals(expansion) || !p.channels.equals(channels)) {
            p = new ExpansionPlan(expansion, channels);
            Arrays.fill(benches, null);
            most = 0;
            plan = p;
        }
        return p;
    }

    private Workbench bench(int worker) {
        Workbench b = benches[worker];
        ExpansionPlan p = plan;
        if (b == null) {
            if (p == null) {
                throw new IllegalStateException("no expansion was planned");
            }
            b = new Workbench(p, most);
            benches[worker] = b;
        }
        return b;
    }

    private double[] row(int worker, int columns) {
        if (rows[worker].length < columns) {
            rows[worker] = new double[columns];
        }
        return rows[worker];
    }

    /** Bytes of scratch of all workers. */
    private long bytes() {
        long sum = 0;
        for (int w = 0; w < rows.length; w++) {
            Workbench b = benches[w];
            EquivariantBench t = tensors[w];
            sum += 8L * rows[w].length + (b == null ? 0 : b.bytes()) + (t == null ? 0 : t.bytes());
            BispectrumBench three = threes[w];
            sum += three == null ? 0 : three.bytes();
        }
        return sum;
    }
}
