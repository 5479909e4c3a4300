package org.lather.dataset;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import org.lather.target.CompositionFit;

/** What the composition of structures alone explains of their values. */
final class CompositionShare {
    private CompositionShare() {}

    /** Receives the number of atoms of each element of a row that has a value, and its weight. */
    interface RowConsumer {
        void accept(int row, double[] counts, double weight);
    }

    /**
     * Returns the root mean square of values after a composition is fitted over that before; NaN for too few rows.
     *
     * @param rows passes all rows to a consumer
     * @param value of a row
     */
    static double left(int[] elements, Consumer<RowConsumer> rows, IntToDoubleFunction value) {
        CompositionFit fit = new CompositionFit(elements);
        rows.accept((row, counts, weight) -> fit.add(counts, value.applyAsDouble(row), weight));
        Map<Integer, Double> energies = fit.solve();
        double[] sums = new double[3]; // of squares after and before, and of rows
        rows.accept((row, counts, weight) -> {
            double y = value.applyAsDouble(row);
            double r = y;
            for (int k = 0; k < elements.length; k++) {
                r -= counts[k] * energies.getOrDefault(elements[k], 0.0);
            }
            sums[0] += weight * r * r;
            sums[1] += weight * y * y;
            sums[2]++;
        });
        return sums[2] < 3 * elements.length ? Double.NaN : Math.sqrt(sums[0] / sums[1]);
    }
}
