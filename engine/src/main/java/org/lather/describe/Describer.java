package org.lather.describe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.lather.backend.Backend;
import org.lather.basis.ColumnSelection;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.gram.StructureBatches;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Computes features of the atoms of structures, without a model.
 *
 * <p>Structures are read once if the request names the species, and twice if it does not or if features are returned as
 * arrays; once more where columns of a bispectrum are chosen. Apart from these arrays, memory does not depend on the
 * number of structures; it is reported to the {@linkplain Execution#progress() progress} before the computation. A
 * describer must be used by one thread at a time.
 */
public final class Describer {
    private final Backend backend;
    private final Execution execution;
    private final int threads;
    private final StageObserver observer;

    /**
     * Describes by a backend, with as many threads on the host as the backend has.
     *
     * @param backend stays the caller's
     */
    public Describer(Backend backend, Execution execution) {
        this(backend, execution, Math.max(1, backend.info().threads()), StageObserver.NONE);
    }

    /**
     * Describes by a backend.
     *
     * @param backend stays the caller's
     * @param threads of the host, for gradients
     */
    public Describer(Backend backend, Execution execution, int threads, StageObserver observer) {
        this.backend = backend;
        this.execution = execution;
        this.threads = threads;
        this.observer = observer;
    }

    /**
     * Computes features into arrays.
     *
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws DataException for no structure at all, or for an element that is not among the species of the request
     * @throws org.lather.execution.MemoryBudgetException where the arrays would not fit
     * @throws org.lather.execution.CancelledException where the execution was cancelled
     * @throws UncheckedIOException if temporary files cannot be written
     */
    public FeatureArrays toArrays(FeatureRequest request, Structures structures) {
        Scan scan = scan(request, structures);
        FeatureTable table = table(request, structures, scan);
        long half = execution.budgetBytes() / 2;
        ArraySink sink = new ArraySink(table, request.gradients(), scan.rows(request), half);
        try (FeatureRun run = run(request, table, execution.budgetBytes() - half)) {
            execution.progress().note("memory    " + run.estimate(0));
            execution.progress().stage("describing", scan.environments());
            compute(run, structures, sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sink.arrays();
    }

    /**
     * Writes features to a file, whose ending determines the format. The file appears when it is complete.
     *
     * @throws OptionsException for another ending, or a request that the format does not take
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws DataException for no structure at all, or for an element that is not among the species of the request
     * @throws org.lather.execution.MemoryBudgetException where a row of the features would not fit
     * @throws org.lather.execution.CancelledException where the execution was cancelled
     * @throws IOException if the file cannot be written
     */
    public FeatureCounts toFile(FeatureRequest request, Structures structures, Path file) throws IOException {
        FeatureFormat format = FeatureFormat.of(file);
        expectGradients(request.gradients(), file);
        Scan scan = scanIfNeeded(request, structures);
        FeatureTable table = table(request, structures, scan);
        try (FeatureRun run = run(request, table, execution.budgetBytes())) {
            execution
                    .progress()
                    .note("memory    " + run.estimate(format.hasLabels() ? labelBytes(table, scan.rows(request)) : 0));
            execution.progress().stage("describing", scan.environments());
            try (FeatureSink sink = FeatureSink.create(format, file, table, request)) {
                compute(run, structures, sink);
                observer.begin(Stage.WRITE);
                sink.commit(request.representations().json());
                observer.end(Stage.WRITE);
            }
            return new FeatureCounts(run.environments(), table.columns());
        }
    }

    /**
     * Computes features and keeps none of them, to measure or to check.
     *
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws DataException for no structure at all, or for an element that is not among the species of the request
     * @throws org.lather.execution.MemoryBudgetException where a row of the features would not fit
     * @throws org.lather.execution.CancelledException where the execution was cancelled
     * @throws UncheckedIOException where temporary files cannot be written
     */
    public FeatureCounts count(FeatureRequest request, Structures structures) {
        Scan scan = scanIfNeeded(request, structures);
        FeatureTable table = table(request, structures, scan);
        try (FeatureRun run = run(request, table, execution.budgetBytes())) {
            execution.progress().note("memory    " + run.estimate(0));
            execution.progress().stage("describing", scan.environments());
            compute(run, structures, new FeatureSink.Discarded());
            return new FeatureCounts(run.environments(), table.columns());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses gradients for a format that does not take any.
     *
     * @throws OptionsException for such a request, or another ending than those of {@link FeatureFormat}
     */
    public static void expectGradients(Set<Variable> gradients, Path file) {
        if (!gradients.isEmpty() && !FeatureFormat.of(file).takesGradients()) {
            throw new OptionsException(Phrase.of(
                    Setting.argument("gradients"),
                    ": expected ",
                    Setting.argument("output"),
                    " with a file name that ends in .npz or .mts, got " + file + ", which takes the values alone"));
        }
    }

    private FeatureTable table(FeatureRequest request, Structures structures, Scan scan) {
        if (request.rows().reduces() && !request.gradients().isEmpty()) {
            throw new OptionsException(
                    Phrase.of(
                            Setting.argument("gradients"),
                            ": expected a row for each atom, got ",
                            Setting.argument("reduce")),
                    Cure.text("Leave one of them out: the gradient of a sum is the sum of the gradients"));
        }
        for (Representation r : request.representations().representations()) {
            if (!request.gradients().isEmpty() && r.descriptor().gradients() == Descriptor.Gradients.NONE) {
                throw new OptionsException(
                        Phrase.of(
                                Setting.argument("gradients"),
                                ": expected features that have gradients, got " + r.calculator()),
                        Cure.text("Leave it out"));
            }
        }
        List<Representation> representations = request.representations().representations();
        backend.expectAll(
                representations.stream().map(Representation::descriptor).toList());
        Channels channels = channels(request, scan.elements());
        return new FeatureTable(
                chooses(request, channels) ? chosen(representations, channels, structures, scan) : representations,
                channels,
                request.rows());
    }

    private static Channels channels(FeatureRequest request, SortedSet<Integer> elements) {
        SortedSet<Integer> species = request.species().isEmpty() ? elements : new TreeSet<>(request.species());
        return Representation.channels(
                request.representations().representations(),
                species.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether structures choose columns of the features. */
    private static boolean chooses(FeatureRequest request, Channels channels) {
        return request.representations().representations().stream()
                .anyMatch(r -> r.undecided(channels).isPresent());
    }

    /** The representations with the columns of bispectra that the structures choose. */
    private List<Representation> chosen(
            List<Representation> representations, Channels channels, Structures structures, Scan scan) {
        observer.begin(Stage.FEATURES);
        List<Representation> out =
                ColumnSelection.of(representations, backend, channels, execution, scan.atoms(), batches -> {
                    try (Frames frames = structures.frames()) {
                        boolean more = true;
                        while (more && frames.hasNext()) {
                            List<Structure> next = StructureBatches.next(frames);
                            next.forEach(s -> FeatureRun.check(s, channels));
                            more = batches.test(next);
                            execution.check("Nothing was written.");
                        }
                    }
                });
        observer.end(Stage.FEATURES);
        return out;
    }

    private FeatureRun run(FeatureRequest request, FeatureTable table, long budget) {
        Execution within = new Execution(budget, execution.progress(), execution.checkpoint(), execution.cancelled());
        return new FeatureRun(backend, table, request.gradients(), within, threads, observer);
    }

    private static void compute(FeatureRun run, Structures structures, FeatureSink sink) throws IOException {
        try (Frames frames = structures.frames()) {
            run.compute(frames, sink);
        }
        if (run.environments() == 0) {
            throw none(structures, run.systems());
        }
    }

    /**
     * What structures contain.
     *
     * @param elements of all atoms
     * @param environments chosen atoms
     */
    private record Scan(SortedSet<Integer> elements, long systems, long environments, long atoms) {
        static final Scan NONE = new Scan(new TreeSet<>(), 0, 0, 0);

        /** The atoms or structures that have rows. */
        long rows(FeatureRequest request) {
            return request.rows().reduces() ? systems : environments;
        }
    }

    /** What structures contain, read only if the request asks for it: its species say the elements. */
    private Scan scanIfNeeded(FeatureRequest request, Structures structures) {
        boolean known = !request.species().isEmpty() && !chooses(request, channels(request, new TreeSet<>()));
        return known ? Scan.NONE : scan(request, structures);
    }

    private Scan scan(FeatureRequest request, Structures structures) {
        observer.begin(Stage.READ);
        SortedSet<Integer> elements = new TreeSet<>();
        long systems = 0;
        long environments = 0;
        long atoms = 0;
        for (Structure s : structures) {
            systems++;
            atoms += s.size();
            environments += request.rows().of(s).length;
            for (int i = 0; i < s.size(); i++) {
                elements.add(s.atomicNumber(i));
            }
        }
        observer.end(Stage.READ);
        if (environments == 0) {
            throw none(structures, systems);
        }
        return new Scan(elements, systems, environments, atoms);
    }

    private static DataException none(Structures structures, long systems) {
        if (systems > 0) {
            return new DataException(structures.description() + ": expected at least one atom of those to be described,"
                    + " got none in " + systems + " frames");
        }
        return new DataException("expected at least one frame, got none: " + structures.emptiness());
    }

    private static long labelBytes(FeatureTable table, long rows) {
        return (table.components() == 1 ? 12 : 16L * table.components()) * rows + 24L * table.columns();
    }
}
