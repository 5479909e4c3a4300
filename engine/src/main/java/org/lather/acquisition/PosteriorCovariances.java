package org.lather.acquisition;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.gram.FeaturesOfAll;
import org.lather.gram.KernelRows;
import org.lather.gram.StructureBatches;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.BlockPrediction;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;
import org.lather.uncertainty.PredictiveVariance;
import org.lather.uncertainty.VarianceFactors;

/**
 * The posterior covariances c(a, b) of the sums over the atoms of structures a and b, in units of the signal variance
 * δ²: with k(a, b) = Σ_ij k(i, j), φ = L⁻¹ k* of the representatives and C Cᵀ = A + λ 1,
 *
 * <p>c(a, b) = k(a, b) − φ_a·φ_b + λ (C⁻¹ φ_a)·(C⁻¹ φ_b),
 *
 * <p>whose diagonal is the variance of {@link PredictiveVariance}. Columns are computed several at a time, because each
 * pass computes the features of all structures.
 */
final class PosteriorCovariances implements GreedyChoice.Covariances {
    private final ModelParameters parameters;
    private final EnvironmentKernel kernel;
    private final Backend backend;
    private final List<Structure> structures;
    private final Execution execution;
    private final int rangeSize;
    private final double lambda;
    /** [structure][2 M]: φ, then C⁻¹ φ. */
    private final double[][] rows;

    private final double[] diagonal;
    /** k(a, b) of structures b with all, by the index of b. */
    private final Map<Integer, double[]> columns = new HashMap<>();

    /**
     * Computes the rows of all structures.
     *
     * @param parameters of a model with one target, which has a posterior
     */
    PosteriorCovariances(
            ModelParameters parameters,
            Backend backend,
            List<Structure> structures,
            Execution execution,
            int rangeSize) {
        this.parameters = parameters;
        this.kernel = parameters.kernel();
        this.backend = backend;
        this.structures = structures;
        this.execution = execution;
        this.rangeSize = rangeSize;
        FittedTarget t = parameters.targets().get(0);
        this.lambda = t.noise() * t.noise() / (t.signal() * t.signal());
        this.rows = new double[structures.size()][];
        this.diagonal = new double[structures.size()];
        computeRows();
    }

    private void computeRows() {
        int m = parameters.size();
        try (BlockPrediction values = new BlockPrediction(parameters, backend, rangeSize);
                VarianceFactors factors = new VarianceFactors(parameters, kernel, backend)) {
            PredictiveVariance variance = new PredictiveVariance(parameters, kernel, backend, factors);
            int[] next = {0};
            Iterator<Structure> all = structures.iterator();
            while (all.hasNext()) {
                execution.check("Nothing was written.");
                List<Structure> batch = StructureBatches.next(all);
                List<Prediction> predictions =
                        batch.stream().map(Prediction::new).toList();
                values.add(predictions, false, (p, itself, sum) -> {
                    int a = next[0]++;
                    variance.value(itself, sum, (f, prior, missing, left) -> {
                        double[] row = Arrays.copyOf(sum, 2 * m);
                        System.arraycopy(left, 0, row, m, m);
                        rows[a] = row;
                        diagonal[a] = missing[0] + lambda * PredictiveVariance.rowSquares(left, m)[0];
                    });
                });
                execution.progress().advance(batch.size());
            }
        }
    }

    /** c(a, a) of each structure. */
    double[] diagonal() {
        return diagonal.clone();
    }

    @Override
    public double[] column(int[] likely) {
        int a = likely[0];
        if (!columns.containsKey(a)) {
            // of those that were likely before, only what still is fits the plan of memory
            columns.keySet().retainAll(Arrays.stream(likely).boxed().toList());
            compute(Arrays.stream(likely).filter(b -> !columns.containsKey(b)).toArray());
        }
        double[] k = columns.remove(a);
        if (k == null) {
            throw new IllegalStateException("expected the column " + a);
        }
        int m = parameters.size();
        double[] own = rows[a];
        for (int b = 0; b < k.length; b++) {
            double captured = 0;
            double known = 0;
            double[] other = rows[b];
            for (int j = 0; j < m; j++) {
                captured += own[j] * other[j];
                known += own[m + j] * other[m + j];
            }
            k[b] += lambda * known - captured;
        }
        return k;
    }

    /** Computes k(a, b) of some structures a with all structures b. */
    private void compute(int[] some) {
        execution.check("Nothing was written.");
        List<Structure> chosen = Arrays.stream(some).mapToObj(structures::get).toList();
        double[][] out = new double[some.length][structures.size()];
        int[] owner = owners(chosen);
        try (KernelRows work = new KernelRows(
                backend,
                kernel,
                parameters.channels(),
                new FeaturesOfAll(backend, kernel, parameters.channels()).of(chosen, rangeSize),
                rangeSize)) {
            int first = 0;
            Iterator<Structure> all = structures.iterator();
            while (all.hasNext()) {
                List<Structure> batch = StructureBatches.next(all);
                int[] of = owners(batch);
                int start = first;
                work.compute(batch, (from, to, tile) -> {
                    double[] k = tile.download();
                    for (int i = from; i < to; i++) {
                        for (int j = 0; j < owner.length; j++) {
                            out[owner[j]][start + of[i]] += k[(i - from) * owner.length + j];
                        }
                    }
                });
                first += batch.size();
            }
        }
        for (int i = 0; i < some.length; i++) {
            columns.put(some[i], out[i]);
        }
    }

    /** The index of the structure of each environment. */
    private static int[] owners(List<Structure> some) {
        int[] out = new int[some.stream().mapToInt(Structure::size).sum()];
        int next = 0;
        for (int s = 0; s < some.size(); s++) {
            Arrays.fill(out, next, next + some.get(s).size(), s);
            next += some.get(s).size();
        }
        return out;
    }
}
