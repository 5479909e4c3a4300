package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.RangeSize;
import org.lather.dataset.TrainingRun;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.math.Irrep;
import org.lather.model.IrrepFeatures;
import org.lather.options.Representation;

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
            FeatureBlock block =
                    compute(new Descriptor.LambdaSoap(full.expansion(), irrep.lambda(), irrep.sigma(), chosen), all);
            blocks.add(
                    switch (run.options().model().representatives().precision()) {
                        case DOUBLE -> block;
                        case SINGLE -> block.rounded();
                    });
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
        // places of the representatives in the order of the stream
        int[] order = IntStream.range(0, which.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> environments[which[i]]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] chosen =
                Arrays.stream(order).mapToLong(i -> environments[which[i]]).toArray();
        long bytes = 8L * values.length;
        backend.resources().ledger().add(bytes);
        try {
            new ChosenEnvironments(backend, run.channels(), List.of(descriptor), range, chosen)
                    .visit(run, kept, (features, places, first) -> {
                        for (int i = 0; i < places.length; i++) {
                            int row = places[i] * c;
                            features.get(0).download(row, row + c, values, order[first + i] * c * columns);
                        }
                    });
        } finally {
            backend.resources().ledger().remove(bytes);
        }
        int[] z = new int[which.length * c];
        Arrays.setAll(z, i -> centers[which[i / c]]);
        return new FeatureBlock(values, columns, z);
    }
}
