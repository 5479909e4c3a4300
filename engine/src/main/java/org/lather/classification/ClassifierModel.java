package org.lather.classification;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.match.StructureMatrix;
import org.lather.structure.CloseAtoms;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;

/** A fitted classification, ready to predict on a backend. It holds no memory of the backend between calls. */
public final class ClassifierModel {
    /** Structures that are predicted together; features of the support vectors are computed once for these. */
    private static final int BATCH = 1000;

    private final Classifier classifier;
    private final StructureKernels kernels;
    private final AtomContributions contributions;
    private final Execution execution;

    /**
     * Creates a model.
     *
     * @param backend stays the caller's
     * @throws org.lather.backend.UnavailableBackendException if the backend lacks a descriptor of the model
     */
    public ClassifierModel(Classifier classifier, Backend backend, Execution execution) {
        this.classifier = classifier;
        this.execution = execution;
        kernels = new StructureKernels(classifier.options(), classifier.elements(), backend, execution);
        contributions = new AtomContributions(classifier, kernels);
    }

    /** The fitted state. */
    public Classifier classifier() {
        return classifier;
    }

    /** Whether the model knows all elements of a structure. */
    public boolean knows(Structure s) {
        return unknown(s) == null;
    }

    private @Nullable String unknown(Structure s) {
        for (int z : s.atomicNumbers()) {
            boolean known = false;
            for (int e : classifier.elements()) {
                known |= e == z;
            }
            if (!known) {
                return Element.symbol(z);
            }
        }
        return null;
    }

    private void check(Structure s) {
        String symbol = unknown(s);
        if (symbol != null) {
            throw new UnknownElementException(s, symbol, "which the model never saw (it knows", classifier.elements());
        }
        CloseAtoms.refuse(s);
    }

    /**
     * Predicts structures in order.
     *
     * @param perAtom whether predictions have the contributions of the atoms to the decision functions, which cost
     *     about as much again, for matches several times as much
     * @throws DataException if a structure has an element that the model does not know, or overlapping atoms
     * @throws org.lather.error.NotFiniteException for a prediction that is not finite
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public void predict(Iterator<Structure> structures, boolean perAtom, Consumer<ClassPrediction> consumer) {
        List<Structure> batch = new ArrayList<>();
        while (structures.hasNext()) {
            Structure s = structures.next();
            check(s);
            batch.add(s);
            if (batch.size() == BATCH || !structures.hasNext()) {
                predict(batch, perAtom, consumer);
                batch.clear();
            }
        }
    }

    private void predict(List<Structure> batch, boolean perAtom, Consumer<ClassPrediction> consumer) {
        StructureMatrix matrix = kernels.matrix(StructureMatrix.Entries.STRUCTURES);
        List<Structure> support = classifier.support();
        double[] k = matrix.of(batch, support);
        double[] self = matrix.diagonal(batch);
        StructureMatrix.normalise(k, self, classifier.selfKernels());
        List<double[]> shares = perAtom ? contributions.of(batch, self) : List.of();
        for (int i = 0; i < batch.size(); i++) {
            int offset = i * support.size();
            double[] decisions = classifier.machines().stream()
                    .mapToDouble(m -> m.decision(k, offset))
                    .toArray();
            int count = classifier.classes().count();
            consumer.accept(new ClassPrediction(
                    batch.get(i),
                    PairwiseFit.vote(decisions, count),
                    PairwiseFit.probabilities(classifier.machines(), decisions, count),
                    decisions,
                    perAtom ? shares.get(i) : new double[0]));
            execution.check("Nothing was written.");
        }
    }
}
