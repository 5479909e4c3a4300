package org.lather.regression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds a row type whose labels contradict the others. The least product of errors, which {@link RowTypeNoiseSearch}
 * finds, believes such a type where it is self-consistent: a constant added to all stresses can be fitted, at the cost
 * of the energies. Labels that agree do not harm each other: errors of held-out rows of all other types are about as
 * small with a type as without it.
 */
final class RowTypeAgreement {
    /** The factor by which the root mean squared error of another type may grow through a type that agrees. */
    private static final double HARM = 1.2;

    /** The factor by which it may grow through a type that disagrees, after its noise is raised. */
    private static final double LEFT = 1.1;

    private static final double[] SCALES = {1, 10};
    private static final int LESS = 8;

    private final RowTypeFits fits;

    RowTypeAgreement(RowTypeFits fits) {
        this.fits = fits;
    }

    /**
     * A row type that contradicts others.
     *
     * @param type number of the row type
     * @param harmed number of the row type that suffers most
     * @param with root mean squared error of the latter on held-out rows with both, at the noises that were found first
     * @param without its error without the row type
     * @param mu δ²/σ² of each row type, with a noise of the contradicting type that does no more harm
     * @param slope regression slope of the labels on their predictions without them; negative for a wrong sign
     * @param correlation correlation of the labels with these predictions, both about 0
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    record Disagreement(
            int type, int harmed, double with, double without, double[] mu, double slope, double correlation) {}

    /**
     * Compares the errors of all types with and without each derivative.
     *
     * @param mu δ²/σ² of each row type, as found
     * @param errors mean squared errors of held-out rows of each type at these
     * @param signal signal variance δ², in the square of the target's unit
     * @return null if the types agree
     */
    @Nullable
    Disagreement check(double[] mu, double[] errors, double signal, Runnable onStep) {
        int worst = 0;
        int harmed = 0;
        double most = HARM * HARM;
        for (int k = 1; k < mu.length; k++) {
            double[] without = without(mu, k, onStep);
            for (int i = 0; i < mu.length; i++) {
                double harm = i == k || fits.rows(i) == 0 ? 0 : errors[i] / without[i];
                if (harm > most) {
                    most = harm;
                    worst = k;
                    harmed = i;
                }
            }
        }
        return worst == 0 ? null : resolve(worst, harmed, errors[harmed], signal, onStep);
    }

    /** The errors without a type, at the best of a few common factors of the other weights. */
    private double[] without(double[] mu, int type, Runnable onStep) {
        double least = Double.POSITIVE_INFINITY;
        double[] best = new double[0];
        for (double scale : SCALES) {
            onStep.run();
            double[] next = Arrays.stream(mu).map(m -> m * scale).toArray();
            next[type] = 0;
            double[] e = fits.errors(next);
            double product = 1;
            for (int i = 0; i < e.length; i++) {
                product *= i == type ? 1 : e[i];
            }
            if (best.length == 0 || product < least) {
                least = product;
                best = e;
            }
        }
        return best;
    }

    /**
     * Searches the noises of the other types by themselves, then one of the type that leaves their errors as they are.
     */
    private Disagreement resolve(int type, int harmed, double with, double signal, Runnable onStep) {
        double[] found = new RowTypeNoiseSearch(fits.without(type)).search(signal, onStep);
        double[] mu = new double[fits.types()];
        for (int k = 0, i = 0; k < mu.length; k++) {
            mu[k] = k == type ? 0 : found[i++];
        }
        double[] without = fits.errors(mu);
        double[] labels = compared(type, mu);
        mu[type] = without[type] > 0 && signal > 0 ? signal / without[type] : 1;
        for (int times = 0; times < LESS; times++) {
            onStep.run();
            double[] e = fits.errors(mu);
            boolean harmless = true;
            for (int i = 0; i < e.length; i++) {
                harmless &= i == type || e[i] <= LEFT * LEFT * without[i];
            }
            if (harmless) {
                break;
            }
            mu[type] /= 10;
        }
        return new Disagreement(type, harmed, Math.sqrt(with), Math.sqrt(without[harmed]), mu, labels[0], labels[1]);
    }

    /**
     * The whitened weights of the fit to all rows but those of one type.
     *
     * @param mu δ²/σ² of each row type
     * @return empty if the noises are too small for the precision
     */
    double[] weightsWithout(int type, double[] mu) {
        double[] others = mu.clone();
        others[type] = 0;
        return fits.weights(others);
    }

    /** Slope and correlation of labels against predictions of the fit to the other types. */
    private double[] compared(int type, double[] mu) {
        double[] v = weightsWithout(type, mu);
        if (v.length == 0) {
            return new double[2];
        }
        RowTypeFits.Products own = fits.products(type, v);
        double scale = Math.sqrt(own.quadratic() * fits.squares(type));
        return new double[] {
            own.quadratic() > 0 ? own.linear() / own.quadratic() : 0, scale > 0 ? own.linear() / scale : 0
        };
    }
}
