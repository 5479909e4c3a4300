package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;
import org.lather.backend.NotPositiveDefiniteException;

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

    private final List<List<NormalEquations>> kinds;
    private final LowerTriangle work;
    private final DenseAlgebra algebra;
    private final RowTypeNoiseSearch search;

    /**
     * @param kinds sums of each row type and fold, of one target; values first
     * @param work [M][M], overwritten
     */
    RowTypeAgreement(List<List<NormalEquations>> kinds, LowerTriangle work, DenseAlgebra algebra) {
        this.kinds = kinds;
        this.work = work;
        this.algebra = algebra;
        this.search = new RowTypeNoiseSearch(kinds, work, algebra);
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
                double harm = i == k || rows(i) == 0 ? 0 : errors[i] / without[i];
                if (harm > most) {
                    most = harm;
                    worst = k;
                    harmed = i;
                }
            }
        }
        return worst == 0 ? null : resolve(worst, harmed, errors[harmed], signal, onStep);
    }

    private long rows(int kind) {
        return kinds.get(kind).stream().mapToLong(NormalEquations::rows).sum();
    }

    /** The errors without a type, at the best of a few common factors of the other weights. */
    private double[] without(double[] mu, int type, Runnable onStep) {
        double least = Double.POSITIVE_INFINITY;
        double[] best = new double[0];
        for (double scale : SCALES) {
            onStep.run();
            double[] next = Arrays.stream(mu).map(m -> m * scale).toArray();
            next[type] = 0;
            double[] e = search.errors(next);
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
        List<List<NormalEquations>> others = new java.util.ArrayList<>(kinds);
        others.remove(type);
        double[] found = new RowTypeNoiseSearch(others, work, algebra).search(signal, onStep);
        double[] mu = new double[kinds.size()];
        for (int k = 0, i = 0; k < mu.length; k++) {
            mu[k] = k == type ? 0 : found[i++];
        }
        double[] without = search.errors(mu);
        double[] labels = compared(type, mu);
        mu[type] = without[type] > 0 && signal > 0 ? signal / without[type] : 1;
        for (int times = 0; times < LESS; times++) {
            onStep.run();
            double[] e = search.errors(mu);
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
        int m = kinds.get(0).get(0).size();
        work.clear();
        double[] right = new double[m];
        for (int k = 0; k < mu.length; k++) {
            double weight = mu[k];
            for (NormalEquations n : k == type ? List.<NormalEquations>of() : kinds.get(k)) {
                work.add(weight, n.matrix());
                Arrays.setAll(right, i -> right[i] + weight * n.right()[i]);
            }
        }
        try {
            return RidgeFit.factor(work, 1, algebra).solve(right);
        } catch (NotPositiveDefiniteException e) {
            return new double[0];
        }
    }

    /** Slope and correlation of labels against predictions of the fit to the other types. */
    private double[] compared(int type, double[] mu) {
        double[] v = weightsWithout(type, mu);
        int m = v.length;
        if (m == 0) {
            return new double[2];
        }
        work.clear();
        NormalEquations own = new NormalEquations(work, 1);
        kinds.get(type).forEach(own::merge);
        double product = 0;
        for (int i = 0; i < m; i++) {
            product += own.right()[i] * v[i];
        }
        // |y − p|² = |y|² − 2 y·p + |p|²
        double predicted = RidgeFit.squaredError(own, 0, v) - own.squares()[0] + 2 * product;
        double scale = Math.sqrt(predicted * own.squares()[0]);
        return new double[] {predicted > 0 ? product / predicted : 0, scale > 0 ? product / scale : 0};
    }
}
