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
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.gram.StructureBatches;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.options.SelectionMethod;
import org.lather.selection.Points;
import org.lather.selection.SelectionSettings;
import org.lather.selection.Selector;
import org.lather.selection.Targets;
import org.lather.structure.Structure;

/**
 * Chooses the columns of power spectra and bispectra: by farthest point sampling or by leverage scores (CUR) among
 * candidates drawn at random from all columns, by their values in environments drawn at random. The values of each
 * environment are divided by their norm, as in the covariance. Methods with targets choose by means over the atoms of
 * structures drawn at random. All draws follow a seed, so the same structures give the same columns.
 */
public final class ColumnSelection {
    /** Number of environments or structures by whose features columns are chosen; with leverage scores at least. */
    static final int CHOOSERS = 256;

    /** Number of rows for each column that leverage scores choose: they choose at most as many columns. */
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
    private final Rows rows;
    private final long seed;

    /** The rows by whose values the columns of a representation are chosen. */
    @FunctionalInterface
    private interface Rows {
        ColumnRows of(Representation representation);
    }

    /** Passes over structures from the first one. */
    @FunctionalInterface
    public interface Pass {
        /** @param batches receives successive structures, and returns whether it needs more */
        void over(Predicate<List<Structure>> batches);
    }

    private ColumnSelection(Backend backend, Channels channels, Execution execution, Rows rows, long seed) {
        this.backend = backend;
        this.channels = channels;
        this.execution = execution;
        this.rows = rows;
        this.seed = seed;
    }

    /** Returns a training with the columns that its structures choose; itself if there are none to choose. */
    public static TrainingRun decided(TrainingRun run) {
        List<Representation> asked = run.options().representations();
        boolean chooses =
                asked.stream().anyMatch(r -> r.undecided(run.channels()).isPresent());
        if (chooses) {
            run.clock().begin("features", 0);
        }
        List<Representation> chosen = chooses ? of(run) : asked;
        for (int s = 0; s < asked.size(); s++) {
            warnOfFewer(run, asked.get(s), chosen.get(s).descriptor(), s);
        }
        return chooses ? decided(run, chosen) : run;
    }

    /** Warns where a power spectrum has fewer features than are asked for; other calculators may have a default. */
    private static void warnOfFewer(TrainingRun run, Representation asked, Descriptor chosen, int index) {
        int found = chosen.columns(run.channels());
        if (asked.descriptor().type() == Descriptor.Type.POWER_SPECTRUM
                && asked.columns().isAll()
                && found < asked.features()) {
            String what = asked.isCombined() ? "components of the environments" : "features that differ";
            run.warnings()
                    .add(Warning.of(
                            Warning.Kind.FEWER_FEATURES,
                            "representations[" + index + "]: all " + found + " " + what + " are taken, where "
                                    + asked.features() + " are asked for (features.count)"));
        }
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
        int count =
                choosers(run.options().representations(), run.set().centers().learnt());
        ColumnRows environments = ColumnRows.of(ElementShares.random(run.set().centers(), count, seed));
        ColumnSelection selection = new ColumnSelection(
                run.backend(),
                run.channels(),
                run.execution(),
                r -> r.selection().takesTargets() ? ColumnRows.ofTargets(run, choosers(r), seed) : environments,
                seed);
        return selection.of(combined(run), batches -> {
            try (WantedFrames frames = run.frames()) {
                boolean more = true;
                while (more && frames.hasNext()) {
                    more = batches.test(StructureBatches.next(frames));
                    run.execution().check("Nothing was kept.");
                }
            }
        });
    }

    /** The representations of a training, those with principal components already with them. */
    private static List<Representation> combined(TrainingRun run) {
        return run.options().representations().stream()
                .map(r -> {
                    Optional<Descriptor> full = r.isCombined() ? r.undecided(run.channels()) : Optional.empty();
                    return full.isEmpty()
                            ? r
                            : r.withColumns(Columns.combined(new PrincipalComponents(run, full.get(), r).compute()));
                })
                .toList();
    }

    /** The bytes of candidates while the columns of a training are chosen; 0 if there is nothing to choose. */
    public static long bytes(TrainingRun run) {
        int environments = choosers(run.options().representations(), run.set().environments());
        long most = 0;
        for (Representation r : run.options().representations()) {
            if (r.columns().combinations().isPresent()) {
                Descriptor full = r.withColumns(Columns.all()).descriptor();
                most = Math.max(most, new PrincipalComponents(run, full, r).bytes());
            } else if (!r.columns().isAll()) {
                int rows = r.selection().takesTargets() ? choosers(r) : environments;
                int all = r.withColumns(Columns.all()).descriptor().columns(run.channels());
                int candidates = candidates(run.execution(), rows, all, r.features());
                long chosen = isFarthest(r)
                        ? 0
                        : 8L * rows * candidates
                                + selector(r, targets(run, rows)).bytes(candidates, rows, r.features());
                most = Math.max(most, 8L * rows * candidates + 8L * VALUES + chosen);
            }
        }
        return most;
    }

    /** Targets as large as those of a training. */
    private static Optional<Targets> targets(TrainingRun run, int rows) {
        int count = Math.max(1, run.set().numbers().size());
        return Optional.of(new Targets(new double[rows * count], count, Targets.Rows.COORDINATES));
    }

