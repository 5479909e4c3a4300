package org.lather.electrons;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.basis.PivotedCholesky;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/** The fit of a density: whitened covariances of all frames, the noise, and the weights. */
final class DensityFit implements AutoCloseable {
    /** Pivots of covariances of representatives below this part of the largest are left out. */
    private static final double THRESHOLD = 1e-10;

    private static final int BATCH_ATOMS = 128;
    private static final int MOST_ITERATIONS = 2000;
    private static final double SEARCH_TOLERANCE = 1e-4;
    /** Residual of the last solution. */
    static final double TOLERANCE = 1e-5;

    /** Noises that are tried are divided by this. */
    private static final double STEP = Math.sqrt(10);

    private static final int MOST_TRIED = 12;

    private final Options options;
    private final DensitySet set;
    private final Overlaps overlaps;
    private final AuxiliaryBasis basis;
    private final EquivariantRows rows;
    private final DenseAlgebra algebra;
    private final int threads;
    private final Execution execution;
    private final AtomicAverages averages;
    private final LossMetric metric;
    private final List<DensityBlock> blocks = new ArrayList<>();
    private final List<Factor> factors = new ArrayList<>();
    private final List<FrameLayout> layouts = new ArrayList<>();
    private @Nullable FrameStore store;

    /**
     * The whitening of a block.
     *
     * @param kept columns (representative)(2λ+1) + μ that are used
     * @param l factor of their covariances
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the fit
    private record Factor(int[] kept, double[] l) {}

    DensityFit(
            Options options,
            DensitySet set,
            Overlaps overlaps,
            EquivariantRows rows,
            Backend backend,
            Execution execution) {
        this.options = options;
        this.set = set;
        this.overlaps = overlaps;
        this.basis = overlaps.basis();
        this.rows = rows;
        this.algebra = backend.algebra().host();
        this.threads = backend.info().threads();
        this.execution = execution;
        this.metric = new LossMetric(
                overlaps, options.targets().values().iterator().next().chargeWeight());
        this.averages = AtomicAverages.of(basis, set.structures(), set.coefficients());
    }

    AtomicAverages averages() {
        return averages;
    }

    /** Computes the whitened covariances of all frames. */
    void prepare(int[] elements, @Nullable Path scratch) {
        List<double[]> rest = new ArrayList<>();
        for (int f = 0; f < set.size(); f++) {
            double[] c = set.coefficients().get(f).clone();
            averages.add(basis, set.structures().get(f), -1, c);
            rest.add(c);
        }
        int offset = 0;
        for (int z : elements) {
            for (int lambda = 0; lambda <= basis.of(z).maxAngular(); lambda++) {
                offset += addBlock(z, lambda, rest, offset);
            }
        }
        for (Structure s : set.structures()) {
            layouts.add(new FrameLayout(s, basis, blocks));
        }
        FrameStore frames =
                new FrameStore(layouts.stream().mapToInt(FrameLayout::length).toArray(), scratch);
        store = frames;
        execution.progress().stage("covariances", set.environments());
        int frame = 0;
        for (List<Structure> batch : RepresentativeAtoms.batches(set.structures(), BATCH_ATOMS)) {
            fill(batch, frame, rest, frames);
            frame += batch.size();
            execution.check("Nothing was kept.");
        }
    }

