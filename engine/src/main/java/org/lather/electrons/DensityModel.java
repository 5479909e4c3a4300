package org.lather.electrons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.error.NotFiniteException;
import org.lather.execution.Execution;
import org.lather.structure.CloseAtoms;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;

/**
 * A fitted density, ready to predict on a backend. The features of its representatives are on the backend until it is
 * closed. Structures are predicted in a stream: the memory depends on the largest of them alone.
 */
public final class DensityModel implements AutoCloseable {
    /** Atoms of the structures that are predicted together, unless one structure has more. */
    private static final int BATCH_ATOMS = 256;

    private final FittedDensity density;
    private final EquivariantRows rows;
    private final DenseAlgebra algebra;
    private final Execution execution;
    private final Map<Integer, double[][]> weights = new HashMap<>();

    /**
     * Creates a model.
     *
     * @param backend stays the caller's
     * @throws org.lather.backend.UnavailableBackendException if the backend lacks a descriptor of the model
     */
    public DensityModel(FittedDensity density, Backend backend, Execution execution) {
        backend.expectAll(density.options().descriptors());
        this.density = density;
        this.algebra = backend.algebra().host();
        this.execution = execution;
        this.rows = new EquivariantRows(
                backend,
                density.options(),
                density.channels(),
                density.basis(),
                density.environments(),
                density.columns());
        for (FittedDensity.Weights w : density.weights()) {
            weights.computeIfAbsent(
                                    w.atomicNumber(),
                                    z -> new double[density.basis().of(z).maxAngular() + 1][])[w.lambda()] =
                    w.values();
        }
    }

    /** Returns the fitted state. */
    public FittedDensity density() {
        return density;
    }

    /** Returns whether the model knows all elements of a structure. */
    public boolean knows(Structure s) {
        return Arrays.stream(s.atomicNumbers()).allMatch(this::isKnown);
    }

    private boolean isKnown(int z) {
        return Arrays.stream(density.elements()).anyMatch(e -> e == z);
    }

    private void check(Structure s) {
        for (int z : s.atomicNumbers()) {
            if (!isKnown(z)) {
                throw new UnknownElementException(
                        s, Element.symbol(z), "which the model never saw (it knows", density.elements());
            }
        }
        density.basis().expect(s);
        CloseAtoms.refuse(s);
    }

    /**
     * Predicts structures in order.
     *
     * @throws org.lather.structure.DataException if a structure is periodic, has an element that the model does not
     *     know, or overlapping atoms
     * @throws NotFiniteException for a prediction that is not finite
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public void predict(Iterator<Structure> structures, Consumer<DensityPrediction> consumer) {
        List<Structure> batch = new ArrayList<>();
        int atoms = 0;
        while (structures.hasNext()) {
            Structure s = structures.next();
            check(s);
            batch.add(s);
            atoms += s.size();
            if (atoms >= BATCH_ATOMS || !structures.hasNext()) {
                List<double[]> coefficients = predict(batch);
                for (int i = 0; i < batch.size(); i++) {
                    consumer.accept(new DensityPrediction(batch.get(i), coefficients.get(i)));
                }
                batch.clear();
                atoms = 0;
                execution.check("Nothing was written.");
            }
        }
    }

    /** Predicts the coefficients of some structures together. */
    private List<double[]> predict(List<Structure> batch) {
        List<double[]> out = new ArrayList<>();
        List<int[]> offsets = new ArrayList<>();
        int[] starts = new int[batch.size() + 1];
        for (int s = 0; s < batch.size(); s++) {
            int[] own = density.basis().offsets(batch.get(s));
            double[] c = new double[own[own.length - 1]];
            density.averages().add(density.basis(), batch.get(s), 1, c);
            out.add(c);
            offsets.add(own);
            starts[s + 1] = starts[s] + batch.get(s).size();
        }
        rows.compute(batch, (z, lambda, environments, k) -> {
            ElementBasis own = density.basis().of(z);
            int n = own.shells(lambda).size();
            int c = 2 * lambda + 1;
            int m = rows.count(z) * c;
            double[] sums = new double[environments.length * c * n];
            algebra.gemm(
                    1,
                    Matrix.of(k, environments.length * c, m),
                    Matrix.of(weights(z, lambda), m, n),
                    0,
                    Matrix.of(sums, environments.length * c, n));
            for (int i = 0; i < environments.length; i++) {
                int found = Arrays.binarySearch(starts, environments[i]);
                int s = found >= 0 ? found : -found - 2;
                int at = offsets.get(s)[environments[i] - starts[s]] + own.offset(lambda);
                for (int mu = 0; mu < c; mu++) {
                    for (int p = 0; p < n; p++) {
                        out.get(s)[at + p * c + mu] += sums[(i * c + mu) * n + p];
                    }
                }
            }
        });
        for (int s = 0; s < batch.size(); s++) {
            for (double x : out.get(s)) {
                if (!Double.isFinite(x)) {
                    throw new NotFiniteException(batch.get(s).place() + "expected a finite density, got " + x);
                }
            }
        }
        return out;
    }

    private double[] weights(int z, int lambda) {
        double[][] own = weights.get(z);
        if (own == null) {
            throw new IllegalArgumentException("expected an element of the model, got " + z);
        }
        return own[lambda];
    }

    @Override
    public void close() {
        rows.close();
    }
}
