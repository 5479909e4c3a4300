package org.lather.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.lather.error.Cure;
import org.lather.execution.MemoryPlan;
import org.lather.options.ClassifierOptions;
import org.lather.options.OptionsException;

/**
 * Machines for all pairs of classes, whose penalty C and probabilities come from a cross-validation.
 *
 * @param rows the structures that were fitted
 * @param machines pairs in the order (0, 1), (0, 2), ..., with coefficients in the order of {@code rows}
 * @param c the penalty
 * @param scores accuracy of held-out structures by C, with the weights of the classes
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves a training
record PairwiseFit(int[] rows, List<PairMachine> machines, double c, Map<Double, Double> scores) {
    /** Largest violation of the optimality conditions of a machine. */
    private static final double TOLERANCE = 1e-5;
    /** Largest violation while C is searched, and of the held-out decisions to which probabilities are fitted. */
    private static final double SEARCH_TOLERANCE = 1e-3;
    /** C that are tried: 10^(k/2). */
    private static final int FIRST_HALF_DECADE = -2;

    private static final int LAST_HALF_DECADE = 8;

    /**
     * What is learnt.
     *
     * @param k kernels of all structures [n][n] flattened
     * @param classes class of each structure
     * @param groups group of each structure
     * @param count number of classes
     */
    record Problem(double[] k, int[] classes, int[] groups, int count) {
        int size() {
            return classes.length;
        }
    }

    /**
     * How it is learnt.
     *
     * @param folds of the cross-validation
     * @param check is called often, and throws if the computation is cancelled
     */
    record Settings(ClassifierOptions options, int folds, long seed, Runnable check) {}

    /**
     * The memory of a fit beside its kernels.
     *
     * @param rows number of structures
     * @param count number of classes
     */
    static List<MemoryPlan.Item> memory(int rows, int count) {
        long each = 8 * pairs(count) * rows;
        return List.of(
                // of the best C so far and of the one that is tried
                new MemoryPlan.Item("held-out decisions of pairs of classes", 2 * each),
                new MemoryPlan.Item("coefficients of pairs of classes", each));
    }

    static long pairs(int count) {
        return count * (count - 1L) / 2;
    }

    /**
     * Fits machines to some structures.
     *
     * @throws OptionsException if a class has fewer structures, or groups of them, than there are folds, or if all its
     *     structures are in one fold
     */
    static PairwiseFit of(Problem problem, int[] rows, Settings settings) {
        expectFolds(problem, rows, settings.folds());
        int[] folds = ClassFolds.of(
                of(problem.classes(), rows), of(problem.groups(), rows), settings.folds(), settings.seed());
        expectClasses(problem, rows, folds);
        Map<Double, Double> scores = new LinkedHashMap<>();
        double best = 0;
        double bestScore = -1;
        double[][] bestDecisions = new double[0][];
        for (double c : penalties(settings.options().c())) {
            double[][] decisions = heldOut(problem, rows, folds, c, settings);
            double score = score(problem, rows, decisions, settings.options().weights());
            scores.put(c, score);
            if (score > bestScore) {
                best = c;
                bestScore = score;
                bestDecisions = decisions;
            }
        }
        List<PairMachine> machines = machines(problem, rows, best, settings, TOLERANCE);
        List<PairMachine> calibrated = new ArrayList<>();
        for (int pair = 0; pair < machines.size(); pair++) {
            PairMachine m = machines.get(pair);
            double[] decisions = bestDecisions[pair];
            int[] own = IntStream.range(0, rows.length)
                    .filter(i -> problem.classes()[rows[i]] == m.low() || problem.classes()[rows[i]] == m.high())
                    .toArray();
            boolean[] positive = new boolean[own.length];
            for (int i = 0; i < own.length; i++) {
                positive[i] = problem.classes()[rows[own[i]]] == m.high();
            }
            double[] f = Arrays.stream(own).mapToDouble(i -> decisions[i]).toArray();
            calibrated.add(new PairMachine(m.low(), m.high(), m.coefficients(), m.bias(), Sigmoid.fit(f, positive)));
        }
        return new PairwiseFit(rows, calibrated, best, scores);
    }

    private static void expectFolds(Problem problem, int[] rows, int folds) {
        for (int c = 0; c < problem.count(); c++) {
            int own = c;
            long groups = Arrays.stream(rows)
                    .filter(i -> problem.classes()[i] == own)
                    .map(i -> problem.groups()[i])
                    .distinct()
                    .count();
            if (groups < folds) {
                throw new OptionsException(
                        "`model.folds`: expected at most as many folds as structures, or groups of them, of the rarest"
                                + " class, got " + folds + " folds and " + groups + " of class " + (c + 1) + " of "
                                + problem.count(),
                        Cure.text("Use fewer folds, or more structures of this class"));
            }
        }
    }

    /** Expects that the structures of a class are not all in one fold, without which nothing tells it from others. */
    private static void expectClasses(Problem problem, int[] rows, int[] folds) {
        for (int c = 0; c < problem.count(); c++) {
            int own = c;
            int[] used = IntStream.range(0, rows.length)
                    .filter(i -> problem.classes()[rows[i]] == own)
                    .map(i -> folds[i])
                    .distinct()
                    .toArray();
            if (used.length < 2) {
                throw new OptionsException(
                        "`model.folds`: expected structures of each class in at least two folds, got all of class "
                                + (c + 1) + " of " + problem.count() + " in one, as groups are not divided",
                        Cure.text("Use more folds, another model.seed, or smaller groups"));
            }
        }
    }

    private static double[] penalties(OptionalDouble given) {
        return given.isPresent()
                ? new double[] {given.getAsDouble()}
                : IntStream.rangeClosed(FIRST_HALF_DECADE, LAST_HALF_DECADE)
                        .mapToDouble(k -> Double.parseDouble(String.format(Locale.ROOT, "%.3g", Math.pow(10, k / 2.0))))
                        .toArray();
    }

    private static int[] of(int[] values, int[] rows) {
        return Arrays.stream(rows).map(i -> values[i]).toArray();
    }

    /** The decisions of all pairs about each structure by machines that were fitted without its fold, [pair][row]. */
    private static double[][] heldOut(Problem problem, int[] rows, int[] folds, double c, Settings settings) {
        double[][] out = new double[problem.count() * (problem.count() - 1) / 2][rows.length];
        int n = problem.size();
        for (int fold = 0; fold < settings.folds(); fold++) {
            int here = fold;
            int[] others = IntStream.range(0, rows.length)
                    .filter(i -> folds[i] != here)
                    .map(i -> rows[i])
                    .toArray();
            List<PairMachine> machines = machines(problem, others, c, settings, SEARCH_TOLERANCE);
            for (int i = 0; i < rows.length; i++) {
                if (folds[i] == fold) {
                    double[] f = decisions(machines, problem.k(), rows[i] * n, others);
                    for (int pair = 0; pair < f.length; pair++) {
                        out[pair][i] = f[pair];
                    }
                }
            }
        }
        return out;
    }

    /**
     * The decisions of machines.
     *
     * @param offset of the row of kernels with all structures
     * @param columns those of the structures to which the coefficients belong
     */
    static double[] decisions(List<PairMachine> machines, double[] k, int offset, int[] columns) {
        double[] row = Arrays.stream(columns).mapToDouble(j -> k[offset + j]).toArray();
        return machines.stream().mapToDouble(m -> m.decision(row, 0)).toArray();
    }

    private static List<PairMachine> machines(
            Problem problem, int[] rows, double c, Settings settings, double tolerance) {
        double[] weights = weights(problem, rows, settings.options().weights());
        SupportVectorMachine.Stopping stopping = new SupportVectorMachine.Stopping(tolerance, settings.check());
        List<PairMachine> out = new ArrayList<>();
        for (int low = 0; low < problem.count(); low++) {
            for (int high = low + 1; high < problem.count(); high++) {
                int first = low;
                int second = high;
                int[] own = IntStream.range(0, rows.length)
                        .filter(i -> problem.classes()[rows[i]] == first || problem.classes()[rows[i]] == second)
                        .toArray();
                boolean[] positive = new boolean[own.length];
                double[] bounds = new double[own.length];
                for (int i = 0; i < own.length; i++) {
                    int of = problem.classes()[rows[own[i]]];
                    positive[i] = of == high;
                    bounds[i] = c * weights[of];
                }
                SupportVectorMachine machine = SupportVectorMachine.fit(
                        problem.k(), problem.size(), of(rows, own), positive, bounds, stopping);
                double[] all = new double[rows.length];
                for (int i = 0; i < own.length; i++) {
                    all[own[i]] = machine.coefficients()[i];
                }
                out.add(new PairMachine(low, high, all, machine.bias(), new Sigmoid(0, 0)));
            }
        }
        return out;
    }

    /** The factors of C by class. */
    private static double[] weights(Problem problem, int[] rows, ClassifierOptions.ClassWeights weights) {
        double[] counts = new double[problem.count()];
        for (int i : rows) {
            counts[problem.classes()[i]]++;
        }
        return switch (weights) {
            case NONE -> Arrays.stream(counts).map(x -> 1).toArray();
            case BALANCED ->
                Arrays.stream(counts)
                        .map(x -> rows.length / (problem.count() * Math.max(1, x)))
                        .toArray();
        };
    }

    /** The accuracy of decisions: the mean over structures, or for balanced classes over the classes. */
    private static double score(
            Problem problem, int[] rows, double[][] decisions, ClassifierOptions.ClassWeights weights) {
        double[] factors = weights(problem, rows, weights);
        double right = 0;
        for (int i = 0; i < rows.length; i++) {
            double[] f = new double[decisions.length];
            for (int pair = 0; pair < f.length; pair++) {
                f[pair] = decisions[pair][i];
            }
            int of = problem.classes()[rows[i]];
            right += vote(f, problem.count()) == of ? factors[of] : 0;
        }
        return right / rows.length;
    }

    /** The class with the most votes of the pairs; of several the first one. */
    static int vote(double[] decisions, int count) {
        int[] votes = new int[count];
        int pair = 0;
        for (int low = 0; low < count; low++) {
            for (int high = low + 1; high < count; high++) {
                votes[decisions[pair++] > 0 ? high : low]++;
            }
        }
        int best = 0;
        for (int c = 1; c < count; c++) {
            best = votes[c] > votes[best] ? c : best;
        }
        return best;
    }

    /** The probability of each class. */
    static double[] probabilities(List<PairMachine> machines, double[] decisions, int count) {
        double[][] r = new double[count][count];
        for (int pair = 0; pair < decisions.length; pair++) {
            PairMachine m = machines.get(pair);
            double p = m.sigmoid().probability(decisions[pair]);
            r[m.high()][m.low()] = p;
            r[m.low()][m.high()] = 1 - p;
        }
        return PairwiseCoupling.probabilities(r);
    }
}
