package org.lather;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Ledger;
import org.lather.describe.Describer;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureCounts;
import org.lather.describe.FeatureRequest;
import org.lather.evaluation.Evaluation;
import org.lather.execution.Execution;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.potential.ModelPotential;
import org.lather.predict.Model;
import org.lather.report.Report;
import org.lather.report.ReportData;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;
import org.lather.uncertainty.Uncertainties;

/**
 * The entry point of the library: trains, loads, saves and evaluates models, computes features and creates potentials,
 * on one backend and with one {@link Execution}. Each method is a short form of a class that does more, which it names.
 *
 * <pre>{@code
 * try (Lather lather = Lather.open();
 *         Model model = lather.train(Options.read(Path.of("options.yaml")))) {
 *     Evaluation test = lather.evaluate(model, Structures.read(Path.of("test.xyz")));
 *     System.out.println(test.targets().get(0).errors().rmse());
 *     Lather.save(model, Path.of("model.safetensors"));
 * }
 * }</pre>
 *
 * <p>Models must be closed by the caller before this object. Several threads may use it: trainings and descriptions of
 * features wait for each other, predictions do not, see {@link Model}. Failures are
 * {@link org.lather.error.LatherException}s.
 */
public final class Lather implements AutoCloseable {
    private final Backend backend;
    private final Execution execution;
    private final boolean owned;

    private Lather(Backend backend, Execution execution, boolean owned) {
        this.backend = Objects.requireNonNull(backend, "backend");
        this.execution = Objects.requireNonNull(execution, "execution");
        this.owned = owned;
    }

    /** Opens the best available backend, in double precision on all cores. */
    public static Lather open() {
        return new Lather(Backends.automatic(), Execution.defaults(), true);
    }

    /**
     * Opens a backend.
     *
     * @param backend {@code auto} or one of {@link Backends#ORDER}
     * @param request precision, threads, devices
     * @param execution memory budget, progress and cancellation of all computations
     * @throws IllegalArgumentException if the name is unknown
     * @throws org.lather.backend.UnavailableBackendException if the backend is not available
     */
    public static Lather open(String backend, BackendRequest request, Execution execution) {
        return new Lather(Backends.open(backend, request), execution, true);
    }

    /** Creates an entry point to a backend of the caller, which {@link #close()} does not close. */
    public static Lather on(Backend backend) {
        return new Lather(backend, Execution.defaults(), false);
    }

    /** Returns the backend. */
    public Backend backend() {
        return backend;
    }

    /**
     * Trains a model on the structures that the options name, see {@link Trainer}.
     *
     * @throws org.lather.error.LatherException for options, structures or a budget that it cannot be trained with
     */
    public Model train(Options options) {
        return train(options, options.data().trainingStructures());
    }

    /**
     * Trains a model on structures, see {@link Trainer}.
     *
     * @throws org.lather.error.LatherException for options, structures or a budget that it cannot be trained with
     */
    public Model train(Options options, Structures structures) {
        return inTurn(() -> Trainer.of(options, backend, execution).fit(structures));
    }

    /**
     * Loads a model from its file, whose checksums are verified.
     *
     * @throws org.lather.arrayfile.ModelFileException for a file that is missing, damaged, foreign or of a newer
     *     version
     */
    public Model load(Path file) {
        return Model.of(ModelFile.read(file, true), backend);
    }

    /**
     * Writes a model to a safetensors file.
     *
     * @throws IOException if it cannot be written; the file keeps its earlier content then
     */
    public static void save(Model model, Path file) throws IOException {
        ModelFile.write(file, model.parameters());
    }

    /**
     * Predicts structures and compares with the references that they carry, see {@link Evaluation}.
     *
     * @throws org.lather.structure.DataException if structures or references cannot be used
     */
    public Evaluation evaluate(Model model, Structures structures) {
        try (Frames frames = structures.frames()) {
            return Evaluation.of(model, frames, execution, p -> {});
        }
    }

    /**
     * Predicts structures with the uncertainties of values, compares with the references that they carry, and writes a
     * page about the errors for a browser, see {@link Report}.
     *
     * @param file HTML file to write
     * @return the errors
     * @throws org.lather.structure.DataException if structures or references cannot be used
     * @throws IOException if the file cannot be written
     */
    public Evaluation report(Model model, Structures structures, Path file) throws IOException {
        ReportData data = new ReportData(model.parameters());
        Ledger ledger = backend.resources().ledger();
        ledger.resetPeak();
        long begin = System.nanoTime();
        Evaluation evaluation;
        try (Frames frames = structures.frames()) {
            evaluation = Evaluation.of(model, frames, false, Uncertainties.VALUES, execution, data);
        }
        Report.Context context = new Report.Context(
                model.toString(),
                structures.description(),
                (System.nanoTime() - begin) * 1e-9,
                ledger.peakBytes(),
                model.report(),
                List.of());
        new Report(model.parameters(), evaluation, data, context).write(file);
        return evaluation;
    }

    /**
     * Computes features of the atoms of structures into arrays, see {@link Describer}.
     *
     * @throws org.lather.error.LatherException if structures cannot be used, or arrays do not fit in memory
     */
    public FeatureArrays describe(FeatureRequest request, Structures structures) {
        return inTurn(() -> new Describer(backend, execution).toArrays(request, structures));
    }

    /**
     * Writes features of the atoms of structures to a file, see {@link Describer}.
     *
     * @param file file file whose name ends in .npz, .npy or .mts
     * @throws org.lather.error.LatherException if structures cannot be used, or the ending is unknown
     * @throws IOException if the file cannot be written
     */
    public FeatureCounts describe(FeatureRequest request, Structures structures, Path file) throws IOException {
        return inTurn(() -> new Describer(backend, execution).toFile(request, structures, file));
    }

    /**
     * Returns the potential of the only total energy of a model, for relaxation and dynamics, see
     * {@link ModelPotential}. It can be used as long as the model is open.
     *
     * @throws org.lather.structure.DataException if the model has no such target or several
     */
    public ModelPotential potential(Model model) {
        return ModelPotential.of(model, execution, "", Uncertainties.NONE);
    }

    /** What is done on the backend, which may fail as files do. */
    private interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Works on the backend while no other thread does. */
    private <T, E extends Exception> T inTurn(Work<T, E> work) throws E {
        ReentrantLock turn = backend.resources().ledger().turn();
        turn.lock();
        try {
            return work.run();
        } finally {
            turn.unlock();
        }
    }

    /** Returns the backend and its hardware, for logs and debuggers. */
    @Override
    public String toString() {
        BackendInfo info = backend.info();
        return "lather on " + info.name() + " (" + info.device() + ", " + info.threads() + " threads)";
    }

    /** Closes the backend, if this object opened it. */
    @Override
    public void close() {
        if (owned) {
            backend.close();
        }
    }
}
