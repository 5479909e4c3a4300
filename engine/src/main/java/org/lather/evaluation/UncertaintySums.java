package org.lather.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.calibration.StandardizedErrors;
import org.lather.math.NormalDistribution;

/**
 * Sums over errors and their predictive standard deviations, added one at a time, from which {@link UncertaintyMetrics}
 * follow. Standard deviations are counted in fine logarithmic classes, which are merged to bins at the end, so that
 * memory does not grow with the number of predictions.
 */
final class UncertaintySums {
    /** Classes for each factor of 2. */
    private static final int CLASSES = 64;
    /** Largest number of bins. */
    private static final int BINS = 10;
    /** Smallest number of predictions in a bin: the root mean square of 200 errors is known to 5 %. */
    private static final int LEAST = 200;
    /** Levels of probability. */
    private static final int LEVELS = 100;

    private final StandardizedErrors ratios = new StandardizedErrors();
    private final Map<Integer, double[]> classes = new TreeMap<>();
    private final long[] levels = new long[LEVELS];
    private long count;
    private double loss;
    private double lossComputed;
    private long within1;
    private long within2;

    /**
     * Adds one prediction.
     *
     * @param error e
     * @param predictive u, in the unit of e
     * @param computed standard deviation before the calibration, in the unit of e
     * @param scale square root of the signal variance, in the unit of e
     */
    void add(double error, double predictive, double computed, double scale) {
        boolean known = StandardizedErrors.isKnown(predictive, scale) && StandardizedErrors.isKnown(computed, scale);
        ratios.add(error, predictive, known);
        if (!known) {
            return;
        }
        count++;
        double z = Math.abs(error) / predictive;
        loss += loss(error, predictive);
        lossComputed += loss(error, computed);
        within1 += z <= 1 ? 1 : 0;
        within2 += z <= 2 ? 1 : 0;
        levels[Math.min(LEVELS - 1, (int) (LEVELS * NormalDistribution.central(z)))]++;
        int place = (int) Math.floor(CLASSES * Math.log(predictive) / Math.log(2));
        double[] c = classes.computeIfAbsent(place, k -> new double[3]);
        c[0]++;
        c[1] += predictive * predictive;
        c[2] += error * error;
    }

    /** −ln p of an error. */
    private static double loss(double error, double u) {
        return 0.5 * Math.log(2 * Math.PI * u * u) + error * error / (2 * u * u);
    }

    /** The errors over their standard deviations. */
    StandardizedErrors ratios() {
        return ratios;
    }

    UncertaintyMetrics metrics() {
        List<UncertaintyMetrics.Bin> bins = bins();
        return new UncertaintyMetrics(
                ratios.count(),
                ratios.rmsUncertainty(),
                ratios.rmsErrorOverUncertainty(),
                mean(loss),
                mean(lossComputed),
                bins.stream()
                        .mapToDouble(b -> Math.abs(b.uncertainty() - b.rmse()) / b.uncertainty())
                        .average()
                        .orElse(Double.NaN),
                area(),
                fraction(within1),
                fraction(within2),
                bins);
    }

    private double fraction(long of) {
        return mean((double) of);
    }

    private double mean(double sum) {
        return count == 0 ? Double.NaN : sum / count;
    }

    private double area() {
        if (count == 0) {
            return Double.NaN;
        }
        double sum = 0;
        long below = 0;
        for (int i = 0; i < LEVELS; i++) {
            below += levels[i];
            sum += Math.abs((double) below / count - (i + 1.0) / LEVELS);
        }
        return sum / LEVELS;
    }

    private List<UncertaintyMetrics.Bin> bins() {
        List<UncertaintyMetrics.Bin> out = new ArrayList<>();
        long wanted = Math.max(1, Math.min(BINS, count / LEAST));
        double[] bin = new double[3];
        long done = 0;
        for (double[] c : classes.values()) {
            for (int i = 0; i < bin.length; i++) {
                bin[i] += c[i];
            }
            done += (long) c[0];
            if (done * wanted >= count * (out.size() + 1)) {
                out.add(bin(bin));
                bin = new double[3];
            }
        }
        return out;
    }

    private static UncertaintyMetrics.Bin bin(double[] sums) {
        return new UncertaintyMetrics.Bin((long) sums[0], Math.sqrt(sums[1] / sums[0]), Math.sqrt(sums[2] / sums[0]));
    }
}
