package org.lather.match;

import org.lather.kernel.StructureKernel;

/** Computes the kernel of two structures from the covariances of their environments; used by one thread. */
interface PairKernel {
    /**
     * @param k covariances, [n][m] row by row from an offset
     * @param stride distance from one row to the next
     */
    double of(double[] k, int offset, int stride, int n, int m);

    /** The largest error so far of the sums of a plan, which bounds that of the kernel. */
    default double error() {
        return 0;
    }

    /** Creates what computes a kernel of structures. */
    static PairKernel of(StructureKernel kernel) {
        return kernel.match(new StructureKernel.Cases<PairKernel>() {
            @Override
            public PairKernel sum() {
                return PairKernel::total;
            }

            @Override
            public PairKernel mean() {
                return (k, offset, stride, n, m) -> total(k, offset, stride, n, m) / ((double) n * m);
            }

            @Override
            public PairKernel rematch(StructureKernel.Rematch rematch) {
                RegularisedMatch match = new RegularisedMatch();
                return new PairKernel() {
                    private double error;

                    @Override
                    public double of(double[] k, int offset, int stride, int n, int m) {
                        double kernel = match.kernel(k, offset, stride, n, m, rematch.gamma());
                        error = Math.max(error, match.error());
                        return kernel;
                    }

                    @Override
                    public double error() {
                        return error;
                    }
                };
            }

            @Override
            public PairKernel bestMatch() {
                return new BestMatch()::kernel;
            }
        });
    }

    private static double total(double[] k, int offset, int stride, int n, int m) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                sum += k[offset + i * stride + j];
            }
        }
        return sum;
    }
}
