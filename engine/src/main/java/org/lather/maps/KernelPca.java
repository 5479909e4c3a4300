package org.lather.maps;

/**
 * Principal components in the feature space of a kernel (Schölkopf, Smola, Müller, Neural Comput. 10, 1299 (1998),
 * doi:10.1162/089976698300017467): K_c v = λ v for the centred kernels K_c of the landmarks, t_d(x) = Σ_j k_c(x, j)
 * v_jd / √λ_d. Coordinates have the unit of the square root of the kernel. The largest element of each v is positive.
 */
public final class KernelPca {
    private KernelPca() {}

    /**
     * Computes the map.
     *
     * @param k kernels of the landmarks with each other, [n][n], symmetric positive semi-definite; overwritten
     * @param dimensions number of components; those beyond the rank are zero
     * @param threads of the host
     * @throws IllegalArgumentException if the number of components is not from 1 to the number of landmarks
     */
    public static LinearMap fit(double[] k, int n, int dimensions, int threads) {
        expectDimensions(n, dimensions);
        KernelCentre centre = KernelCentre.centre(k, n, false);
        try (RowWorkers workers = new RowWorkers(threads)) {
            LeadingVectors leading = LeadingVectors.of(k, n, dimensions, workers);
            double[][] weights = leading.vectors();
            for (int d = 0; d < dimensions; d++) {
                double root = Math.sqrt(leading.values()[d]);
                for (int i = 0; i < n && root > 0; i++) {
                    weights[d][i] /= root;
                }
            }
            return new LinearMap(centre, true, weights, leading.values(), k);
        }
    }

    static void expectDimensions(int n, int dimensions) {
        if (dimensions < 1 || dimensions > n) {
            throw new IllegalArgumentException(
                    "expected from 1 to " + n + " dimensions, the number of landmarks, got " + dimensions);
        }
    }
}
