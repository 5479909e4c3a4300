package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.RangeSize;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.gram.StructureBatches;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.options.SelectionMethod;
import org.lather.selection.Cur;
import org.lather.selection.Points;
import org.lather.structure.Structure;

/**
 * Chooses the columns of power spectra and bispectra: by farthest point sampling or by leverage scores (CUR) among
 * candidates drawn at random from all columns, by their values in environments drawn at random. The values of each
 * environment are divided by their norm, as in the covariance. All draws follow a seed, so the same structures give the
 * same columns.
 */
public final class ColumnSelection {
    /** Number of environments by whose features columns are chosen; with leverage scores at least. */
    static final int CHOOSERS = 256;

    /** Number of environments for each column that leverage scores choose: they choose at most as many columns. */
    private static final int CHOOSERS_OF_EACH = 2;

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

    /** Returns a training with the columns that its structures choose; itself if there are none to choose. */
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
                options.kernel(),
                run.channels(),
                run.clock(),
                run.warnings());
    }

    private static List<Representation> of(TrainingRun run) {
        long seed = run.options().model().seed();
        int count = choosers(run.options().representations(), run.set().environments());
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
        long environments = choosers(run.options().representations(), run.set().environments());
        long most = 0;
        for (Representation r : run.options().representations()) {
            if (!r.columns().isAll()) {
                int all = r.withColumns(Columns.all()).descriptor().columns(run.channels());
                long candidates = candidates(run.execution(), environments, all, r.features());
                long scores = r.selection() == SelectionMethod.CUR
                        ? 8 * environments * candidates
                                + new Cur().bytes((int) candidates, (int) environments, r.features())
                        : 0;
                most = Math.max(most, 8 * environments * candidates + 8L * VALUES + scores);
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
        int count = choosers(representations, environments);
        return new ColumnSelection(backend, channels, execution, RandomSample.of(environments, count, SEED), SEED)
                .of(representations, pass);
    }

    /** The seed of a choice without a training. */
    private static final long SEED = 1;

    private List<Representation> of(List<Representation> representations, Pass pass) {
        List<Representation> out = new ArrayList<>();
        for (Representation r : representations) {
            Optional<Descriptor> full = r.undecided(channels);
            Optional<Columns> listed = r.listedColumns(channels);
            if (full.isEmpty() || listed.isPresent()) {
                out.add(full.isEmpty() ? r : r.withColumns(listed.orElseThrow()));
            } else {
                out.add(r.withColumns(choose(full.get(), r, pass)));
            }
        }
        return out;
    }

    private Columns choose(Descriptor full, Representation r, Pass pass) {
        int count = r.features();
        int all = full.columns(channels);
        int[] candidates = Arrays.stream(
                        RandomSample.of(all, candidates(execution, environments.length, all, count), seed))
                .mapToInt(Math::toIntExact)
                .toArray();
        Descriptor some = Representation.withColumns(full, Columns.of(candidates));
        int columns = candidates.length;
        long bytes = 8L * environments.length * columns;
        backend.resources().ledger().add(bytes);
        try {
            double[] values = values(some, columns, pass);
            DenseAlgebra host = backend.algebra().host();
            int[] chosen = r.selection() == SelectionMethod.CUR
                    ? new Cur()
                            .select(Points.columns(values, environments.length, columns), count, host, execution)
                            .indices()
                    : FarthestColumns.select(values, environments.length, columns, count, host);
            return Columns.of(
                    Arrays.stream(chosen).map(k -> candidates[k]).sorted().toArray());
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    private static int choosers(List<Representation> representations, long environments) {
        int most = CHOOSERS;
        for (Representation r : representations) {
            if (r.selection() == SelectionMethod.CUR) {
                most = Math.max(most, CHOOSERS_OF_EACH * r.features());
            }
        }
        return (int) Math.min(most, environments);
    }

    /** The number of candidates among all columns: at least those that are wanted, at most what the memory allows. */
    private static int candidates(Execution execution, long environments, int all, int wanted) {
        long allowed = execution.budgetBytes() / SHARE / (8 * environments);
        return (int) Math.min(all, Math.max(wanted, Math.min(CANDIDATES, allowed)));
    }

    /** The values of the candidates in the environments, each row divided by its norm. */
    private double[] values(Descriptor descriptor, int columns, Pass pass) {
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
