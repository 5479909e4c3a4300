package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lather.backend.Backend;
import org.lather.backend.RangeSize;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.gram.StructureBatches;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.structure.Structure;

/**
 * Chooses the columns of bispectra: the farthest points among candidates drawn at random from all columns, by their
 * values in environments drawn at random. The values of each environment are divided by their norm, as in the
 * covariance. All draws follow a seed, so the same structures give the same columns.
 */
public final class ColumnSelection {
    /** Largest number of environments by whose features columns are chosen. */
    static final int CHOOSERS = 256;

    /** Largest number of columns from which some are chosen. */
    private static final int CANDIDATES = 16_384;

    /** Values of candidates computed at a time. */
    private static final int VALUES = 1 << 20;

    /** A part of the memory budget that the values of the candidates take at most. */
    private static final int SHARE = 8;

    private final Backend backend;
    private final Channels channels;
    private final Execution execution;
    private final long[] environments;
    private final long seed;

    /** Passes over structures from the first one. */
    @FunctionalInterface
    public interface Pass {
        /** @param batches receives successive structures, and returns whether it needs more */
        void over(Predicate<List<Structure>> batches);
    }

    /** @param environments indices of environments among those of the structures, ascending */
    private ColumnSelection(Backend backend, Channels channels, Execution execution, long[] environments, long seed) {
        this.backend = backend;
        this.channels = channels;
        this.execution = execution;
        this.environments = environments;
        this.seed = seed;
    }

    /** Returns a training with the columns of bispectra that its structures choose; itself if there are none. */
    public static TrainingRun decided(TrainingRun run) {
        if (run.options().representations().stream()
                .allMatch(r -> r.undecided(run.channels()).isEmpty())) {
            return run;
        }
        run.clock().begin("features", 0);
        return decided(run, of(run));
    }

    /** Returns a training with representations whose columns were chosen. */
    public static TrainingRun decided(TrainingRun run, List<Representation> chosen) {
        Options options = run.options().with(chosen);
        return new TrainingRun(
                options,
                run.backend(),
                run.execution(),
                run.source(),
                run.set(),
                run.baselines(),
                ModelParameters.kernel(options),
                run.channels(),
                run.clock(),
                run.warnings());
    }

    private static List<Representation> of(TrainingRun run) {
        long seed = run.options().model().seed();
        int count = (int) Math.min(CHOOSERS, run.set().environments());
        ColumnSelection selection = new ColumnSelection(
                run.backend(),
                run.channels(),
                run.execution(),
                ElementShares.random(run.set().centers(), count, seed),
                seed);
        return selection.of(run.options().representations(), batches -> {
            try (WantedFrames frames = run.frames()) {
                boolean more = true;
                while (more && frames.hasNext()) {
                    more = batches.test(StructureBatches.next(frames));
                    run.execution().check("Nothing was kept.");
                }
            }
        });
    }

    /** The bytes of candidates while the columns of a training are chosen; 0 if there is nothing to choose. */
    public static long bytes(TrainingRun run) {
        long environments = Math.min(CHOOSERS, run.set().environments());
        long most = 0;
        for (Representation r : run.options().representations()) {
            if (!r.columns().isAll()) {
                int all = r.withColumns(Columns.all()).descriptor().columns(run.channels());
                long candidates = candidates(run.execution(), environments, all, r.features());
                most = Math.max(most, 8 * environments * candidates + 8L * VALUES);
            }
        }
        return most;
    }

    /**
     * The representations of structures with the columns that these choose.
     *
     * @param environments number of environments of all structures
     */
    public static List<Representation> of(
            List<Representation> representations,
            Backend backend,
            Channels channels,
            Execution execution,
            long environments,
            Pass pass) {
        int count = (int) Math.min(CHOOSERS, environments);
        return new ColumnSelection(backend, channels, execution, RandomSample.of(environments, count, SEED), SEED)
                .of(representations, pass);
    }

    /** The seed of a choice without a training. */
    private static final long SEED = 1;

    private List<Representation> of(List<Representation> representations, Pass pass) {
        List<Representation> out = new ArrayList<>();
        for (Representation r : representations) {
            Optional<Descriptor.Bispectrum> full = r.undecided(channels);
            out.add(full.isEmpty() ? r : r.withColumns(choose(full.get(), r.features(), pass)));
        }
        return out;
    }

    private Columns choose(Descriptor.Bispectrum full, int count, Pass pass) {
        int all = full.columns(channels);
        int[] candidates = Arrays.stream(
                        RandomSample.of(all, candidates(execution, environments.length, all, count), seed))
                .mapToInt(Math::toIntExact)
                .toArray();
        Descriptor.Bispectrum some = new Descriptor.Bispectrum(full.expansion(), full.sigma(), Columns.of(candidates));
        int columns = candidates.length;
        long bytes = 8L * environments.length * columns;
        backend.resources().ledger().add(bytes);
        try {
            double[] values = values(some, columns, pass);
            int[] chosen = FarthestColumns.select(
                    values,
                    environments.length,
                    columns,
                    count,
                    backend.algebra().host());
            return Columns.of(
                    Arrays.stream(chosen).map(k -> candidates[k]).sorted().toArray());
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    /** The number of candidates among all columns: at least those that are wanted, at most what the memory allows. */
    private static int candidates(Execution execution, long environments, int all, int wanted) {
        long allowed = execution.budgetBytes() / SHARE / (8 * environments);
        return (int) Math.min(all, Math.max(wanted, Math.min(CANDIDATES, allowed)));
    }

    /** The values of the candidates in the environments, each row divided by its norm. */
    private double[] values(Descriptor.Bispectrum descriptor, int columns, Pass pass) {
        double[] values = new double[Math.multiplyExact(environments.length, columns)];
        ChosenEnvironments chosen = new ChosenEnvironments(
                backend, channels, List.of(descriptor), new RangeSize(Math.max(1, VALUES / columns)), environments);
        pass.over(structures -> {
            chosen.visit(structures, (features, places, first) -> {
                for (int i = 0; i < places.length; i++) {
                    int at = (first + i) * columns;
                    features.get(0).download(places[i], places[i] + 1, values, at);
                    normalise(values, at, columns);
                }
            });
            return !chosen.isComplete();
        });
        return values;
    }

    private static void normalise(double[] values, int from, int count) {
        double square = 0;
        for (int k = from; k < from + count; k++) {
            square += values[k] * values[k];
        }
        double factor = square > 0 ? 1 / Math.sqrt(square) : 0;
        for (int k = from; k < from + count; k++) {
            values[k] *= factor;
        }
    }
}
