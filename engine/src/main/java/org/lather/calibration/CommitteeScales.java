package org.lather.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.RowMap;
import org.lather.backend.Tile;
import org.lather.backend.TriangularFactor;
import org.lather.backend.Whitening;
import org.lather.dataset.TrainingRun;
import org.lather.gram.KernelRows;
import org.lather.gram.Representatives;
import org.lather.gram.RowReduction;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.options.UncertaintyOptions;
import org.lather.regression.Resampled;
import org.lather.regression.RowGroup;
import org.lather.regression.Solution;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * Calibrates the committees of tensors and of values of atoms, as {@link UncertaintyScales} does for numbers of whole
 * structures: by the residuals of structures that are held out with all their rows, 2 λ + 1 for each structure or atom.
 */
public final class CommitteeScales {
    /** Number of structures whose rows are computed at a time if each has few. */
    public static final int BATCH = 16;

    private final TrainingRun run;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final EnvironmentKernel kernel;
    private final Representatives representatives;
    private final Whitening whitening;
    private final int rangeSize;

    /** @param whitening whitening of the representatives */
    public CommitteeScales(
            TrainingRun run,
            EnvironmentKernel kernel,
            Representatives representatives,
            Whitening whitening,
            int rangeSize) {
        this.run = run;
        this.backend = run.backend();
        this.algebra = backend.algebra().host();
        this.kernel = kernel;
        this.representatives = representatives;
        this.whitening = whitening;
        this.rangeSize = rangeSize;
    }

    /**
     * The rows of some structures of one block.
     *
     * @param covariances k, [row][M]
     * @param solved C⁻¹ φ, [row][M]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Rows(double[] covariances, double[] solved) {}

    /** The block with the scale of its committee; components of a tensor cannot have an exponent of their own. */
    public CalibratedBlock scaled(Solution.Block solved) {
        if (solved.factor().length == 0 || uncertainty().calibration() == UncertaintyOptions.Calibration.NONE) {
            return new CalibratedBlock(solved);
        }
        CalibrationFit fit = fit(solved);
        return new CalibratedBlock(solved, fit.scale().scale(), fit.count());
    }

    /** The calibration of a number of atoms. */
    public Calibration calibration(Solution.Block solved) {
        return switch (uncertainty().calibration()) {
            case NONE -> Calibration.NONE;
            case SCALE -> fit(solved).scale();
            case POWER -> fit(solved).power();
        };
    }

    private UncertaintyOptions uncertainty() {
        return run.options().model().uncertainty();
    }

    private CalibrationFit fit(Solution.Block solved) {
        CalibrationFit fit = new CalibrationFit();
        RowGroup group = solved.group();
        if (!(solved.fitted().noise() > 0)) {
            return fit;
        }
        boolean atoms = group.quantity().isPerAtom();
        int[] starts = starts(atoms);
        CalibrationSample sample = CalibrationSample.of(run, i -> labels(solved, starts, i), atoms);
        run.clock().begin("uncertainties", sample.size());
        TriangularFactor factor = algebra.prepare(PanelsInMemory.ofPacked(solved.factor(), whitening.size()));
        try (KernelRows rows = new KernelRows(backend, kernel, run.channels(), representatives, rangeSize)) {
            sample.forEach(atoms ? 1 : BATCH, (places, structures) -> {
                Rows all = rows(group, rows, structures, factor);
                int each = rows.components();
                int first = 0;
                for (int k = 0; k < places.length; k++) {
                    int count = starts[places[k] + 1] - starts[places[k]];
                    Place place = new Place(places[k], starts[places[k]], first, each);
                    add(rowsOf(solved, place, structures.get(k)), all, fit);
                    first += count * each;
                }
            });
        }
        return fit;
    }

    /** [structure + 1]: the first row of each structure in the values of targets. */
    private int[] starts(boolean atoms) {
        int[] sizes = run.set().atoms();
        int[] out = new int[sizes.length + 1];
        for (int i = 0; i < sizes.length; i++) {
            out[i + 1] = out[i] + (atoms ? sizes[i] : 1);
        }
        return out;
    }

    private static int labels(Solution.Block solved, int[] starts, int structure) {
        return (int) IntStream.range(starts[structure], starts[structure + 1])
                .filter(row -> solved.series().values().has(row))
                .count();
    }

    private Rows rows(RowGroup group, KernelRows rows, List<Structure> structures, TriangularFactor factor) {
        Target.Quantity quantity = group.quantity();
        RowReduction reduction = new RowReduction(structures);
        int c = rows.components();
        int m = rows.size();
        int count = (quantity.isPerAtom() ? reduction.environments() : structures.size()) * c;
        try (Tile tile = backend.tile(count, m)) {
            rows.compute(structures, (from, to, environments) -> {
                int[] row = reduction.rows(quantity, from, to, 0);
                double[] own = reduction.factors(quantity, from, to);
                int[] componentRow = new int[row.length * c];
                Arrays.setAll(componentRow, i -> row[i / c] * c + i % c);
                double[] componentFactor = new double[own.length * c];
                Arrays.setAll(componentFactor, i -> own[i / c]);
                backend.reduce(environments, new RowMap(componentRow, componentFactor), tile);
            });
            double[] covariances = tile.download();
            backend.whiten(tile, whitening);
            double[] solved = tile.download();
            algebra.solve(factor, Matrix.of(solved, count, m));
            return new Rows(covariances, solved);
        }
    }

