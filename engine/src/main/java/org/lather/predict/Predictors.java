package org.lather.predict;

import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.gram.Folding;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;

/**
 * Serves the threads that predict with one model. A single thread uses the backend of the model with all of its
 * threads. If several threads call at the same time, each computes by itself on a backend of one thread, which has its
 * own scratch memory and shares the parameters of the model; results are the same bits. A backend of which there cannot
 * be another (a device) serves one thread after another.
 */
final class Predictors implements Predicting {
    /** Number of calls after two threads met for which no thread takes the backend of the model. */
    private static final int CROWDED = 64;

    private final ModelParameters parameters;
    private final Backend backend;
    private final PredictionWithMembers.Shared shared;
    private final PredictionWithMembers first;
    private final Deque<Lane> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger crowd = new AtomicInteger();
    private volatile boolean closed;

    /** A backend of one thread and what it predicts with. */
    private record Lane(Backend backend, PredictionWithMembers prediction) {
        void close() {
            prediction.close();
            backend.close();
        }
    }

    Predictors(ModelParameters parameters, Backend backend, Folding folding) {
        this.parameters = parameters;
        this.backend = backend;
        this.shared = new PredictionWithMembers.Shared(
                new FoldedForms(parameters, folding),
                Committee.isKnown(parameters) ? members(parameters, folding) : null,
                new SharedFactors(parameters, parameters.kernel()));
        this.first = predictions(backend);
    }

    private PredictionWithMembers predictions(Backend computing) {
        return new PredictionWithMembers(parameters, computing, shared);
    }

    private static FoldedForms members(ModelParameters parameters, Folding folding) {
        ModelParameters all = Committee.withMembers(parameters);
        return new FoldedForms(all, Committee.folding(parameters, all), folding);
    }

    @Override
    public Prediction one(Structure structure, Request request, Execution execution) {
        return use(p -> p.one(structure, request, execution));
    }

    @Override
    public void run(
            Iterator<Structure> structures, Request request, Execution execution, Consumer<Prediction> consumer) {
        use(p -> {
            p.run(structures, request, execution, consumer);
            return true;
        });
    }

    @Override
    public double[] similarities(Structure structure, Execution execution) {
        return use(p -> p.similarities(structure, execution));
    }

    /**
     * Predicts with something that no other thread uses at the same time.
     *
     * @throws IllegalStateException after {@link #close}
     */
    private <T> T use(Function<PredictionWithMembers, T> work) {
        if (closed) {
            throw new IllegalStateException("expected an open model, got one that was closed");
        }
        ReentrantLock turn = backend.resources().ledger().turn();
        if (!taken(turn)) {
            Optional<Lane> lane = lane();
            if (lane.isPresent()) {
                try {
                    return work.apply(lane.get().prediction);
                } finally {
                    idle.push(lane.get());
                    if (closed) {
                        closeIdle();
                    }
                }
            }
            turn.lock();
        }
        try {
            return work.apply(first);
        } finally {
            turn.unlock();
        }
    }

    /** Takes the backend of the model, unless other threads use it or did so lately. */
    private boolean taken(ReentrantLock turn) {
        if (!turn.isHeldByCurrentThread() && crowd.get() > 0) {
            crowd.decrementAndGet();
            return false;
        }
        boolean taken = turn.tryLock();
        if (!taken) {
            crowd.set(CROWDED);
        }
        return taken;
    }

    /** A lane that nobody uses, or a new one; empty if the backend cannot have another beside it. */
    private Optional<Lane> lane() {
        Lane free = idle.poll();
        return free != null ? Optional.of(free) : backend.another(1).map(b -> new Lane(b, predictions(b)));
    }

    private void closeIdle() {
        for (Lane lane = idle.poll(); lane != null; lane = idle.poll()) {
            lane.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        shared.factors().close();
        closeIdle();
        first.close();
    }
}
