package org.lather.maps;

/**
 * Centres kernels, so that the mean of the landmarks in feature space is zero: K_c = K − 1 m − (K m₁) + m₂ with the
 * means m of the columns of the landmarks, the mean m₁ of a row and the mean m₂ of all.
 *
 * @param means means of the columns of the landmarks' kernel matrix, [landmark]
 * @param mean mean of all its elements
 * @param scale by which centred kernels are divided
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record KernelCentre(double[] means, double mean, double scale) {
    /**
     * The centre of a kernel matrix [n][n], which is centred in place.
     *
     * @param scaled whether kernels are also divided by the mean of the centred diagonal
     */
    static KernelCentre centre(double[] k, int n, boolean scaled) {
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[j] += k[i * n + j] / n;
            }
        }
        for (double m : means) {
            mean += m / n;
        }
        KernelCentre plain = new KernelCentre(means, mean, 1);
        double trace = 0;
        for (int i = 0; i < n; i++) {
            plain.apply(k, i * n);
            trace += k[i * n + i] / n;
        }
        if (!scaled || !(trace > 0)) {
            return plain;
        }
        for (int i = 0; i < n * n; i++) {
            k[i] /= trace;
        }
        return new KernelCentre(means, mean, trace);
    }

    /** No centring of n landmarks. */
    static KernelCentre none(int n) {
        return new KernelCentre(new double[n], 0, 1);
    }

    /**
     * Centres the kernels of one point with the landmarks in place; leaves them as they are where nothing is centred.
     */
    void apply(double[] k, int from) {
        int n = means.length;
        double own = 0;
        for (int j = 0; j < n; j++) {
            own += k[from + j] / n;
        }
        for (int j = 0; j < n; j++) {
            k[from + j] = (k[from + j] - means[j] - own + mean) / scale;
        }
    }
}
