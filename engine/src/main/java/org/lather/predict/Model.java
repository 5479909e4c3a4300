package org.lather.predict;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.gram.Folding;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.TrainingReport;
import org.lather.structure.CloseAtoms;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;

/**
 * A fitted model, ready to predict on a backend. Closing it frees its memory on the backend, but does not close the
 * backend.
 *
 * <p>Any number of threads may predict with one model at the same time, and with several models of one backend. A
 * single thread uses all threads of the backend; of several, each computes by itself, without waiting for the others,
 * and a device serves one after another. Results are the same bits in either case. The parameters are shared, scratch
 * memory is not: each call has the budget of its {@link Execution} for itself. A model must not be closed while it
 * predicts.
 */
public final class Model implements AutoCloseable {
    private final ModelParameters parameters;
    private final @Nullable TrainingReport report;
    private final Set<Integer> elements = new HashSet<>();
    private final Predicting predictors;
    private final Runnable storage;

    private Model(
            ModelParameters parameters,
            Backend backend,
            @Nullable TrainingReport report,
            Folding folding,
            Runnable storage) {
        backend.expectAll(parameters.options().descriptors());
        this.parameters = parameters;
        this.report = report;
        this.storage = storage;
        this.predictors = predicting(parameters, backend, folding);
        for (int z : parameters.channels().atomicNumbers()) {
            elements.add(z);
        }
    }

    private static Predicting predicting(ModelParameters parameters, Backend backend, Folding folding) {
        if (!parameters.comparesStructures()) {
            return new Predictors(parameters, backend, folding);
        }
        if (folding == Folding.ALWAYS) {
            parameters.folding().with(folding);
        }
        return new StructurePrediction(parameters, backend);
    }

    /** Creates a model that was just trained. */
    public static Model of(ModelParameters parameters, Backend backend, TrainingReport report) {
        return of(parameters, backend, report, () -> {});
    }

    /**
     * Creates a model that was just trained, and whose parameters are stored elsewhere in part.
     *
     * @param storage frees the storage, from which the parameters cannot be read any more, when the model is closed
     */
    public static Model of(ModelParameters parameters, Backend backend, TrainingReport report, Runnable storage) {
        return new Model(parameters, backend, report, Folding.AUTO, storage);
    }

    /**
     * Creates a model from parameters, e.g. those read from a file.
     *
     * @throws org.lather.backend.UnavailableBackendException if the backend lacks a descriptor of the model
     */
    public static Model of(ModelParameters parameters, Backend backend) {
        return of(parameters, backend, Folding.AUTO);
    }

    /**
     * Creates a model from parameters.
     *
     * @param folding whether sums over representatives are folded, see {@link ModelParameters#folding}
     * @throws DataException if the sums are to be folded and cannot be
     * @throws org.lather.backend.UnavailableBackendException if the backend lacks a descriptor of the model
     */
    public static Model of(ModelParameters parameters, Backend backend, Folding folding) {
        return new Model(parameters, backend, null, folding, () -> {});
    }

    public ModelParameters parameters() {
        return parameters;
    }

    /** The report of the training, if this model was just trained. */
    public Optional<TrainingReport> report() {
        return Optional.ofNullable(report);
    }

    /** Whether the model knows all elements of a structure. */
    public boolean knows(Structure s) {
        return unknown(s) == null;
    }

    private @Nullable String unknown(Structure s) {
        for (int i = 0; i < s.size(); i++) {
            if (!elements.contains(s.atomicNumber(i))) {
                return Element.symbol(s.atomicNumber(i));
            }
        }
        return null;
    }

    /**
     * Refuses a structure that the model cannot predict.
     *
     * @throws UnknownElementException for an element that no training structure has
     * @throws org.lather.structure.DataException for overlapping atoms
     */
    public void check(Structure s) {
        String symbol = unknown(s);
        if (symbol != null) {
            throw new UnknownElementException(
                    s,
                    symbol,
                    "which the model never saw (it knows",
                    parameters.channels().atomicNumbers());
        }
        CloseAtoms.refuse(s);
    }

    /** The structures, which are checked when they are taken. */
    private Iterator<Structure> checked(Iterator<Structure> structures) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return structures.hasNext();
            }

            @Override
            public Structure next() {
                Structure s = structures.next();
                check(s);
                return s;
            }
        };
    }

    /**
     * Predicts the values of one structure, and nothing else.
     *
     * @throws DataException if the structure has an element that the model does not know or overlapping atoms, or lacks
     *     the key of a baseline
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     */
    public Prediction predict(Structure structure) {
        return predict(structure, Request.VALUES);
    }

    /**
     * Predicts what a request asks for of one structure. The values are the same bits whatever else is asked for.
     *
     * @throws DataException as {@link #predict(Structure)}, or if gradients are requested and no target has one
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     */
    public Prediction predict(Structure structure, Request request) {
        return predict(structure, request, Execution.defaults());
    }

    /**
     * Predicts one structure within the budget of this call: it is planned anew for each call, whatever earlier calls
     * were allowed.
     *
     * @throws DataException as {@link #predict(Structure)}, or if gradients are requested and no target has one
     * @throws org.lather.execution.MemoryBudgetException if the budget is not sufficient
     * @throws IllegalStateException if the model was closed
     */
    public Prediction predict(Structure structure, Request request, Execution execution) {
        Objects.requireNonNull(structure, "structure");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(execution, "execution");
        check(structure);
        return EqualBySymmetry.applied(predictors.one(structure, request, execution), parameters);
    }

    /**
     * Predicts structures in order, a batch at a time. Several devices take batches in turn.
     *
     * @throws DataException if a structure has an element that the model does not know or overlapping atoms, lacks the
     *     key of a baseline, or if gradients are requested and no target has one
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient for the uncertainties of a
     *     model or structure of this size
     */
    public void predict(
            Iterator<Structure> structures, Request request, Execution execution, Consumer<Prediction> consumer) {
        Objects.requireNonNull(structures, "structures");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(execution, "execution");
        Objects.requireNonNull(consumer, "consumer");
        predictors.run(
                checked(structures), request, execution, p -> consumer.accept(EqualBySymmetry.applied(p, parameters)));
    }

    /**
     * The covariance of each atom with the representative that is most like it, over that of the atom with itself: 1
     * for an environment that is a representative, 0 for one that is like none; empty if no target is a number.
     *
     * @throws DataException as {@link #predict(Structure)}
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     */
    public double[] similarities(Structure structure, Execution execution) {
        check(structure);
        return predictors.similarities(structure, execution);
    }

    /** Returns the targets, the number of representatives and the elements, for logs and debuggers. */
    @Override
    public String toString() {
        return "model of "
                + parameters.targets().stream().map(FittedTarget::name).collect(Collectors.joining(", ")) + " ("
                + parameters.size() + " representatives; "
                + Arrays.stream(parameters.channels().atomicNumbers())
                        .mapToObj(Element::symbol)
                        .collect(Collectors.joining(" "))
                + ")";
    }

    /**
     * Frees the memory of the model on the backend, and the temporary file of the features of a model that was just
     * trained with one. A closed model cannot predict, and its {@link #parameters} may not be read any more.
     */
    @Override
    public void close() {
        try {
            predictors.close();
        } finally {
            storage.run();
        }
    }
}
