package org.lather.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.lather.model.Calibration;

/**
 * Fits the calibration u² = (α σ^γ)² + β² to residuals z and standard deviations σ by maximum likelihood (Musil et al.
 * 2019, doi:10.1021/acs.jctc.8b00959, eq. 20, with a floor): the mean over the rows of −ln p(z) = ½ ln 2π + ln u +
 * z²/2u² is smallest for α² = ⟨z²/(σ^2γ + r)⟩ at each γ and r = β²/α². Without a floor it is then convex in γ.
 *
 * <p>The standard deviations of a committee are those of few members, as they are where the calibration is applied, so
 * their scatter is part of what is fitted; the factor by which few members are wrong on average needs no term of its
 * own.
 */
public final class CalibrationFit {
    /** Largest γ: above it, uncertainties of structures unlike those of the calibration would have no bound. */
    private static final double LARGEST = 2;

    private static final int GRID = 16;
    private static final int STEPS = 16;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private double[] logs = new double[64];
    private double[] squares = new double[64];
    private int count;
    private int independent;
    private double largest = Double.NaN;

    /** Counts a structure: the rows of one structure are not independent of each other. */
    public void addStructure() {
        independent++;
    }

    /**
     * Adds one row.
     *
     * @param z residual of a structure that was held out, per {@link org.lather.model.FittedTarget#calibrationUnit}
     * @param sigma standard deviation, positive, in the unit of z
     */
    public void add(double z, double sigma) {
        if (count == logs.length) {
            logs = Arrays.copyOf(logs, 2 * count);
            squares = Arrays.copyOf(squares, 2 * count);
        }
        largest = Double.isNaN(largest) ? sigma : Math.max(largest, sigma);
        logs[count] = Math.log(sigma);
        squares[count++] = z * z;
    }

    /** The largest standard deviation; NaN without rows. */
    public double largest() {
        return largest;
    }

    /** The number of rows. */
    public int count() {
        return count;
    }

    /** The relation with γ = 1 and β = 0; {@link Calibration#NONE} without rows, or if all residuals vanish. */
    public Calibration scale() {
        return with(new Shape(1, 0));
    }

    /**
     * The shape of a relation.
     *
     * @param exponent γ
     * @param ratio r = β²/α²
     */
    private record Shape(double exponent, double ratio) {
        int parameters() {
            return (exponent == 1 ? 0 : 1) + (ratio == 0 ? 0 : 1);
        }
    }

    /**
     * The relation of the largest likelihood. The exponent is 1 and the floor 0 unless others are worth further
     * parameters by the Bayesian information criterion for the number of structures.
     */
    public Calibration power() {
        Shape best = new Shape(1, 0);
        Shape free = new Shape(minimum(0, LARGEST, g -> loss(new Shape(g, 0))), 0);
        Shape floor = new Shape(1, ratio(1));
        Shape both = new Shape(minimum(0, LARGEST, g -> loss(new Shape(g, ratio(g)))), 0);
        both = new Shape(both.exponent, ratio(both.exponent));
        // of equal likelihood a floor is preferred to an exponent, whose u vanishes with σ as no error does
        for (Shape s : List.of(floor, both, free)) {
            double gain = 2 * independent * (loss(best) - loss(s));
            double price = Math.max(1, s.parameters() - best.parameters()) * Math.log(Math.max(2, independent));
            best = gain > price ? s : best;
        }
        return with(best);
    }

    /** The r of the largest likelihood at a γ, from a millionth of the mean of σ^2γ to a thousand times it, or 0. */
    private double ratio(double exponent) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += Math.exp(2 * exponent * logs[i]) / count;
        }
        double unit = mean;
        double log = minimum(Math.log(1e-6), Math.log(1e3), x -> loss(new Shape(exponent, unit * Math.exp(x))));
        double r = unit * Math.exp(log);
        return loss(new Shape(exponent, r)) < loss(new Shape(exponent, 0)) ? r : 0;
    }

    /** The minimum of a function between two numbers: the best of a grid, and by golden sections around it. */
    private static double minimum(double from, double to, DoubleUnaryOperator of) {
        double step = (to - from) / GRID;
        double best = from;
        double least = of.applyAsDouble(from);
        for (int i = 1; i <= GRID; i++) {
            double value = of.applyAsDouble(from + i * step);
            if (value < least) {
                least = value;
                best = from + i * step;
            }
        }
        return golden(Math.max(from, best - step), Math.min(to, best + step), of);
    }

    private static double golden(double from, double to, DoubleUnaryOperator of) {
        double low = from;
        double high = to;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double atLeft = of.applyAsDouble(left);
        double atRight = of.applyAsDouble(right);
        for (int i = 0; i < STEPS; i++) {
            if (atLeft < atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - GOLDEN * (high - low);
                atLeft = of.applyAsDouble(left);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + GOLDEN * (high - low);
                atRight = of.applyAsDouble(right);
            }
        }
        return (low + high) / 2;
    }

    private Calibration with(Shape shape) {
        double square = square(shape);
        return square > 0 && Double.isFinite(square)
                ? new Calibration(Math.sqrt(square), shape.exponent, Math.sqrt(square * shape.ratio), largest)
                : Calibration.NONE;
    }

    /** α². */
    private double square(Shape s) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += squares[i] / (Math.exp(2 * s.exponent * logs[i]) + s.ratio);
        }
        return count == 0 ? 0 : sum / count;
    }

    /** The mean of −ln p without constants. */
    private double loss(Shape s) {
        double ratios = 0;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double v = Math.exp(2 * s.exponent * logs[i]) + s.ratio;
            ratios += squares[i] / v;
            sum += s.ratio == 0 ? 2 * s.exponent * logs[i] : Math.log(v);
        }
        return 0.5 * Math.log(ratios / count) + 0.5 * sum / count;
    }
}
