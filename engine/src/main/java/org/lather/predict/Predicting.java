package org.lather.predict;

import java.util.Iterator;
import java.util.function.Consumer;
import org.lather.execution.Execution;
import org.lather.structure.Structure;

/** How a model predicts structures whose elements it knows; any number of threads may call it. */
interface Predicting extends AutoCloseable {
    /**
     * Predicts one structure.
     *
     * @throws IllegalStateException after {@link #close}
     */
    Prediction one(Structure structure, Request request, Execution execution);

    /**
     * Predicts structures in order.
     *
     * @throws IllegalStateException after {@link #close}
     */
    void run(Iterator<Structure> structures, Request request, Execution execution, Consumer<Prediction> consumer);

    /** See {@link Model#similarities}. */
    double[] similarities(Structure structure, Execution execution);

    /** Frees the memory on the backend. */
    @Override
    void close();
}
