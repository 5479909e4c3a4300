package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.LowerTriangle;
import org.lather.basis.IrrepRepresentatives;
import org.lather.basis.Pool;
import org.lather.calibration.CommitteeScales;
import org.lather.calibration.UncertaintyScales;
import org.lather.dataset.TrainingRun;
import org.lather.descriptor.Columns;
import org.lather.execution.MemoryPlan.Item;
import org.lather.execution.MemoryPlan.Phase;
import org.lather.gram.DerivativeBlocks;
import org.lather.gram.KernelRows;
import org.lather.gram.ShardPlan;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.Irrep;
import org.lather.options.ModelOptions;
import org.lather.options.Representation;
import org.lather.options.UncertaintyOptions;
import org.lather.regression.RowGroup;
import org.lather.regression.StreamedRows;
import org.lather.regression.SumLayout;
import org.lather.regression.SumStorage;
import org.lather.target.Derivative;
import org.lather.target.Target;

/**
 * The memory of one regression of a sparse fit, phase by phase: of the numbers, or of one irreducible representation of
 * the tensors. Only the targets grow with the number of structures.
 */
final class BlockPlan {
    /** Number of neighbours of an atom assumed in the estimate. */
    private static final int NEIGHBOURS = 50;

    /** Number of bytes of an atom: position, and its neighbours with vector, distance and shift. */
    private static final long ATOM = 64 + NEIGHBOURS * 48L;

    private final TrainingRun run;
    private final ShardPlan shards;
    private final SumLayout layout;
    private final EnvironmentKernel kernel;
    /** The number of values of an environment from which the features of the kernel are chosen, without the scalars. */
    private final long candidates;

    private final double[] shares;
    private final DerivativeBlocks blocks;
    private final int mostAtoms;

    private BlockPlan(
            TrainingRun run, ShardPlan shards, List<RowGroup> groups, EnvironmentKernel kernel, long candidates) {
        this.run = run;
        this.shards = shards;
        ModelOptions model = run.options().model();
        this.layout = new SumLayout(groups, model.noise(), model.summedFolds());
        this.kernel = kernel;
        this.candidates = candidates;
        this.shares = run.shares();
        this.blocks = new DerivativeBlocks(run.set().atoms(), shards);
        this.mostAtoms = Arrays.stream(run.set().atoms()).max().orElse(1);
    }

    /** The regressions of a fit, in order. */
    static List<BlockPlan> of(TrainingRun run, ShardPlan shards) {
        List<BlockPlan> out = new ArrayList<>();
        List<RowGroup> numbers = RowGroup.numbers(run.set());
        if (!numbers.isEmpty()) {
            out.add(new BlockPlan(run, shards, numbers, run.kernel(), 0));
        }
        List<Representation> representations = run.options().representations();
        for (Irrep irrep : RowGroup.irreps(run.set())) {
            EnvironmentKernel full = run.kernel()
                    .of(irrep, representations.stream().map(r -> Columns.all()).toList());
            List<Columns> columns = new ArrayList<>();
            for (int s = 0; s < representations.size(); s++) {
                int count = representations.get(s).features();
                boolean chosen =
                        count > 0 && count < full.terms().get(s).features().columns(run.channels());
                // which columns is not known yet, only how many
                columns.add(chosen ? Columns.of(IntStream.range(0, count).toArray()) : Columns.all());
            }
            out.add(new BlockPlan(
                    run,
                    shards,
                    RowGroup.tensors(run.set(), irrep),
                    run.kernel().of(irrep, columns),
                    features(run, full)));
        }
        return out;
    }

    /** The number of values of an environment without the scalars; 0 if these are the features. */
    private static long features(TrainingRun run, EnvironmentKernel kernel) {
        return kernel.values(run.channels()) - kernel.columns(run.channels());
    }

    /** The bytes of structures and targets. */
    static Item structures(TrainingRun run, long atoms) {
        return new Item("structures", atoms * ATOM + run.set().bytes());
    }

    /** The bytes of the features of m representatives that are kept for the model, in addition to their scalars. */
    long kept(long m) {
        return 8 * m * features(run, kernel);
    }

    /** Whether the features are scalars, which have a posterior. */
    private boolean hasPosterior() {
        return features(run, kernel) == 0;
    }

    /** Whether uncertainties are computed from the posterior, or calibrated with it. */
    private boolean hasUncertainties() {
        return hasPosterior() && run.options().model().uncertainty().type() != UncertaintyOptions.Type.NONE;
    }

