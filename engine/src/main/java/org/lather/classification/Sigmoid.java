package org.lather.classification;

/**
 * Platt's probability of the positive class, p(f) = 1 / (1 + exp(A f + B)), for a value f of the decision function
 * (Platt, Advances in Large Margin Classifiers (1999); the fit as in Lin, Lin, Weng, doi:10.1007/s10994-007-5018-6).
 *
 * @param slope A, negative where larger decisions mean a larger probability
 * @param offset B
 */
record Sigmoid(double slope, double offset) {
    private static final int MOST_STEPS = 200;
    private static final double LEAST_STEP = 1e-10;
    private static final double RIDGE = 1e-12;
    private static final double GRADIENT = 1e-9;

    /** The probability of the positive class. */
    double probability(double decision) {
        double z = slope * decision + offset;
        return z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
    }

    /**
     * Fits the probability to decisions of structures that were held out, by Newton's method on the likelihood of
     * targets (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2).
     */
    static Sigmoid fit(double[] decisions, boolean[] positive) {
        int positives = 0;
        for (boolean p : positive) {
            positives += p ? 1 : 0;
        }
        int negatives = positive.length - positives;
        double high = (positives + 1.0) / (positives + 2.0);
        double low = 1 / (negatives + 2.0);
        Sigmoid s = new Sigmoid(0, Math.log((negatives + 1.0) / (positives + 1.0)));
        double value = s.loss(decisions, positive, high, low);
        for (int step = 0; step < MOST_STEPS; step++) {
            double haa = RIDGE;
            double hbb = RIDGE;
            double hab = 0;
            double ga = 0;
            double gb = 0;
            for (int i = 0; i < decisions.length; i++) {
                double f = decisions[i];
                double p = s.probability(f);
                double d2 = p * (1 - p);
                double d1 = (positive[i] ? high : low) - p;
                haa += f * f * d2;
                hbb += d2;
                hab += f * d2;
                ga += f * d1;
                gb += d1;
            }
            if (Math.abs(ga) < GRADIENT && Math.abs(gb) < GRADIENT) {
                break;
            }
            double determinant = haa * hbb - hab * hab;
            double da = -(hbb * ga - hab * gb) / determinant;
            double db = -(haa * gb - hab * ga) / determinant;
            double slope = ga * da + gb * db;
            double t = 1;
            Sigmoid next = s;
            double nextValue = Double.POSITIVE_INFINITY;
            while (t >= LEAST_STEP) {
                next = new Sigmoid(s.slope + t * da, s.offset + t * db);
                nextValue = next.loss(decisions, positive, high, low);
                if (nextValue < value + 1e-4 * t * slope) {
                    break;
                }
                t /= 2;
            }
            if (t < LEAST_STEP) {
                break; // at the minimum within rounding
            }
            s = next;
            value = nextValue;
        }
        return s;
    }

    private double loss(double[] decisions, boolean[] positive, double high, double low) {
        double sum = 0;
        for (int i = 0; i < decisions.length; i++) {
            double z = slope * decisions[i] + offset;
            double t = positive[i] ? high : low;
            sum += z >= 0 ? t * z + Math.log1p(Math.exp(-z)) : (t - 1) * z + Math.log1p(Math.exp(z));
        }
        return sum;
    }
}
