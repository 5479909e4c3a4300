package org.lather.solve;

import java.util.function.DoubleUnaryOperator;

/** Searches the λ of least held-out error along powers of ten, then between them. */
final class LambdaSearch {
    private static final double START = 1e-4;
    private static final double SMALLEST = 1e-14;
    private static final double LARGEST = 1e3;
    /** How much larger than its smallest value the error must be before the minimum counts as passed. */
    private static final double PAST = 1.001;

    private double best = START;
    private double least = Double.POSITIVE_INFINITY;

    private LambdaSearch() {}

    /** Minimises an error that falls to its minimum and rises again; infinite where λ is too small for the numbers. */
    static double minimise(DoubleUnaryOperator error) {
        LambdaSearch s = new LambdaSearch();
        for (double l = START; l >= SMALLEST; l /= 10) {
            if (s.visit(l, error) > PAST * s.least) {
                break;
            }
        }
        if (s.best == START) {
            for (double l = 10 * START; l <= LARGEST; l *= 10) {
                if (s.visit(l, error) > PAST * s.least) {
                    break;
                }
            }
        }
        for (double step : new double[] {Math.sqrt(10), Math.pow(10, 0.25)}) {
            double centre = s.best;
            s.visit(centre / step, error);
            s.visit(centre * step, error);
        }
        return s.best;
    }

    private double visit(double lambda, DoubleUnaryOperator error) {
        double e = error.applyAsDouble(lambda);
        if (e < least) {
            least = e;
            best = lambda;
        }
        return e;
    }
}