    /** The bytes of the factors of all targets, and of the members of committees. */
    private long factors(long size) {
        UncertaintyOptions uncertainty = run.options().model().uncertainty();
        boolean committee = uncertainty.type().isCommittee();
        long copies = hasUncertainties() || committee ? targets() : 0;
        // fits to parts of the training set are kept beside the members until these are calibrated
        long fits = uncertainty.bins() > 0 ? 2L * uncertainty.members() + layout.folds() : uncertainty.members();
        return 4 * size * size * copies + (committee ? 8 * size * fits * targets() : 0);
    }

    /** The number of sums of all row types of single folds, from which a committee of parts is fitted. */
    private long combined() {
        return hasDerivatives() && run.options().model().uncertainty().bins() > 0 ? layout.folds() : 0;
    }

    private boolean hasDerivatives() {
        return layout.groups().stream().anyMatch(g -> g.types() > 1);
    }

    /**
     * The phases for a number of environments at a time.
     *
     * @param m number of representatives
     * @param before bytes of the features that earlier regressions keep
     * @param place what is on disk
     */
    List<Phase> phases(int allowed, int m, long before, SumStorage.Place place) {
        long c = kernel.components();
        long size = m * c;
        long range = c == 1 ? allowed : Math.min(allowed, KernelRows.MAX_RANGE);
        long shardRange = Math.min(range, shards.mostAtoms());
        long featureBytes = run.backend().info().precision().bytes();
        // on the host, and also on the backend if it uses another precision
        long copies = featureBytes < 8 ? 8 + featureBytes : 8;
        long values = kernel.values(run.channels());
        String of = hasPosterior() ? "" : " of lambda " + kernel.irrep().lambda();
        Item structures = structures(run, shards.mostAtoms());
        Item others = new Item("features of representatives of other orders", before);
        Item held = new Item("representatives", m * copies * values);
        List<Phase> out = new ArrayList<>();
        if (candidates > features(run, kernel)) {
            long choosers = Math.min(m, IrrepRepresentatives.CHOOSERS);
            out.add(new Phase(
                    "choosing features" + of,
                    List.of(
                            structures,
                            others,
                            new Item("representatives", 8L * m * kernel.columns(run.channels())),
                            new Item("features to choose from", 16 * choosers * candidates),
                            new Item("features of " + range + " environments", range * candidates * featureBytes))));
        }
        long chunk = Math.min(hasPosterior() ? Pool.CHUNK : range, m);
        long most = (long) Math.ceil(Arrays.stream(shares).max().orElse(1) * size);
        long whitening = (long) (8 * Arrays.stream(shares).map(s -> s * s).sum() * size * size);
        out.add(new Phase(
                "whitening" + of,
                List.of(
                        others,
                        held,
                        new Item("chunk", chunk * copies * values),
                        new Item("covariances", whitening + 8 * most * most + 16 * chunk * c * most))));
        boolean rows = place == SumStorage.Place.ROWS;
        Item equations = rows ? labels(size) : equations(size, place);
        // a device has a copy
        Item whitened = new Item("whitening", whitening * (isDevice() ? 2 : 1));
        Item features = new Item("features of " + shardRange + " environments", shardRange * values * featureBytes);
        List<Item> sums = new ArrayList<>(List.of(
                structures,
                others,
                held,
                features,
                new Item("tiles", 8 * c * size * (range + rows())),
                equations,
                whitened));
        if (hasDerivatives()) {
            sums.add(derivatives(m, features.bytes() + 8 * size * shards.largest()));
        }
        out.add(new Phase("sums over structures" + of, sums));
        long factors = rows ? 0 : factors(size);
        List<Item> solving = new ArrayList<>(List.of(others, held, whitened));
        solving.addAll(rows ? List.of(equations, iteration(size)) : factorisation(size, place, factors));
        out.add(new Phase("solving" + of, solving));
        if (hasUncertainties() && !rows) {
            out.add(uncertainties(
                    m,
                    List.of(held, whitened, features, new Item("factors", 8 * LowerTriangle.count(size) + factors)),
                    range));
        }
        if (!hasPosterior() && factors > 0) {
            long atoms = layout.groups().stream().anyMatch(g -> g.quantity().isPerAtom()) ? mostAtoms : 0;
            long few = c * Math.max(atoms, CommitteeScales.BATCH);
            out.add(new Phase(
                    "uncertainties" + of,
                    List.of(
                            others,
                            held,
                            whitened,
                            features,
                            new Item("factors", 8 * LowerTriangle.count(size) + factors),
                            new Item("tiles", 8 * c * size * (range + 3 * few)))));
        }
        return out;
    }

    /** Whether sums and factors are those of a device, which stores squares. */
    private boolean isDevice() {
        return run.backend().resources().freeBytes().isPresent();
    }

