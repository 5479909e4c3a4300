package org.lather.predict;

import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/**
 * Predicts with a model, and with the members of its committees if uncertainties are requested. Only one of the two is
 * in the memory of the backend.
 */
final class PredictionWithMembers implements AutoCloseable {
    private final ModelParameters parameters;
    private final DividedPrediction plain;
    private final @Nullable DividedPrediction members;

    /**
     * What all threads that predict with a model share.
     *
     * @param plain forms of the model
     * @param members forms of the model with its members; null if no target has a committee
     * @param factors what uncertainties of a posterior read
     */
    record Shared(FoldedForms plain, @Nullable FoldedForms members, SharedFactors factors) {}

    PredictionWithMembers(ModelParameters parameters, Backend backend, Shared shared) {
        this.parameters = parameters;
        this.plain = new DividedPrediction(parameters, parameters.kernel(), backend, shared.plain, shared.factors);
        FoldedForms all = shared.members;
        this.members = all == null
                ? null
                : new DividedPrediction(all.parameters(), parameters.kernel(), backend, all, shared.factors);
    }

    private boolean usesMembers(Request request) {
        return members != null && request.uncertainties() != Uncertainties.NONE;
    }

    private DividedPrediction of(Request request) {
        DividedPrediction all = members;
        if (all == null) {
            return plain;
        }
        if (usesMembers(request)) {
            plain.close();
            return all;
        }
        all.close();
        return plain;
    }

    private Prediction collected(Prediction p, Request request) {
        return usesMembers(request) ? Committee.collected(p, parameters) : p;
    }

    /** Predicts structures whose elements are known, in order. */
    void run(Iterator<Structure> structures, Request request, Execution execution, Consumer<Prediction> consumer) {
        of(request).run(structures, request, execution, p -> consumer.accept(collected(p, request)));
    }

    /** Predicts one structure with the first device. */
    Prediction one(Structure structure, Request request, Execution execution) {
        return collected(of(request).one(structure, request, execution), request);
    }

    /** See {@link Model#similarities}. */
    double[] similarities(Structure structure, Execution execution) {
        return of(Request.VALUES).similarities(structure, execution);
    }

    @Override
    public void close() {
        plain.close();
        if (members != null) {
            members.close();
        }
    }
}
