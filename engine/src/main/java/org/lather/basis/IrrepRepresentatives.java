package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.gram.StructureBatches;
import org.lather.math.Irrep;
import org.lather.model.IrrepFeatures;
import org.lather.options.Representation;
import org.lather.structure.Structure;

/**
 * Computes λ-SOAP features of the representatives, which were chosen by their scalars, for one irreducible
 * representation at a time.
 */
public final class IrrepRepresentatives {
    /** Largest number of representatives by whose features columns are chosen. */
    public static final int CHOOSERS = 256;

    private final TrainingRun run;
    private final Backend backend;
    private final long[] environments;
    private final int[] centers;
    private final RangeSize range;
    private final Supplier<String> kept;

    /**
     * @param environments index of each representative among the environments of the training set
     * @param centers atomic number of the centre of each representative
     * @param kept what is kept if the computation is interrupted, for messages
     */
    public IrrepRepresentatives(
            TrainingRun run, long[] environments, int[] centers, int rangeSize, Supplier<String> kept) {
        this.run = run;
        this.backend = run.backend();
        this.environments = environments;
        this.centers = centers;
        this.range = new RangeSize(rangeSize);
        this.kept = kept;
    }

    public IrrepFeatures of(Irrep irrep) {
        List<Columns> columns = new ArrayList<>();
        List<FeatureBlock> blocks = new ArrayList<>();
        int[] all = new int[environments.length];
        Arrays.setAll(all, i -> i);
        for (Representation r : run.options().representations()) {
            Descriptor.LambdaSoap full =
                    new Descriptor.LambdaSoap(r.descriptor().onlyExpansion(), irrep.lambda(), irrep.sigma());
            Columns chosen = r.features() == 0 || full.columns(run.channels()) <= r.features()
                    ? Columns.all()
                    : choose(full, r.features());
            columns.add(chosen);
            blocks.add(
                    compute(new Descriptor.LambdaSoap(full.expansion(), irrep.lambda(), irrep.sigma(), chosen), all));
        }
        return new IrrepFeatures(irrep, columns, blocks);
    }

    private Columns choose(Descriptor.LambdaSoap full, int count) {
        int[] some = new int[Math.min(CHOOSERS, environments.length)];
        Arrays.setAll(some, i -> (int) ((long) i * environments.length / some.length));
        FeatureBlock block = compute(full, some);
        long bytes = 8L * block.values().length;
        backend.resources().ledger().add(bytes);
        try {
            int[] places = FarthestColumns.select(
                    block.values(),
                    block.rows(),
                    block.columns(),
                    count,
                    backend.algebra().host());
            Arrays.sort(places);
            return Columns.of(places);
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    /** Computes rows [representative][m] of some representatives, in one pass over the structures. */
    private FeatureBlock compute(Descriptor.LambdaSoap descriptor, int[] which) {
        int c = descriptor.components();
        int columns = descriptor.columns(run.channels());
        double[] values = new double[Math.multiplyExact(which.length * c, columns)];
        long bytes = 8L * values.length;
        backend.resources().ledger().add(bytes);
        Integer[] order = Arrays.stream(which).boxed().toArray(Integer[]::new);
        Integer[] places = new Integer[which.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, java.util.Comparator.comparingLong(i -> environments[order[i]]));
        try (WantedFrames wanted = run.frames()) {
            long seen = 0;
            int next = 0;
            while (next < places.length) {
                List<Structure> structures = StructureBatches.next(wanted);
                int n = structures.stream().mapToInt(Structure::size).sum();
                int end = next;
                while (end < places.length && environments[order[places[end]]] < seen + n) {
                    end++;
                }
                if (end > next) {
                    add(structures, seen, Arrays.copyOfRange(places, next, end), order, descriptor, values);
                }
                next = end;
                seen += n;
                run.execution().check(kept.get());
            }
        } finally {
            backend.resources().ledger().remove(bytes);
        }
        int[] z = new int[which.length * c];
        Arrays.setAll(z, i -> centers[which[i / c]]);
        return new FeatureBlock(values, columns, z);
    }

    private void add(
            List<Structure> structures,
            long seen,
            Integer[] places,
            Integer[] order,
            Descriptor.LambdaSoap descriptor,
            double[] values) {
        try (Batch batch = backend.upload(structures, run.channels())) {
            range.cover(
                    batch.environments(),
                    (from, to) -> {
                        int[] inside = Arrays.stream(places)
                                .mapToInt(p -> p)
                                .filter(p ->
                                        environments[order[p]] >= seen + from && environments[order[p]] < seen + to)
                                .toArray();
                        if (inside.length > 0) {
                            take(
                                    new Range(batch, from, to),
                                    inside,
                                    p -> (int) (environments[order[p]] - seen),
                                    descriptor,
                                    values);
                        }
                    },
                    (from, to) -> {});
        }
    }

    /** @param environment of the batch, of a place */
    private void take(
            Range environments,
            int[] places,
            IntUnaryOperator environment,
            Descriptor.LambdaSoap descriptor,
            double[] values) {
        int c = descriptor.components();
        int columns = descriptor.columns(run.channels());
        try (Features f = backend.features(environments, descriptor)) {
            for (int p : places) {
                int row = environment.applyAsInt(p) - environments.from();
                f.download(row * c, (row + 1) * c, values, p * c * columns);
            }
        }
    }
}
