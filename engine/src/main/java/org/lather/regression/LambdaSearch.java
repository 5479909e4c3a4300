package org.lather.regression;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.lather.error.NotFiniteException;

/** Searches the λ with the smallest held-out error, first over powers of ten, then between them. */
final class LambdaSearch {
    private static final double START = 1e-4;
    private static final double SMALLEST = 1e-14;
    private static final double LARGEST = 1e3;
    /** Factor over its smallest value by which the error must grow before the minimum counts as passed. */
    private static final double PAST = 1.001;

    /**
     * Factor within which errors are considered equal: the largest λ with an error within this factor of the smallest
     * is used, because its fit is as good and better conditioned.
     */
    private static final double AS_GOOD = 1.003;

    private final NavigableMap<Double, Double> visited = new TreeMap<>();

    private LambdaSearch() {}

    /** Minimises an error that falls to its minimum and rises again; infinite if λ is too small for the precision. */
    static double minimise(DoubleUnaryOperator error) {
        LambdaSearch s = new LambdaSearch();
        for (double l = START; l >= SMALLEST; l /= 10) {
            if (s.visit(l, error) > PAST * s.least()) {
                break;
            }
        }
        if (s.best() == START) {
            for (double l = 10 * START; l <= LARGEST; l *= 10) {
                if (s.visit(l, error) > PAST * s.least()) {
                    break;
                }
            }
        }
        for (double step : new double[] {Math.sqrt(10), Math.pow(10, 0.25)}) {
            double centre = s.best();
            s.visit(centre / step, error);
            s.visit(centre * step, error);
        }
        return s.best();
    }

    private double least() {
        return Collections.min(visited.values());
    }

    private double best() {
        double bound = AS_GOOD * least();
        return visited.descendingMap().entrySet().stream()
                .filter(e -> e.getValue() <= bound)
                .findFirst()
                .orElseThrow(
                        () -> new NotFiniteException("the errors of the cross-validation are not finite: the labels"
                                + " are too large or too small for double precision"))
                .getKey();
    }

    private double visit(double lambda, DoubleUnaryOperator error) {
        double e = error.applyAsDouble(lambda);
        visited.put(lambda, e);
        return e;
    }
}
