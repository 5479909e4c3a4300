package org.lather.regression;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.basis.ColumnSelection;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.error.Cure;
import org.lather.execution.MemoryPlan;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.Partition;
import org.lather.gram.Representatives;
import org.lather.gram.ShardPlan;
import org.lather.gram.StructureBatches;
import org.lather.match.KernelDigest;
import org.lather.match.ScratchKernels;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureRows;
import org.lather.math.Irrep;
import org.lather.math.StandardNormal;
import org.lather.model.FittedBlock;
import org.lather.options.ModelOptions;
import org.lather.options.UncertaintyOptions;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * Gaussian process regression with kernels that compare whole structures: every training structure has a weight. The
 * kernel of a mean is K(A, B), that of a total n_A n_B K(A, B).
 */
public final class StructureFit implements MemoryPlan.Planner {
    private final TrainingRun run;
    private final ModelOptions model;
    private final Backend backend;
    private final List<RowGroup> groups;
    private final int[] atoms;

    public StructureFit(TrainingRun run) {
        this.run = run;
        this.model = run.options().model();
        this.backend = run.backend();
        this.groups = RowGroup.numbers(run.set());
        this.atoms = run.set().atoms();
    }

    /**
     * Compares the structures and solves every target.
     *
     * @param all features of every environment, one block for each term of the kernel
     * @param rangeSize number of environments at a time
     */
    public Solution fit(List<FeatureBlock> all, int rangeSize, NoiseChoice noise) {
        int n = atoms.length;
        Map<Target.Quantity, double[]> kernels = new EnumMap<>(Target.Quantity.class);
        groups.forEach(g -> kernels.computeIfAbsent(g.quantity(), q -> new double[Math.multiplyExact(n, n)]));
        long held = 8L * n * n * kernels.size();
        List<Solution.Block> fitted = new ArrayList<>();
        StructureMatrix matrix = StructureMatrix.of(run.options(), run.channels(), backend, run.execution());
        backend.resources().ledger().add(held);
        try (ScratchKernels scratch = scratch(matrix)) {
            compare(matrix, new StoredStructures(new Representatives(all), atoms), rangeSize, kernels, scratch);
            run.clock().begin("solving", 0);
            for (RowGroup group : groups) {
                long factors = factorBytes(group.series().size());
                backend.resources().ledger().add(factors);
                held += factors;
                fitted.addAll(solve(group, Objects.requireNonNull(kernels.get(group.quantity())), noise));
            }
            if (scratch != null) {
                scratch.finish();
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return new Solution(fitted);
    }

    /** @throws DataException if the features or the kernels are too many for an array */
    @Override
    public MemoryPlan plan(int range) {
        expectArrays();
        long n = run.set().environments();
        long f = run.kernel().columns(run.channels());
        long bytes = backend.info().precision().bytes();
        long rows = atoms.length;
        long matrices = groups.stream().map(RowGroup::quantity).distinct().count();
        Item some = new Item("features of " + range + " environments", range * f * (8 + bytes));
        Item structures = new Item("structures", run.set().bytes() + ShardPlan.MAX_ATOMS * 2500L);
        Item features = new Item("features of " + n + " environments", n * f * 8);
        Item kernels = new Item("kernels", 8 * matrices * rows * rows);
        long largest = Arrays.stream(atoms).max().orElse(0);
        StructureMatrix matrix = StructureMatrix.of(run.options(), run.channels(), backend, run.execution());
        List<Phase> phases = new ArrayList<>();
        long columns = ColumnSelection.bytes(run);
        if (columns > 0) {
            phases.add(
                    new Phase("choosing features", List.of(structures, new Item("features to choose from", columns))));
        }
        phases.add(new Phase("features", List.of(structures, some, features)));
        phases.add(new Phase(
                "kernels",
                List.of(
                        structures,
                        some,
                        features,
                        new Item("features on the backend", n * f * bytes),
                        new Item("covariances", n * (16L * range + 8 * largest)),
                        matrix.matches(largest, largest),
                        kernels)));
        phases.add(new Phase("solving", List.of(features, kernels, solving())));
        return new MemoryPlan(phases, range);
    }

    /** A matrix and its factor, the inverse for errors of rows that are left out, and the factor of each target. */
    private Item solving() {
        long rows = atoms.length;
        long targets = groups.stream().mapToLong(g -> g.series().size()).sum();
        return new Item("factors", workBytes(rows) + factorBytes(targets));
    }

    private boolean hasUncertainty() {
        return model.uncertainty().type() != UncertaintyOptions.Type.NONE;
    }

    /** The bytes of matrices of the rows of a target while it is solved. */
    private long workBytes(long rows) {
        return (hasUncertainty() ? 24 : 16) * rows * rows;
    }

    /** The bytes of the packed factors of targets, which stay. */
    private long factorBytes(long targets) {
        long rows = atoms.length;
        return switch (model.uncertainty().type()) {
            case POSTERIOR -> targets * 4 * rows * (rows + 1);
            // members, their labels and solutions, and the rows that are held out
            case LABEL_NOISE, COMMITTEE ->
                8 * rows * (targets * model.uncertainty().members() * 3L + HeldOutRows.TOGETHER);
            case NONE -> 0;
        };
    }

    private void expectArrays() {
        long rows = atoms.length;
        if (rows * rows > FullStorage.LARGEST) {
            int most = (int) Math.sqrt(FullStorage.LARGEST);
            throw new DataException(
                    "expected at most " + most + " training structures to compare, got " + rows,
                    Cure.text("Train on fewer structures"));
        }
        FullStorage.tooMany(run).ifPresent(features -> {
            throw new DataException(
                    "expected at most " + FullStorage.LARGEST
                            + " features of all environments to compare structures, got " + features,
                    Cure.text("Train on fewer structures, or with fewer features"));
        });
    }

    /** The file of kernels from which an interrupted fit goes on; null without a scratch folder. */
    private @Nullable ScratchKernels scratch(StructureMatrix matrix) {
        Path folder = run.execution().scratch();
        return folder == null
                ? null
                : ScratchKernels.open(
                        run.execution(),
                        folder,
                        KernelDigest.of(run.options(), matrix, run.set().sha256()),
                        atoms.length);
    }

    private void compare(
            StructureMatrix matrix,
            StoredStructures stored,
            int rangeSize,
            Map<Target.Quantity, double[]> kernels,
            @Nullable ScratchKernels scratch) {
        int n = stored.count();
        run.clock().begin("kernels", n * (n + 1L) / 2);
        String kept = scratch == null ? "Nothing was kept." : scratch.kept();
        try (StructureRows rows = new StructureRows(matrix, stored, rangeSize);
                WantedFrames wanted = run.frames()) {
            int done = 0;
            while (wanted.hasNext()) {
                List<Structure> batch = StructureBatches.next(wanted);
                int first = done;
                StructureRows.Consumer consumer = (i, k) -> {
                    kernels.forEach((q, out) -> put(q, first + i, k, out));
                    run.execution().progress().advance(first + i + 1L);
                    run.execution().check(kept);
                };
                if (scratch == null) {
                    rows.compute(batch, i -> first + i + 1, consumer);
                } else {
                    scratch.compute(rows, batch, new ScratchKernels.Place(first, 0), i -> first + i + 1, consumer);
                }
                done += batch.size();
            }
            rows.error()
                    .ifPresent(
                            e -> run.execution().progress().note("matches   exact to " + e + " only, after all steps"));
        }
    }

    private void put(Target.Quantity q, int row, double[] k, double[] out) {
        for (int c = 0; c <= row; c++) {
            double v = (double) q.multiple(atoms[row]) * q.multiple(atoms[c]) * k[c];
            out[row * atoms.length + c] = v;
            out[c * atoms.length + row] = v;
        }
    }

    private List<Solution.Block> solve(RowGroup group, double[] k, NoiseChoice noise) {
        List<Solution.Block> fitted = new ArrayList<>();
        Partition partition = run.set().partition(model.folds(), model.seed());
        int[] present = IntStream.range(0, atoms.length)
                .filter(i -> group.series().get(0).values().has(i))
                .toArray();
        double[] weight = Arrays.stream(present)
                .mapToDouble(i -> group.weight(i, i, atoms[i]))
                .toArray();
        int[] folds = Arrays.stream(present).map(partition::fold).toArray();
        long held = workBytes(present.length);
        backend.resources().ledger().add(held);
        try {
            StructureRidge ridge = new StructureRidge(
                    k, atoms.length, present, weight, backend.algebra().dense());
            for (RowGroup.Series series : group.series()) {
                double[] y = Arrays.stream(present)
                        .mapToDouble(i -> series.values().value(i, 0))
                        .toArray();
                double signal = ridge.signal(y);
                double ratio = noise.ratio(series, signal, ridge.heldOut(y, folds, model.folds()));
                double[][] alpha = new double[1][];
                double used = noise.factor(series, ratio, signal, r -> alpha[0] = ridge.solve(y, r));
                // predictions are multiples of kernels without the number of atoms of the stored structure
                double[] weights = new double[atoms.length];
                for (int i = 0; i < present.length; i++) {
                    weights[present[i]] = alpha[0][i] * group.quantity().multiple(atoms[present[i]]);
                }
                FittedBlock block =
                        new FittedBlock(Irrep.SCALAR, 0, weights, Math.sqrt(used * signal), Math.sqrt(signal));
                fitted.add(block(group, series, block, ridge, new Rows(y, used, present)));
            }
        } finally {
            backend.resources().ledger().remove(held);
        }
        return fitted;
    }

    /**
     * The rows of a fit.
     *
     * @param y their values
     * @param ratio λ
     * @param present their structures
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Rows(double[] y, double ratio, int[] present) {}

    /** Adds the factor and the errors of rows that are left out, right after the solution. */
    private Solution.Block block(
            RowGroup group, RowGroup.Series series, FittedBlock block, StructureRidge ridge, Rows rows) {
        if (!hasUncertainty()) {
            return new Solution.Block(group, series, block, new double[0]);
        }
        UncertaintyOptions uncertainty = model.uncertainty();
        if (uncertainty.type().isCommittee()) {
            StandardNormal normal =
                    StandardNormal.of(model.seed(), series.key().name().hashCode());
            NoisyLabels noisy = ridge.noisyLabels(rows.ratio, uncertainty.members(), normal);
            FittedBlock committee = block.withMembers(members(group, block, ridge, noisy, rows.present));
            LeaveOneOut left = placed(ridge.leaveOneOut(rows.y, rows.ratio, noisy), rows.present);
            return new Solution.Block(group, series, committee, new double[0], left, Map.of(), Optional.empty());
        }
        int n = atoms.length;
        double[] factor = new double[Math.toIntExact(n * (n + 1L) / 2)];
        // a structure without the target has infinite noise
        for (int s = 0; s < n; s++) {
            factor[Math.toIntExact(s * (s + 1L) / 2 + s)] = Double.POSITIVE_INFINITY;
        }
        double[] scale = Arrays.stream(rows.present)
                .mapToDouble(s -> group.quantity().multiple(atoms[s]))
                .toArray();
        ridge.putFactor(rows.present, scale, factor);
        LeaveOneOut left = placed(ridge.leaveOneOut(rows.y, rows.ratio), rows.present);
        return new Solution.Block(group, series, block, factor, left, Map.of(), Optional.empty());
    }

    /** Errors by the structures of the training set rather than the rows of the fit. */
    private static LeaveOneOut placed(LeaveOneOut of, int[] present) {
        int[] places = Arrays.stream(of.rows()).map(i -> present[i]).toArray();
        return new LeaveOneOut(places, of.residuals(), of.deviations());
    }

    /** The weights of the members, [member][structure] flattened. */
    private double[] members(
            RowGroup group, FittedBlock block, StructureRidge ridge, NoisyLabels noisy, int[] present) {
        int n = atoms.length;
        double[] out = new double[Math.multiplyExact(noisy.members(), n)];
        for (int m = 0; m < noisy.members(); m++) {
            double[] own = ridge.deviation(noisy, m);
            System.arraycopy(block.weights(), 0, out, m * n, n);
            for (int i = 0; i < present.length; i++) {
                out[m * n + present[i]] +=
                        block.signal() * own[i] * group.quantity().multiple(atoms[present[i]]);
            }
        }
        return out;
    }
}