    /** The memory of a factorisation, and of the factors that are left of it. */
    private List<Item> factorisation(long size, SumStorage.Place place, long factors) {
        boolean inMemory = place == SumStorage.Place.MEMORY;
        long triangles = place == SumStorage.Place.FACTORS ? 0 : 1;
        if (isDevice() || (inMemory && layout.folds() > 1)) {
            triangles += Math.max(1, combined());
        }
        return List.of(
                inMemory ? equations(size, place) : new Item("buffers", SumStorage.bufferBytes(place, size)),
                new Item("total and factor", triangle(size) * triangles + factors));
    }

    /** The memory of what is kept of rows that are on disk. */
    private Item labels(long size) {
        long bytes = IntStream.range(0, layout.size())
                .mapToLong(i -> 8 * size * (layout.targets(i) + 1))
                .sum();
        for (RowGroup group : layout.groups()) {
            bytes += 8 * rows(group) * (group.targets() + 1);
        }
        return new Item("targets of rows", bytes);
    }

    private Item iteration(long size) {
        return new Item("iteration", StreamedRows.bytes(size, layout.folds()));
    }

    /** The number of rows of a group. */
    private long rows(RowGroup group) {
        long n = group.quantity().isPerAtom()
                ? run.set().environments()
                : run.set().structures();
        long sum = n * kernel.components();
        for (Derivative d : group.derivatives()) {
            sum += d.kind() == Derivative.Kind.FORCES
                    ? 3L * run.set().environments()
                    : 6L * run.set().structures();
        }
        return sum;
    }

    private long triangle(long size) {
        return 8 * (isDevice() ? size * size : LowerTriangle.count(size));
    }

    private Item equations(long size, SumStorage.Place place) {
        SumLayout of = place == SumStorage.Place.MEMORY ? layout : layout.ofOneFold();
        return new Item(
                "normal equations",
                IntStream.range(0, of.size())
                        .mapToLong(i -> triangle(size) + 8 * (size + 1) * of.targets(i))
                        .sum());
    }

    /** The number of bytes that are stored on disk. */
    long storedBytes(long m, SumStorage.Place place) {
        long size = m * kernel.components();
        long groups = layout.groups().size();
        long totals = (layout.folds() > 1 ? 1 : 0) + combined();
        long sums = 8 * LowerTriangle.count(size) * (layout.size() + groups * totals);
        return switch (place) {
            case MEMORY, SUMS -> sums;
            // the types of rows are factored apart, and then together
            case FACTORS -> sums + 8 * LowerTriangle.count(size) * groups * (hasDerivatives() ? 2 : 1);
            case ROWS ->
                layout.groups().stream()
                        .mapToLong(g -> StreamedRows.storedBytes(size, rows(g), layout.folds(), g.types()))
                        .sum();
        };
    }

    /**
     * The number of rows of structures or atoms that are summed at a time, [2λ+1] each, and of those that normal
     * equations copy when rows are added to them.
     */
    private long rows() {
        long sum = 0;
        long copied = 0;
        for (Target.Quantity q :
                EnumSet.copyOf(layout.groups().stream().map(RowGroup::quantity).toList())) {
            int rows = shards.rows(q, run.backend().resources().largestRange());
            sum += rows;
            copied = Math.max(copied, q.isPerAtom() ? Math.min(rows, shards.mostAtoms()) : rows);
        }
        return sum + copied;
    }

    private long targets() {
        return layout.groups().stream().mapToLong(RowGroup::targets).sum();
    }

    /** The memory of the rows of derivatives: their tiles and everything needed with them. */
    private Item derivatives(long m, long valueBytes) {
        double largestShare = Arrays.stream(shares).max().orElse(1);
        long columns = kernel.columns(run.channels());
        long tiles = 8 * m * (3L * blocks.mostAtoms() + 9L * blocks.mostStructures());
        long rows =
                blocks.mostAtoms() * columns * run.backend().info().precision().bytes()
                        + run.backend()
                                .gradients()
                                .rowsBytes(
                                        (int) columns,
                                        (int) Math.ceil(largestShare * m),
                                        (int) Math.ceil(largestShare * blocks.mostAtoms()),
                                        Math.min(NEIGHBOURS, mostAtoms));
        long sums = 24 * m * blocks.mostAtoms();
        return new Item("rows of derivatives", tiles + Math.max(0, Math.max(rows, sums) - valueBytes));
    }

    private Phase uncertainties(long m, List<Item> held, long range) {
        List<Item> items = new ArrayList<>(held);
        items.add(new Item("tiles", 8 * m * (range + 2L * UncertaintyScales.BATCH)));
        if (hasDerivatives()) {
            items.addAll(UncertaintyScales.derivatives(run, m, mostAtoms, range));
        }
        return new Phase("uncertainties", items);
    }
}
