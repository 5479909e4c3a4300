package org.lather.regression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
 * bitwise identical results. With sums on disk there is a pass for each fold, which adds its shards only.
 */
final class NormalSums implements GroupSums, AutoCloseable {
    private final TrainingRun run;
    private final SumLayout layout;
    private final ShardPlan shards;
    private final Whitening whitening;
    private final Checkpoint checkpoint;
    private final SumStorage storage;
    private final Backend backend;
    private final List<DeviceSums> parts = new ArrayList<>();
    private final Map<Integer, NormalEquations> stored = new HashMap<>();
    private List<Accumulator> accumulators = List.of();
    private final List<RowSums> streamed = new ArrayList<>();
    private @Nullable KeptRows kept;

    NormalSums(
            TrainingRun run,
            SumLayout layout,
            ShardPlan shards,
            Whitening whitening,
            Checkpoint checkpoint,
            SumStorage storage) {
        this.run = run;
        this.layout = layout;
        this.shards = shards;
        this.whitening = whitening;
        this.checkpoint = checkpoint;
        this.storage = storage;
        this.backend = run.backend();
    }

    /**
     * Accumulates all structures, in the order of the layout.
     *
     * @param rows rows of one device of the backend
     */
    void accumulate(Function<Backend, KernelRows> rows) {
        SumLayout held = storage.isOnDisk() && !storage.keepsRows() ? layout.ofOneFold() : layout;
        DerivativeBlocks blocks = new DerivativeBlocks(run.set().atoms(), shards);
        for (Backend part : backend.devices()) {
            boolean resumes = parts.isEmpty() && !storage.isOnDisk();
            KernelRows own = rows.apply(part);
            int m = own.size();
            parts.add(new DeviceSums(
                    run,
                    part,
                    held,
                    blocks,
                    new WhitenedRows(own, whitening),
                    i -> storage.keepsRows()
                            ? rows(m, held.targets(i))
                            : part.accumulator(
                                    resumes
                                            ? checkpoint.sums(i, m, held.targets(i))
                                            : new NormalEquations(m, held.targets(i)))));
        }
        run.clock().begin("covariances", run.set().environments());
        if (storage.keepsRows()) {
            keepRows();
            return;
        }
        if (storage.isOnDisk()) {
            store();
            return;
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

    /** Stores the rows of all folds. */
    private void keepRows() {
        forEachShard(shard -> true, (workers, work, s) -> {
            add(workers, work, s);
            run.execution().check("Nothing was kept.");
        });
        kept = new KeptRows(
                run,
                layout,
                storage.file(),
                parts.stream().map(DeviceSums::accumulators).toList());
        parts.forEach(DeviceSums::close);
        parts.clear();
    }

    /** Accumulates fold by fold. */
    private void store() {
        for (int fold = 0; fold < layout.folds(); fold++) {
            if (fold > 0) {
                parts.forEach(DeviceSums::restart);
            }
            stream(fold);
            for (int g = 0; g < layout.groups().size(); g++) {
                for (int k = 0; k < layout.types(g); k++) {
                    int index = layout.ofOneFold().index(g, k, 0);
                    stored.computeIfAbsent(layout.index(g, k, fold), i -> storage.copy(merged(index)));
                }
            }
        }
        parts.forEach(DeviceSums::close);
        parts.clear();
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

    /** The number of row types of a group. */
    int kinds(int group) {
        return layout.types(group);
    }

    /** The sums of the folds of one group and row type, which stay where they are. */
    List<NormalEquations> onHost(int group, int kind) {
        return storage.isOnDisk()
                ? stored(group, kind)
                : folds(group, kind).stream().map(Accumulator::download).toList();
    }

    /** The regressions of a group, on the backend if it has them, otherwise on the host. */
    @Override
    public RidgeSystem system(int group) {
        if (kept != null) {
            return kept.system(group);
        }
        if (storage.isOnDisk()) {
            return new HostRidge(
                    stored(group, 0),
                    storage,
                    backend.algebra().dense(),
                    backend.resources().ledger());
        }
        List<Accumulator> own = folds(group, 0);
        Optional<RidgeSystem> there = backend.algebra().ridge(own);
        if (there.isPresent()) {
            return there.get();
        }
        return new HostRidge(
                downloaded(own), backend.algebra().dense(), backend.resources().ledger());
    }

    /** The fits to the row types of one group, whose sums the backend does not keep. */
    @Override
    public RowTypeFits types(int group) {
        if (kept != null) {
            return kept.types(group);
        }
        List<List<NormalEquations>> out = new ArrayList<>();
        for (int k = 0; k < layout.types(group); k++) {
            out.add(storage.isOnDisk() ? stored(group, k) : downloaded(folds(group, k)));
        }
        return new SummedRowTypes(
                out, storage, backend.algebra().host(), backend.resources().ledger());
    }

    private List<NormalEquations> stored(int group, int kind) {
        return IntStream.range(0, layout.folds())
                .mapToObj(f -> Objects.requireNonNull(stored.get(layout.index(group, kind, f))))
                .toList();
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
        streamed.forEach(RowSums::free);
    }

    /** Rows of a device in the scratch file, counted until this is closed. */
    private RowSums rows(int size, int targets) {
        RowSums out =
                new RowSums(storage.file(), size, targets, backend.resources().ledger());
        streamed.add(out);
        return out;
    }

    private void stream() {
        if (checkpoint.resumedShards() < shards.shards()) {
            forEachShard(shard -> shard >= checkpoint.resumedShards(), (workers, work, s) -> {
                add(workers, work, s);
                keep(work, s.index + 1);
            });
        }
    }

    private void stream(int fold) {
        forEachShard(shard -> shards.fold(shard) % layout.folds() == fold, (workers, work, s) -> {
            add(workers, work, s);
            run.execution().check("Nothing was kept.");
        });
    }

    /**
     * A shard that was read.
     *
     * @param environment index of its first environment in the training set
     */
    private record Shard(int index, int environment, List<Structure> structures) {}

    private interface ShardConsumer {
        void accept(DeviceWorkers workers, List<Future<?>> work, Shard shard);
    }

    /** Reads all shards and gives those that are wanted. */
    private void forEachShard(IntPredicate wanted, ShardConsumer consumer) {
        try (DeviceWorkers workers = new DeviceWorkers(parts.size());
                WantedFrames frames = run.frames()) {
            List<Future<?>> work = new ArrayList<>();
            parts.forEach(p -> work.add(CompletableFuture.completedFuture(null)));
            int environment = 0;
            for (int shard = 0; shard < shards.shards(); shard++) {
                List<Structure> structures = new ArrayList<>();
                int atoms = 0;
                for (int i = shards.start(shard); i < shards.start(shard + 1); i++) {
                    Structure s = frames.next();
                    structures.add(s);
                    atoms += s.size();
                }
                boolean own = wanted.test(shard);
                if (own) {
                    consumer.accept(workers, work, new Shard(shard, environment, structures));
                }
                environment += atoms;
                run.execution().progress().advance(own || !storage.isOnDisk() ? atoms : 0);
            }
            work.forEach(DeviceWorkers::await);
        }
    }

    /** Gives a shard to the next device when that has finished its previous one. */
    private void add(DeviceWorkers workers, List<Future<?>> work, Shard s) {
        int p = s.index % parts.size();
        DeviceWorkers.await(work.get(p));
        work.set(p, workers.submit(p, () -> {
            parts.get(p).add(s.index, s.environment, s.structures);
            return s.index;
        }));
    }

    /** Saves the sums of the first shards if that is due, or if the execution was cancelled. */
    private void keep(List<Future<?>> work, int done) {
        boolean cancelled = run.execution().isCancelled();
        if (cancelled || checkpoint.isDue()) {
            // all shards up to this one are included in the sums
            work.forEach(DeviceWorkers::await);
            checkpoint.shardDone(done, this::merged);
        }
        if (cancelled) {
            throw new CancelledException(checkpoint.saveNow(done, shards.shards(), this::merged));
        }
    }
}
