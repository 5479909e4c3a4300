package org.lather.basis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingRun;
import org.lather.options.OptionsException;
import org.lather.selection.Targets;
import org.lather.target.Target;

/**
 * The rows of a matrix whose columns are chosen: environments, or structures with means over their atoms.
 *
 * @param environments indices of environments among those of all structures, ascending
 * @param row [environment], the row that it belongs to, ascending
 * @param count number of rows
 * @param targets a row for each row of the matrix; empty if none decide
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record ColumnRows(long[] environments, int[] row, int count, Optional<Targets> targets) {
    /** A row for each environment. */
    static ColumnRows of(long[] environments) {
        return new ColumnRows(
                environments, IntStream.range(0, environments.length).toArray(), environments.length, Optional.empty());
    }

    /**
     * Rows of a training with its numbers as targets: structures drawn at random from those that have all values of
     * structures, or environments if all targets are values of atoms. Baselines are subtracted from the targets, totals
     * divided by the number of atoms, and each target by its root mean square.
     *
     * @param count number of rows
     * @throws OptionsException if the training has no number as a target
     */
    static ColumnRows ofTargets(TrainingRun run, int count, long seed) {
        List<TargetValues> structures = run.set().numbers().stream()
                .filter(v -> !v.target().quantity().isPerAtom())
                .toList();
        if (!structures.isEmpty()) {
            return ofStructures(run.set().atoms(), structures, count, seed);
        }
        List<TargetValues> atoms = run.set().numbers();
        if (atoms.isEmpty()) {
            throw new OptionsException(
                    "`representations.features.selection`: expected a target that is a number beside the features,"
                            + " got tensors only");
        }
        int[] drawn = drawn(Math.toIntExact(run.set().environments()), i -> hasAll(atoms, i), count, seed);
        double[] values = new double[drawn.length * atoms.size()];
        for (int i = 0; i < drawn.length; i++) {
            for (int t = 0; t < atoms.size(); t++) {
                values[i * atoms.size() + t] = atoms.get(t).value(drawn[i], 0);
            }
        }
        return new ColumnRows(
                Arrays.stream(drawn).asLongStream().toArray(),
                IntStream.range(0, drawn.length).toArray(),
                drawn.length,
                Optional.of(scaled(values, atoms.size())));
    }

    private static ColumnRows ofStructures(int[] atoms, List<TargetValues> targets, int count, long seed) {
        int[] drawn = drawn(atoms.length, i -> hasAll(targets, i), count, seed);
        int total = Arrays.stream(drawn).map(i -> atoms[i]).sum();
        long[] environments = new long[total];
        int[] row = new int[total];
        double[] values = new double[drawn.length * targets.size()];
        long first = 0;
        int at = 0;
        int next = 0;
        for (int i = 0; i < drawn.length; i++) {
            for (; next < drawn[i]; next++) {
                first += atoms[next];
            }
            for (int a = 0; a < atoms[next]; a++) {
                row[at] = i;
                environments[at++] = first + a;
            }
            for (int t = 0; t < targets.size(); t++) {
                TargetValues v = targets.get(t);
                double divisor = v.target().quantity() == Target.Quantity.TOTAL ? atoms[next] : 1;
                values[i * targets.size() + t] = v.value(next, 0) / divisor;
            }
        }
        return new ColumnRows(environments, row, drawn.length, Optional.of(scaled(values, targets.size())));
    }

    private static boolean hasAll(List<TargetValues> targets, int row) {
        return targets.stream().allMatch(v -> v.has(row));
    }

    private static int[] drawn(int size, IntPredicate usable, int count, long seed) {
        int[] all = IntStream.range(0, size).filter(usable).toArray();
        if (all.length == 0) {
            throw new OptionsException("`representations.features.selection`: expected a structure that has all targets"
                    + " beside the features, got none");
        }
        return Arrays.stream(RandomSample.of(all.length, count, seed))
                .mapToInt(i -> all[(int) i])
                .toArray();
    }

    /** Divides each target by its root mean square, and by the root of the number of targets. */
    private static Targets scaled(double[] values, int targets) {
        for (int t = 0; t < targets; t++) {
            double square = 0;
            for (int i = t; i < values.length; i += targets) {
                square += values[i] * values[i];
            }
            double factor = square > 0 ? Math.sqrt(values.length / (square * targets * targets)) : 0;
            for (int i = t; i < values.length; i += targets) {
                values[i] *= factor;
            }
        }
        return new Targets(values, targets, Targets.Rows.COORDINATES);
    }
}