    /**
     * Where the rows of one structure are.
     *
     * @param structure its index in the training set
     * @param value index of its first row in the values of the target
     * @param row its first row among those that were computed
     * @param components number of rows for each row of the values
     */
    private record Place(int structure, int value, int row, int components) {}

    /**
     * The rows of one structure that have a label.
     *
     * @param at their places among the rows that were computed
     * @param labels without baselines
     * @param unit by which residuals and deviations are divided
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Labelled(
            Solution.Block solved, int structure, int[] at, double[] weights, double[] labels, double unit) {}

    private static Labelled rowsOf(Solution.Block solved, Place place, Structure structure) {
        RowGroup group = solved.group();
        boolean atoms = group.quantity().isPerAtom();
        int rows = atoms ? structure.size() : 1;
        List<Integer> at = new ArrayList<>();
        List<Double> weight = new ArrayList<>();
        List<Double> labels = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double w = group.weight(place.value + i, place.structure, atoms ? 1 : structure.size());
            for (int c = 0; c < place.components && w > 0; c++) {
                at.add(place.row + i * place.components + c);
                weight.add(w);
                labels.add(solved.series()
                        .values()
                        .value(place.value + i, solved.series().block().offset() + c));
            }
        }
        return new Labelled(
                solved,
                place.structure,
                at.stream().mapToInt(r -> r).toArray(),
                weight.stream().mapToDouble(w -> w).toArray(),
                labels.stream().mapToDouble(y -> y).toArray(),
                FittedTarget.calibrationUnit(group.quantity(), structure.size()));
    }

    /** Adds the held-out residuals of one structure. */
    private void add(Labelled of, Rows all, CalibrationFit fit) {
        Optional<Resampled> resampled = of.solved.resampled();
        if (resampled.isPresent()) {
            addOutOfBag(new OutOfBag(resampled.get(), run), of, all, fit);
        } else {
            addLeftOut(of, all, fit);
        }
    }

    private void addOutOfBag(OutOfBag bag, Labelled of, Rows all, CalibrationFit fit) {
        int m = whitening.size();
        double[] residuals = residuals(of, all, bag.weightsWithout(of.structure));
        List<double[]> members = bag.memberWeights(of.structure);
        double[] deviations = new double[residuals.length];
        for (int i = 0; i < deviations.length; i++) {
            int row = of.at[i] * m;
            deviations[i] = bag.deviation(members.stream()
                    .mapToDouble(w -> product(all.covariances, row, w, 0, m))
                    .toArray());
        }
        add(of, residuals, deviations, fit);
    }

    private void addLeftOut(Labelled of, Rows all, CalibrationFit fit) {
        int m = whitening.size();
        int b = of.at.length;
        double[] gram = new double[b * b];
        for (int i = 0; i < b; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i * b + j] = product(all.solved, of.at[i] * m, all.solved, of.at[j] * m, m);
            }
        }
        LeftOut out;
        try {
            double[] residuals = residuals(of, all, of.solved.fitted().weights());
            out = LeftOut.of(gram, of.weights, residuals, algebra);
        } catch (NotPositiveDefiniteException e) {
            // what only this structure determines cannot be predicted without it
            return;
        }
        SampledDeviation sampled =
                SampledDeviation.of(uncertainty(), run.options().model().seed(), of.structure);
        double[] deviations = new double[b];
        for (int i = 0; i < b; i++) {
            deviations[i] = sampled.of(of.solved.fitted().noise() * Math.sqrt(out.left()[i]));
        }
        add(of, out.residuals(), deviations, fit);
    }

    private double[] residuals(Labelled of, Rows all, double[] weights) {
        int m = whitening.size();
        double[] out = new double[of.at.length];
        Arrays.setAll(out, i -> of.labels[i] - product(all.covariances, of.at[i] * m, weights, 0, m));
        return out;
    }

    private static void add(Labelled of, double[] residuals, double[] deviations, CalibrationFit fit) {
        fit.addStructure();
        for (int i = 0; i < residuals.length; i++) {
            if (StandardizedErrors.isKnown(deviations[i], of.solved.fitted().signal())) {
                fit.add(residuals[i] / of.unit, deviations[i] / of.unit);
            }
        }
    }

    private static double product(double[] x, int xFrom, double[] y, int yFrom, int length) {
        double s = 0;
        for (int k = 0; k < length; k++) {
            s += x[xFrom + k] * y[yFrom + k];
        }
        return s;
    }
}
