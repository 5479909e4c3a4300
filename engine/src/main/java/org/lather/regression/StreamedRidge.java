package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.RidgeSystem;

/** Ridge regressions on rows that are read from a scratch file, which have no factor. */
final class StreamedRidge implements RidgeSystem {
    private final StreamedSystem system;
    private final double[] scales;
    private final Report report;
    private int without = ALL;
    private double lambda;

    /** Takes what solutions took. */
    interface Report {
        /**
         * @param error of predictions that is left by the iteration, relative to the noise
         * @param rounding error of predictions by the precision of the rows, relative to the noise
         */
        void solved(int iterations, double error, double rounding);

        /**
         * Takes a noise of a search that is left out, because its fits to the folds do not converge, or the
         * preconditioner is not positive definite.
         *
         * @param noise σ of a row of weight 1
         */
        void leftOut(double noise);
    }

    /** @param scales factors of each row type */
    StreamedRidge(StreamedSystem system, double[] scales, Report report) {
        this.system = system;
        this.scales = scales;
        this.report = report;
    }

    /** The fits to all folds but one, for each fold with rows. */
    static List<StreamedSystem.Fit> heldOut(StreamedSystem system, int target) {
        return IntStream.range(0, system.folds())
                .filter(f -> IntStream.range(0, system.types()).anyMatch(k -> system.rows(k, f) > 0))
                .mapToObj(f -> new StreamedSystem.Fit(f, target))
                .toList();
    }

    @Override
    public int size() {
        return system.size();
    }

    @Override
    public int folds() {
        return system.folds();
    }

    @Override
    public long rows(int fold) {
        return IntStream.range(0, system.types())
                .mapToLong(k -> system.rows(k, fold))
                .sum();
    }

    @Override
    public double trace() {
        return IntStream.range(0, scales.length)
                .mapToDouble(k -> scales[k] * system.trace(k))
                .sum();
    }

    @Override
    public double squares(int target) {
        return IntStream.range(0, scales.length)
                .mapToDouble(k -> scales[k] * system.squares(k, target))
                .sum();
    }

    /** Chooses the folds and λ of the next solution; nothing is factored. */
    @Override
    public void factor(int without, double lambda) {
        this.without = without;
        this.lambda = lambda;
    }

    /** @throws NotConvergedException if the iteration does not converge */
    @Override
    public double[] solve(int target) {
        StreamedSystem.Solved solved = system.solve(List.of(new StreamedSystem.Fit(without, target)), scales, lambda);
        if (!solved.hasConverged()) {
            throw new NotConvergedException(solved.iterations(), solved.error());
        }
        double[] v = solved.weights()[0];
        if (without == ALL) {
            report.solved(solved.iterations(), solved.error(), system.rounding(target, v, scales, lambda));
        }
        return v;
    }

    @Override
    public double[] solve(boolean[] included, int target, double lambda) {
        throw new UnsupportedOperationException("expected sums of folds, got rows in a file");
    }

    @Override
    public double squaredError(int fold, int target, double[] v) {
        return sum(system.heldOutErrors(List.of(new StreamedSystem.Fit(fold, target)), new double[][] {v})[0]);
    }

    private double sum(double[] byType) {
        return IntStream.range(0, scales.length)
                .mapToDouble(k -> scales[k] * byType[k])
                .sum();
    }

    /** Solves for all folds together. */
    @Override
    public double heldOutError(int target, double lambda) {
        List<StreamedSystem.Fit> fits = heldOut(system, target);
        try {
            StreamedSystem.Solved solved = system.solve(fits, scales, lambda);
            if (!solved.hasConverged()) {
                leaveOut(target, lambda);
                return Double.POSITIVE_INFINITY;
            }
            return Arrays.stream(system.heldOutErrors(fits, solved.weights()))
                    .mapToDouble(this::sum)
                    .sum();
        } catch (NotPositiveDefiniteException e) {
            leaveOut(target, lambda);
            return Double.POSITIVE_INFINITY;
        }
    }

    private void leaveOut(int target, double lambda) {
        report.leftOut(Math.sqrt(trace() > 0 ? lambda * squares(target) / trace() : 0));
    }

    @Override
    public double[] triangle() {
        return new double[0];
    }

    @Override
    public void close() {
        system.close();
    }
}