    /** Adds a block, and returns the number of its weights. */
    private int addBlock(int z, int lambda, List<double[]> rest, int offset) {
        int n = basis.of(z).shells(lambda).size();
        int m = rows.count(z) * (2 * lambda + 1);
        double[] k = m == 0 ? new double[0] : rows.within(z, lambda);
        double mean = 0;
        double largest = 0;
        for (int i = 0; i < m; i++) {
            mean += k[i * m + i] / m;
            largest = Math.max(largest, k[i * m + i]);
        }
        int[] kept =
                largest > 0 && n > 0 ? new PivotedCholesky(k, m, THRESHOLD * largest, algebra).factor() : new int[0];
        double[] l = new double[kept.length * kept.length];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(k, i * m, l, i * kept.length, i + 1);
        }
        factors.add(new Factor(kept, l));
        DensityBlock.Transform t = n == 0
                ? new DensityBlock.Transform(new double[0], new double[0])
                : DensityBlock.transform(
                        overlaps.radial(z, lambda),
                        DensityBlock.second(z, lambda, basis, set.structures(), rest),
                        n,
                        mean > 0 ? mean : 1);
        DensityBlock block = new DensityBlock(z, lambda, n, kept.length, t.matrix(), t.strengths(), offset);
        blocks.add(block);
        return block.weights();
    }

    private void fill(List<Structure> batch, int first, List<double[]> rest, FrameStore to) {
        double[][] values = new double[batch.size()][];
        int[] starts = new int[batch.size() + 1];
        for (int s = 0; s < batch.size(); s++) {
            FrameLayout layout = layouts.get(first + s);
            values[s] = new double[layout.length()];
            System.arraycopy(rest.get(first + s), 0, values[s], 0, layout.functions());
            layout.putOverlap(metric.matrix(batch.get(s)), values[s]);
            starts[s + 1] = starts[s] + batch.get(s).size();
        }
        rows.compute(batch, (z, lambda, environments, k) -> {
            int b = block(z, lambda);
            Factor factor = factors.get(b);
            int c = 2 * lambda + 1;
            int m = rows.count(z) * c;
            int rank = factor.kept().length;
            if (rank == 0) {
                return;
            }
            double[] phi = new double[environments.length * c * rank];
            for (int row = 0; row < environments.length * c; row++) {
                for (int r = 0; r < rank; r++) {
                    phi[row * rank + r] = k[row * m + factor.kept()[r]];
                }
            }
            algebra.solveRight(
                    Matrix.of(factor.l(), rank, rank).transpose(), Matrix.of(phi, environments.length * c, rank));
            for (int i = 0; i < environments.length; i++) {
                int found = Arrays.binarySearch(starts, environments[i]);
                int s = found >= 0 ? found : -found - 2;
                FrameLayout layout = layouts.get(first + s);
                int at = layout.start(b) + layout.place(b, environments[i] - starts[s]) * c * rank;
                System.arraycopy(phi, i * c * rank, values[s], at, c * rank);
            }
            execution.progress().advance(lambda == 0 ? environments.length : 0);
        });
        for (int s = 0; s < batch.size(); s++) {
            to.put(first + s, values[s]);
        }
    }

    private int block(int z, int lambda) {
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).atomicNumber() == z && blocks.get(b).lambda() == lambda) {
                return b;
            }
        }
        throw new IllegalArgumentException("expected a block of the fit, got " + z + " with lambda " + lambda);
    }

    /** Finds the noise, unless it is given, and the weights. */
    FoundWeights solve() {
        FrameStore frames = store;
        if (frames == null) {
            throw new IllegalStateException("expected covariances, which are not prepared");
        }
        String name = options.targets().keySet().iterator().next();
        OptionalDouble given = options.model().noise().of(name);
        int[] all = IntStream.range(0, set.size()).toArray();
        try (DensitySystem system = new DensitySystem(frames, layouts, blocks, algebra, threads, execution)) {
            double scale = scale(system, all);
            Map<Double, Double> heldOut = new LinkedHashMap<>();
            double[] start = new double[system.size()];
            double noise = given.isPresent() ? given.getAsDouble() : search(system, scale, heldOut, start);
            execution.progress().stage("solution", 0);
            DensitySystem.Solution solution =
                    system.solve(system.problem(all), noise * noise, start, TOLERANCE, MOST_ITERATIONS);
            double[] error = system.error(all, solution.weights());
            return new FoundWeights(
                    unwhitened(solution.weights()),
                    noise,
                    heldOut,
                    Math.sqrt(error[0] / norm(all)),
                    solution.iterations(),
                    solution.residual(),
                    system.size());
        }
    }

    /** The root of the mean square of the coefficients of normalised functions without averages. */
    private double scale(DensitySystem system, int[] frames) {
        double[] error = system.error(frames, new double[system.size()]);
        if (!(error[0] > 0)) {
            throw new DataException(
                    "expected coefficients of the density that vary, got the same for all atoms of an element: the"
                            + " averages are the model, and nothing is left to learn",
                    Cure.text("Check that the coefficient file has a row of its own for each structure"));
        }
        return Math.sqrt(error[0] / error[1]);
    }

    /** Σ cᵀSc of the whole coefficients of frames. */
    private double norm(int[] frames) {
        double sum = 0;
        for (int f : frames) {
            double[] c = set.coefficients().get(f);
            double[] sc = overlaps.multiply(set.structures().get(f), c);
            sum += CholeskySolver.dot(c, 0, sc, 0, c.length);
        }
        return sum;
    }

    /**
     * Tries smaller and smaller noises until held-out structures become worse.
     *
     * @param best takes the weights of the best noise
     */
    private double search(DensitySystem system, double scale, Map<Double, Double> heldOut, double[] best) {
        int[] folds = set.folds(options);
        int[] train = IntStream.range(0, set.size()).filter(f -> folds[f] != 0).toArray();
        int[] test = IntStream.range(0, set.size()).filter(f -> folds[f] == 0).toArray();
        if (train.length == 0 || test.length == 0) {
            throw new OptionsException("`model.noise`: auto expects structures to hold out, got " + set.size()
                    + " structures in one group. Give the noise as a number");
        }
        DensitySystem.Problem problem = system.problem(train);
        double norm = norm(test);
        if (!(norm > 0)) {
            throw new OptionsException("`model.noise`: auto expects held-out structures with coefficients that are not"
                    + " zero. Give the noise as a number");
        }
        double noise = scale;
        double found = noise;
        double least = Double.POSITIVE_INFINITY;
        double[] start = new double[system.size()];
        for (int t = 0; t < MOST_TRIED; t++) {
            noise /= STEP;
            execution.progress().stage("noise " + (t + 1), 0);
            DensitySystem.Solution s = system.solve(problem, noise * noise, start, SEARCH_TOLERANCE, MOST_ITERATIONS);
            start = s.weights();
            double error = Math.sqrt(system.error(test, start)[0] / norm);
            heldOut.put(noise, error);
            execution
                    .progress()
                    .note(String.format(
                            Locale.ROOT,
                            "noise     %.3g: held-out error %.4f %% of the density in the loss, %d iterations%s",
                            noise,
                            100 * error,
                            s.iterations(),
                            s.residual() <= SEARCH_TOLERANCE ? "" : " (not converged)"));
            if (error >= least) {
                break;
            }
            least = error;
            found = noise;
            System.arraycopy(start, 0, best, 0, best.length);
        }
        return found;
    }

    /** The weights of representatives: T and L⁻ᵀ are applied to those of whitened columns. */
    private List<FittedDensity.Weights> unwhitened(double[] weights) {
        List<FittedDensity.Weights> out = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            DensityBlock block = blocks.get(b);
            int n = block.functions();
            int rank = block.rank();
            double[] values = new double[rows.count(block.atomicNumber()) * block.components() * n];
            double[] columns = new double[rank * n];
            for (int k = 0; k < n; k++) {
                for (int r = 0; r < rank; r++) {
                    double w = weights[block.weightOffset() + k * rank + r];
                    for (int i = 0; i < n; i++) {
                        columns[r * n + i] += block.transform()[i * n + k] * w;
                    }
                }
            }
            if (rank > 0) {
                algebra.solveLeft(Matrix.of(factors.get(b).l(), rank, rank).transpose(), Matrix.of(columns, rank, n));
            }
            for (int r = 0; r < rank; r++) {
                System.arraycopy(columns, r * n, values, factors.get(b).kept()[r] * n, n);
            }
            out.add(new FittedDensity.Weights(block.atomicNumber(), block.lambda(), values));
        }
        return out;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
