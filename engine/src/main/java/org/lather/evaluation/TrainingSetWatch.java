package org.lather.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.predict.Model;
import org.lather.predict.Prediction;

/**
 * Watches the predictions of a simulation or relaxation for structures unlike those of the training set
 * ({@link Warning.Kind#UNLIKE_TRAINING_SET}). One thread at a time adds predictions.
 */
public final class TrainingSetWatch {
    private final Model model;
    private final Execution execution;
    private final List<Unlike> targets;

    /** @param execution of the computation that names atoms of a structure */
    public TrainingSetWatch(Model model, Execution execution) {
        this.model = model;
        this.execution = execution;
        this.targets = model.parameters().targets().stream().map(Unlike::new).toList();
    }

    /**
     * Adds a prediction, which counts if it has uncertainties.
     *
     * @return a warning for each target of which its structure is the first one unlike those of the training set
     */
    public List<Warning> add(Prediction p) {
        List<Warning> out = new ArrayList<>();
        for (Unlike u : targets) {
            boolean before = u.isFound();
            u.add(p);
            if (!before && u.isFound()) {
                u.nameAtom(model, execution);
                u.warning().ifPresent(out::add);
            }
        }
        return out;
    }

    /** Returns a warning with the number of structures and the worst one for each target of which there are several. */
    public List<Warning> summary() {
        List<Warning> out = new ArrayList<>();
        for (Unlike u : targets) {
            if (u.isFoundAgain()) {
                u.nameAtom(model, execution);
                u.warning().ifPresent(out::add);
            }
        }
        return out;
    }
}
