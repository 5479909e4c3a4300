package org.lather.maps;

/**
 * Centres features and divides all of them by one number, so that the mean squared norm of the landmarks is 1.
 *
 * @param means [feature]
 * @param scale root of the mean squared norm of the centred landmarks
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record LinearFeatures(double[] means, double scale) {
    /** @param x features of the landmarks, [n][feature] */
    static LinearFeatures of(double[] x, int n) {
        double[] means = new double[x.length / n];
        for (int i = 0; i < x.length; i++) {
            means[i % means.length] += x[i] / n;
        }
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            double d = x[i] - means[i % means.length];
            square += d * d / n;
        }
        return new LinearFeatures(means, square > 0 ? Math.sqrt(square) : 1);
    }

    /** Centres and scales features [point][feature] in place. */
    void apply(double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = (x[i] - means[i % means.length]) / scale;
        }
    }
}
