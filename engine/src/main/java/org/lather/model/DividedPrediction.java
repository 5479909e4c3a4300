package org.lather.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.structure.Structure;

/**
 * Predictions by all parts of a backend, each with the representatives of its own: they take batches in turn, and predictions
 * come out in the order of the structures.
 */
final class DividedPrediction implements AutoCloseable {
    private final List<Model> models = new ArrayList<>();

    /** What is predicted, by the model of one part. */
    interface Work {
        void predict(Model model, Iterator<Structure> structures, Execution execution, Consumer<Prediction> consumer);
    }

    DividedPrediction(ModelParameters parameters, List<Backend> parts) {
        parts.forEach(p -> models.add(Model.of(parameters, p)));
    }

    void run(Iterator<Structure> structures, Execution execution, Consumer<Prediction> consumer, Work work) {
        Execution quiet = new Execution(execution.budgetBytes(), Progress.NONE, null, () -> false);
        Deque<Future<List<Prediction>>> ahead = new ArrayDeque<>();
        try (PartWorkers workers = new PartWorkers(models.size())) {
            for (int next = 0; structures.hasNext() || !ahead.isEmpty(); ) {
                while (structures.hasNext() && ahead.size() < models.size()) {
                    execution.check("Nothing more was predicted.");
                    List<Structure> batch = StructureBatches.next(structures);
                    Model model = models.get(next);
                    ahead.add(workers.submit(next, () -> {
                        List<Prediction> out = new ArrayList<>();
                        work.predict(model, batch.iterator(), quiet, out::add);
                        return out;
                    }));
                    next = (next + 1) % models.size();
                }
                List<Prediction> done = PartWorkers.await(ahead.remove());
                done.forEach(consumer);
                execution.progress().advance(done.size());
            }
        }
    }

    @Override
    public void close() {
        models.forEach(Model::close);
    }
}
