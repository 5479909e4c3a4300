package org.lather.maps;

/** Classical scaling: the principal components of the kernel, whose distances are those of the kernel. */
final class LinearStart {
    private static final double SPREAD = 1e-4;

    private LinearStart() {}

    /**
     * Positions of n points with the kernels [n][n], [n][dimension]. Coordinates that the kernel lacks are spread a
     * little, because a stress does not leave a line of its own accord.
     */
    static double[] of(double[] k, int n, int dimensions, int threads) {
        double[] out =
                KernelPca.fit(k.clone(), n, Math.min(n, dimensions), threads).landmarks();
        if (n < dimensions) {
            double[] wider = new double[n * dimensions];
            for (int i = 0; i < n; i++) {
                System.arraycopy(out, i * n, wider, i * dimensions, n);
            }
            out = wider;
        }
        double size = 0;
        for (double v : out) {
            size = Math.max(size, Math.abs(v));
        }
        for (int d = 0; d < dimensions; d++) {
            boolean flat = true;
            for (int i = 0; i < n; i++) {
                flat &= out[i * dimensions + d] == 0;
            }
            for (int i = 0; i < n && flat; i++) {
                out[i * dimensions + d] = SPREAD * size * Math.sin(1 + i * (d + 1.0));
            }
        }
        return out;
    }
}