    /** Whether columns are chosen by farthest point sampling without targets. */
    private static boolean isFarthest(Representation r) {
        return r.selection() == SelectionMethod.FPS;
    }

    private static Selector selector(Representation r, Optional<Targets> targets) {
        return new SelectionSettings(r.selection()).selector(targets);
    }

    /**
     * The representations of structures with the columns that these choose.
     *
     * @param environments number of environments of all structures
     * @throws OptionsException for a choice with targets, which only a training has
     */
    public static List<Representation> of(
            List<Representation> representations,
            Backend backend,
            Channels channels,
            Execution execution,
            long environments,
            Pass pass) {
        ColumnRows rows = ColumnRows.of(RandomSample.of(environments, choosers(representations, environments), SEED));
        return new ColumnSelection(backend, channels, execution, r -> withoutTargets(r, rows), SEED)
                .of(representations, pass);
    }

    /** The seed of a choice without a training. */
    private static final long SEED = 1;

    private static ColumnRows withoutTargets(Representation r, ColumnRows rows) {
        if (r.isCombined()) {
            throw new OptionsException(
                    "`representations.features.selection`: expected fps or cur, as principal components are those of a"
                            + " training, got pca",
                    Cure.text("Use `features: all` for the features that are combined"));
        }
        if (r.selection().takesTargets()) {
            throw new OptionsException(
                    "`representations.features.selection`: expected fps or cur, as only a training has targets beside"
                            + " the features, got " + r.selection().word(),
                    Cure.text("Use the resolved options of a training, which list the features, or a file of selected"
                            + " features"));
        }
        return rows;
    }

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
        ColumnRows own = rows.of(r);
        int count = r.features();
        int all = full.columns(channels);
        int[] candidates = Arrays.stream(RandomSample.of(all, candidates(execution, own.count(), all, count), seed))
                .mapToInt(Math::toIntExact)
                .toArray();
        Descriptor some = Representation.withColumns(full, Columns.of(candidates));
        int columns = candidates.length;
        long bytes = 8L * own.count() * columns;
        backend.resources().ledger().add(bytes);
        try {
            double[] values = values(some, columns, own, pass);
            DenseAlgebra host = backend.algebra().host();
            if (own.targets().isPresent()) {
                // as large as the targets, so that the mixing weighs both
                scale(values, 0, values.length, Math.sqrt(own.count()));
            }
            int[] chosen = isFarthest(r)
                    ? FarthestColumns.select(values, own.count(), columns, count, host)
                    : selector(r, own.targets())
                            .select(Points.columns(values, own.count(), columns), count, host, execution)
                            .indices();
            return Columns.of(
                    Arrays.stream(chosen).map(k -> candidates[k]).sorted().toArray());
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    private static int choosers(List<Representation> representations, long environments) {
        int most = CHOOSERS;
        for (Representation r : representations) {
            if (!r.selection().takesTargets()) {
                most = Math.max(most, choosers(r));
            }
        }
        return (int) Math.min(most, environments);
    }

    private static int choosers(Representation r) {
        return switch (r.selection()) {
            case CUR, PCOV_CUR -> Math.max(CHOOSERS, CHOOSERS_OF_EACH * r.features());
            case FPS, VORONOI_FPS, PCOV_FPS, RANDOM, PCA -> CHOOSERS;
        };
    }

    /** The number of candidates among all columns: at least those that are wanted, at most what the memory allows. */
    private static int candidates(Execution execution, long environments, int all, int wanted) {
        long allowed = execution.budgetBytes() / SHARE / (8 * environments);
        return (int) Math.min(all, Math.max(wanted, Math.min(CANDIDATES, allowed)));
    }

    /** The values of the candidates, those of each environment divided by their norm, and their means over rows. */
    private double[] values(Descriptor descriptor, int columns, ColumnRows own, Pass pass) {
        double[] values = new double[Math.multiplyExact(own.count(), columns)];
        int[] size = new int[own.count()];
        Arrays.stream(own.row()).forEach(r -> size[r]++);
        double[] one = new double[columns];
        ChosenEnvironments chosen = new ChosenEnvironments(
                backend,
                channels,
                List.of(descriptor),
                new RangeSize(Math.max(1, VALUES / columns)),
                own.environments());
        pass.over(structures -> {
            chosen.visit(structures, (features, places, first) -> {
                for (int i = 0; i < places.length; i++) {
                    int row = own.row()[first + i];
                    features.get(0).download(places[i], places[i] + 1, one, 0);
                    scale(one, 0, columns, 1);
                    for (int k = 0; k < columns; k++) {
                        values[row * columns + k] += one[k] / size[row];
                    }
                }
            });
            return !chosen.isComplete();
        });
        return values;
    }

    /** Multiplies numbers so that their norm is as given; zeros remain. */
    static void scale(double[] values, int from, int count, double norm) {
        double square = 0;
        for (int k = from; k < from + count; k++) {
            square += values[k] * values[k];
        }
        double factor = square > 0 ? norm / Math.sqrt(square) : 0;
        for (int k = from; k < from + count; k++) {
            values[k] *= factor;
        }
    }
}
