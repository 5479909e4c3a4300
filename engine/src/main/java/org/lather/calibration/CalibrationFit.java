package org.lather.calibration;

import java.util.Arrays;
import org.lather.model.Calibration;

/**
 * Fits the calibration u = α σ^γ to residuals z and standard deviations σ by maximum likelihood (Musil et al. 2019,
 * doi:10.1021/acs.jctc.8b00959, eq. 20): the mean over the rows of −ln p(z) = ½ ln 2π + ln u + z²/2u² is smallest for
 * α² = ⟨z²/σ^2γ⟩ at each γ, and is then convex in γ.
 *
 * <p>The standard deviations of a committee are those of few members, as they are where the calibration is applied, so
 * their scatter is part of what is fitted; the factor by which few members are wrong on average needs no term of its
 * own.
 */
public final class CalibrationFit {
    /** Largest γ: above it, uncertainties of structures unlike those of the calibration would have no bound. */
    private static final double LARGEST = 2;

    private static final int STEPS = 60;
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

    /** The relation with γ = 1; {@link Calibration#NONE} without rows, or if all residuals vanish. */
    public Calibration scale() {
        return with(1);
    }

    /**
     * The relation of the largest likelihood. The exponent is 1 unless another one is worth a further parameter by the
     * Bayesian information criterion for the number of structures.
     */
    public Calibration power() {
        double low = 0;
        double high = LARGEST;
        for (int i = 0; i < STEPS; i++) {
            double step = GOLDEN * (high - low);
            if (loss(high - step) < loss(low + step)) {
                high = low + step;
            } else {
                low = high - step;
            }
        }
        double best = (low + high) / 2;
        double gain = 2 * independent * (loss(1) - loss(best));
        return gain > Math.log(Math.max(2, independent)) ? with(best) : with(1);
    }

    private Calibration with(double exponent) {
        double square = square(exponent);
        return square > 0 && Double.isFinite(square)
                ? new Calibration(Math.sqrt(square), exponent, largest)
                : Calibration.NONE;
    }

    /** α². */
    private double square(double exponent) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += squares[i] * Math.exp(-2 * exponent * logs[i]);
        }
        return count == 0 ? 0 : sum / count;
    }

    /** The mean of −ln p without constants. */
    private double loss(double exponent) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += logs[i];
        }
        return 0.5 * Math.log(square(exponent)) + exponent * sum / count;
    }
}
