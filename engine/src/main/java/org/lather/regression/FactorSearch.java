package org.lather.regression;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Minimises a function of positive parameters: multiplies and divides one parameter after another by a step, and keeps
 * what reduces the function, until no parameter moves; then by the next step.
 *
 * @param gain the factor by which a step must reduce the function
 * @param rounds number of times that all parameters are tried with a step of one size
 * @param allowed maps parameters to those that are tried in their place
 * @param steps the sizes of steps, in the order of the search, larger than 1
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record FactorSearch(double gain, int rounds, UnaryOperator<double[]> allowed, double... steps) {
    /**
     * Searches from a start.
     *
     * @param start allowed parameters
     * @param value the function at the start
     */
    double[] minimise(double[] start, double value, ToDoubleFunction<double[]> function) {
        double[] best = start;
        double least = value;
        for (double step : steps) {
            boolean moved = true;
            for (int round = 0; round < rounds && moved; round++) {
                moved = false;
                for (int k = 0; k < best.length; k++) {
                    for (double factor : new double[] {step, 1 / step}) {
                        double[] next = best.clone();
                        next[k] *= factor;
                        next = allowed.apply(next);
                        double found = Arrays.equals(next, best) ? least : function.applyAsDouble(next);
                        if (found < gain * least) {
                            least = found;
                            best = next;
                            moved = true;
                            break;
                        }
                    }
                }
            }
        }
        return best;
    }
}
