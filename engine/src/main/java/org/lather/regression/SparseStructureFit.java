package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.error.Cure;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.Partition;
import org.lather.gram.ShardPlan;
import org.lather.gram.StructureBatches;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureRows;
import org.lather.math.Irrep;
import org.lather.model.FittedBlock;
import org.lather.options.ModelOptions;
import org.lather.options.UncertaintyOptions;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * Sparse Gaussian process regression with kernels that compare whole structures: M of the training structures span the
 * fit. Every training structure is compared with these alone, K_NM, and the features of all others are not kept.
 */
public final class SparseStructureFit implements MemoryPlan.Planner {
    /** What is left of a row beside its leverage, below which the fit passes through it. */
    private static final double EXACT = 1e-9;

    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final List<RowGroup> groups;
    private final int[] atoms;

    public SparseStructureFit(TrainingRun run) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.groups = RowGroup.numbers(run.set());
        this.atoms = run.set().atoms();
    }

    /**
     * A fit and what spans it.
     *
     * @param representatives their features; weights are theirs, in order
     */
    public record Fitted(StoredStructures representatives, Solution solution) {}

    /**
     * The kernels of a training set.
     *
     * @param rows of all structures with the representatives, [N][M]
     * @param own of each structure with itself, [N]
     * @param factor L of the representatives, L Lᵀ = K_MM, [M][M]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Kernels(double[] rows, double[] own, double[] factor, int m) {}

    /**
     * Chooses representatives, compares all structures with them, and solves every target.
     *
     * @param rangeSize number of environments at a time
     */
    public Fitted fit(int rangeSize, NoiseChoice noise) {
        StructureMatrix matrix = StructureMatrix.of(run.options(), run.channels(), backend, run.execution());
        StructureChoice choice = new StructureChoice(run, matrix);
        StoredStructures chosen = choice.choose(rangeSize);
        int m = chosen.count();
        long held = chosen.environments().featureBytes() + 8L * atoms.length * (m + 1L) + 8L * m * m;
        List<Solution.Block> fitted = new ArrayList<>();
        backend.resources().ledger().add(held);
        try {
            Kernels kernels = compare(matrix, chosen, rangeSize, choice.rows());
            run.clock().begin("solving", 0);
            groups.forEach(g -> fitted.addAll(solve(g, kernels, noise)));
        } finally {
            backend.resources().ledger().remove(held);
        }
        return new Fitted(chosen, new Solution(fitted));
    }

    /** @throws DataException if the kernels are too many for an array */
    @Override
    public MemoryPlan plan(int range) {
        long n = atoms.length;
        long m = StructureChoice.count(run);
        if (n * m > FullStorage.LARGEST) {
            throw new DataException(
                    "expected at most " + FullStorage.LARGEST + " kernels of structures with representatives, got " + n
                            + " x " + m,
                    Cure.text("Use fewer representatives, model.representatives.count"));
        }
        long f = run.kernel().columns(run.channels());
        long bytes = backend.info().precision().bytes();
        int[] sorted = Arrays.stream(atoms).sorted().toArray();
        long largest = sorted[sorted.length - 1];
        long pool = sum(sorted, StructureChoice.pool(run));
        long chosen = sum(sorted, m);
        StructureMatrix matrix = StructureMatrix.of(run.options(), run.channels(), backend, run.execution());
        Item structures = new Item("structures", run.set().bytes() + ShardPlan.MAX_ATOMS * 2500L);
        Item some = new Item("features of " + range + " environments", range * f * bytes);
        Item own = new Item("features of representatives", chosen * f * 8);
        Item kernels = new Item("kernels", 8 * (n * (m + 1) + m * m));
        List<Phase> phases = new ArrayList<>();
        phases.add(new Phase(
                "choosing representatives",
                List.of(
                        structures,
                        some,
                        new Item("features of " + pool + " environments", pool * f * (8 + bytes)),
                        own,
                        new Item("covariances", pool * (16L * range + 8 * largest)),
                        matrix.matches(largest, largest))));
        phases.add(new Phase(
                "kernels",
                List.of(
                        structures,
                        some,
                        own,
                        new Item("features on the backend", chosen * f * bytes),
                        new Item("covariances", chosen * (16L * range + 8 * largest)),
                        matrix.matches(largest, largest),
                        kernels)));
        phases.add(new Phase("solving", List.of(own, kernels, new Item("sums", workBytes(n, m)))));
        return new MemoryPlan(phases, range);
    }

    /** The largest sum of some of the numbers. */
    private static long sum(int[] sorted, long count) {
        return Arrays.stream(sorted)
                .skip(Math.max(0, sorted.length - count))
                .asLongStream()
                .sum();
    }

    /** Rows of features, sums of folds, and matrices of an uncertainty and its factor for each target. */
    private long workBytes(long rows, long m) {
        long targets = groups.stream().mapToLong(g -> g.series().size()).sum();
        return SpannedRidge.bytes(rows, m, model.folds())
                + (hasUncertainty() ? 8 * (rows * m + 3 * m * m) + targets * 4 * m * (m + 1) : 0);
    }

    private boolean hasUncertainty() {
        return model.uncertainty().type() != UncertaintyOptions.Type.NONE;
    }

    private Kernels compare(StructureMatrix matrix, StoredStructures chosen, int rangeSize, int[] places) {
        int n = atoms.length;
        int m = chosen.count();
        double[] k = new double[Math.multiplyExact(n, m)];
        double[] own = new double[n];
        run.clock().begin("kernels", (long) n * m);
        try (StructureRows rows = new StructureRows(matrix, chosen, rangeSize);
                WantedFrames wanted = run.frames()) {
            int done = 0;
            while (wanted.hasNext()) {
                List<Structure> batch = StructureBatches.next(wanted);
                int first = done;
                rows.compute(batch, (i, kernels) -> {
                    System.arraycopy(kernels, 0, k, (first + i) * m, m);
                    run.execution().progress().advance(m);
                    run.execution().check("Nothing was kept.");
                });
                if (hasUncertainty()) {
                    System.arraycopy(matrix.diagonal(batch), 0, own, first, batch.size());
                }
                done += batch.size();
            }
            rows.error()
                    .ifPresent(
                            e -> run.execution().progress().note("matches   exact to " + e + " only, after all steps"));
        }
        return new Kernels(k, own, factor(k, places), m);
    }

    /**
     * Factors K_MM, to which the least of some multiples of the unit matrix is added that makes it positive definite.
     *
     * @param places the rows of the representatives
     */
    private double[] factor(double[] k, int[] places) {
        int m = places.length;
        double trace = 0;
        for (int i = 0; i < m; i++) {
            trace += k[places[i] * m + i];
        }
        double[] out = new double[m * m];
        DenseAlgebra algebra = backend.algebra().dense();
        for (double jitter = 1e-13; ; jitter *= 10) {
            for (int i = 0; i < m; i++) {
                System.arraycopy(k, places[i] * m, out, i * m, m);
                out[i * m + i] += jitter * trace / m;
            }
            try {
                algebra.potrf(Matrix.of(out, m, m));
            } catch (NotPositiveDefiniteException e) {
                if (jitter > 0.1) {
                    throw e;
                }
                continue;
            }
            if (jitter > 1e-9) {
                run.execution()
                        .progress()
                        .note("kernels   of representatives are positive definite with " + jitter
                                + " of their mean added to the diagonal");
            }
            return out;
        }
    }

    private List<Solution.Block> solve(RowGroup group, Kernels kernels, NoiseChoice noise) {
        List<Solution.Block> fitted = new ArrayList<>();
        Partition partition = run.set().partition(model.folds(), model.seed());
        int[] present = IntStream.range(0, atoms.length)
                .filter(i -> group.series().get(0).values().has(i))
                .toArray();
        double[] root = Arrays.stream(present)
                .mapToDouble(i -> Math.sqrt(group.weight(i, i, atoms[i])))
                .toArray();
        int[] folds = Arrays.stream(present).map(partition::fold).toArray();
        DenseAlgebra algebra = backend.algebra().dense();
        int m = kernels.m();
        long held = workBytes(present.length, m);
        backend.resources().ledger().add(held);
        try {
            double[] phi = new double[present.length * m];
            for (int i = 0; i < present.length; i++) {
                double f = root[i] * group.quantity().multiple(atoms[present[i]]);
                for (int j = 0; j < m; j++) {
                    phi[i * m + j] = f * kernels.rows()[present[i] * m + j];
                }
            }
            Matrix l = Matrix.of(kernels.factor(), m, m);
            algebra.solveRight(l.transpose(), Matrix.of(phi, present.length, m));
            SpannedRidge ridge = new SpannedRidge(phi, m, folds, model.folds(), algebra);
            for (RowGroup.Series series : group.series()) {
                double[] y = new double[present.length];
                double squares = 0;
                for (int i = 0; i < y.length; i++) {
                    y[i] = root[i] * series.values().value(present[i], 0);
                    squares += y[i] * y[i];
                }
                double signal = ridge.trace() > 0 ? squares / ridge.trace() : 0;
                double ratio = noise.ratio(series, signal, ridge.heldOut(y));
                double[][] beta = new double[1][];
                double used = noise.factor(series, ratio, signal, r -> beta[0] = ridge.solve(y, r));
                double[] weights = beta[0].clone();
                algebra.solveLeft(l.transpose(), Matrix.of(weights, m, 1));
                FittedBlock block =
                        new FittedBlock(Irrep.SCALAR, 0, weights, Math.sqrt(used * signal), Math.sqrt(signal));
                Rows rows = new Rows(group, present, root, phi);
                fitted.add(
                        hasUncertainty()
                                ? new Solution.Block(
                                        group,
                                        series,
                                        block,
                                        ridge.posterior(kernels.factor(), used),
                                        leaveOneOut(ridge, kernels, rows, y, beta[0], used),
                                        Map.of(),
                                        Optional.empty())
                                : new Solution.Block(group, series, block, new double[0]));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return fitted;
    }

    /**
     * The rows of a group.
     *
     * @param present their structures
     * @param root of the weight of each
     * @param phi features, times the root
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Rows(RowGroup group, int[] present, double[] root, double[] phi) {}

    /** The errors of rows that are left out, with the same representatives and λ. */
    private LeaveOneOut leaveOneOut(
            SpannedRidge ridge, Kernels kernels, Rows rows, double[] y, double[] beta, double lambda) {
        double[] predicted = ridge.predictions(beta);
        double[] leverage = ridge.leverages();
        int n = y.length;
        int m = kernels.m();
        // a row that the fit passes through tells nothing of its error
        int[] known = IntStream.range(0, n).filter(i -> 1 - leverage[i] > EXACT).toArray();
        double[] residuals = new double[known.length];
        double[] deviations = new double[known.length];
        for (int k = 0; k < known.length; k++) {
            int i = known[k];
            int s = rows.present()[i];
            double weight = rows.root()[i] * rows.root()[i];
            double left = 1 - leverage[i];
            residuals[k] = (y[i] - predicted[i]) / (left * rows.root()[i]);
            double spanned = 0;
            for (int j = 0; j < m; j++) {
                spanned += rows.phi()[i * m + j] * rows.phi()[i * m + j];
            }
            double multiple = rows.group().quantity().multiple(atoms[s]);
            double variance = multiple * multiple * kernels.own()[s] + (lambda * leverage[i] / left - spanned) / weight;
            deviations[k] = Math.sqrt(Math.max(0, variance));
        }
        int[] structures = Arrays.stream(known).map(i -> rows.present()[i]).toArray();
        return new LeaveOneOut(structures, residuals, deviations);
    }
}
