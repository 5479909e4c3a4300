package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Whitening;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.execution.CancelledException;
import org.lather.execution.DeviceWorkers;
import org.lather.gram.DerivativeBlocks;
import org.lather.gram.KernelRows;
import org.lather.gram.ShardPlan;
import org.lather.structure.Structure;

/**
 * The pass over the structures that accumulates the normal equations of a layout. The devices of a backend take the
 * shards in turn. Their sums are merged once, at the end, in the order of the devices, so that the same devices give
 * bitwise identical results.
 */
final class NormalSums implements AutoCloseable {
    private final TrainingRun run;
    private final SumLayout layout;
    private final ShardPlan shards;
    private final Whitening whitening;
    private final Checkpoint checkpoint;
    private final Backend backend;
    private final List<DeviceSums> parts = new ArrayList<>();
    private List<Accumulator> accumulators = List.of();

    NormalSums(TrainingRun run, SumLayout layout, ShardPlan shards, Whitening whitening, Checkpoint checkpoint) {
        this.run = run;
        this.layout = layout;
        this.shards = shards;
        this.whitening = whitening;
        this.checkpoint = checkpoint;
        this.backend = run.backend();
    }

    /**
     * Accumulates all structures, in the order of the layout.
     *
     * @param rows rows of one device of the backend
     */
    void accumulate(Function<Backend, KernelRows> rows) {
        DerivativeBlocks blocks = new DerivativeBlocks(run.set().atoms(), shards);
        for (Backend part : backend.devices()) {
            boolean first = parts.isEmpty();
            KernelRows own = rows.apply(part);
            int m = own.size();
            parts.add(new DeviceSums(
                    run,
                    part,
                    layout,
                    blocks,
                    new WhitenedRows(own, whitening),
                    i -> first ? checkpoint.sums(i, m, layout.targets(i)) : new NormalEquations(m, layout.targets(i))));
        }
        stream();
        parts.forEach(DeviceSums::closeWork);
        if (parts.size() > 1) {
            reduce();
        } else {
            accumulators = parts.get(0).accumulators();
        }
        checkpoint.summed(
                shards.shards(),
                () -> accumulators.stream().map(Accumulator::download).toList());
    }

    /** Merges the sums of all devices on the first one. */
    private void reduce() {
        List<Accumulator> merged = new ArrayList<>();
        accumulators = merged;
        for (int i = 0; i < layout.size(); i++) {
            NormalEquations sum = merged(i);
            for (DeviceSums part : parts) {
                part.accumulators().get(i).close();
            }
            merged.add(backend.accumulator(sum));
        }
    }

    private NormalEquations merged(int index) {
        NormalEquations first = parts.get(0).accumulators().get(index).download();
        if (parts.size() == 1) {
            return first;
        }
        NormalEquations sum = new NormalEquations(first.size(), first.targets());
        sum.merge(first);
        for (DeviceSums part : parts.subList(1, parts.size())) {
            sum.merge(part.accumulators().get(index).download());
        }
        return sum;
    }

    /** The sums of all devices so far, on the host. */
    private List<NormalEquations> merged() {
        List<NormalEquations> out = new ArrayList<>();
        for (int i = 0; i < layout.size(); i++) {
            out.add(merged(i));
        }
        return out;
    }

    /**
     * The regressions on the sums of one group, of values or of all row types together, on the backend if it has them,
     * otherwise on the host. They are closed with it.
     */
    RidgeSystem system(int group) {
        List<Accumulator> own = folds(group, 0);
        Optional<RidgeSystem> there = backend.algebra().ridge(own);
        if (there.isPresent()) {
            return there.get();
        }
        return new HostRidge(
                downloaded(own), backend.algebra().dense(), backend.resources().ledger());
    }

    /** The sums of each kind and fold of one group, on the host; they go from the backend. */
    List<List<NormalEquations>> types(int group) {
        List<List<NormalEquations>> out = new ArrayList<>();
        for (int k = 0; k < layout.types(group); k++) {
            out.add(downloaded(folds(group, k)));
        }
        return out;
    }

    private List<Accumulator> folds(int group, int kind) {
        int from = layout.index(group, kind, 0);
        return accumulators.subList(from, from + layout.folds());
    }

    private static List<NormalEquations> downloaded(List<Accumulator> own) {
        List<NormalEquations> sums = own.stream().map(Accumulator::download).toList();
        own.forEach(Accumulator::close);
        return sums;
    }

    @Override
    public void close() {
        parts.forEach(DeviceSums::close);
        accumulators.forEach(Accumulator::close);
    }

    private void stream() {
        run.clock().begin("covariances", run.set().environments());
        if (checkpoint.resumedShards() == shards.shards()) {
            return;
        }
        try (DeviceWorkers workers = new DeviceWorkers(parts.size());
                WantedFrames wanted = run.frames()) {
            List<Future<?>> work = new ArrayList<>();
            parts.forEach(p -> work.add(CompletableFuture.completedFuture(null)));
            int environment = 0;
            for (int shard = 0; shard < shards.shards(); shard++) {
                List<Structure> structures = new ArrayList<>();
                int atoms = 0;
                for (int i = shards.start(shard); i < shards.start(shard + 1); i++) {
                    Structure s = wanted.next();
                    structures.add(s);
                    atoms += s.size();
                }
                if (shard >= checkpoint.resumedShards()) {
                    add(workers, work, shard, environment, structures);
                }
                environment += atoms;
                run.execution().progress().advance(atoms);
            }
            work.forEach(DeviceWorkers::await);
        }
    }

    /** Gives a shard to the next device when that has finished its previous one. */
    private void add(
            DeviceWorkers workers, List<Future<?>> work, int shard, int firstEnvironment, List<Structure> structures) {
        int p = shard % parts.size();
        DeviceWorkers.await(work.get(p));
        work.set(p, workers.submit(p, () -> {
            parts.get(p).add(shard, firstEnvironment, structures);
            return shard;
        }));
        boolean cancelled = run.execution().isCancelled();
        if (cancelled || checkpoint.isDue()) {
            // all shards up to this one are included in the sums
            work.forEach(DeviceWorkers::await);
            checkpoint.shardDone(shard + 1, this::merged);
        }
        if (cancelled) {
            throw new CancelledException(checkpoint.saveNow(shard + 1, shards.shards(), this::merged));
        }
    }
}
