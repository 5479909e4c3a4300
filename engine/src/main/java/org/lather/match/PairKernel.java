package org.lather.match;

import java.util.Arrays;
import org.lather.kernel.StructureKernel;

/** Computes the kernel of two structures from the covariances of their environments; used by one thread. */
interface PairKernel {
    /**
     * @param k covariances, [n][m] row by row from an offset
     * @param stride distance from one row to the next
     */
    double of(double[] k, int offset, int stride, int n, int m);

    /** The weights P of the covariances in the last kernel, [n][m]: it is Σ_ij P_ij k_ij. */
    double[] plan(int n, int m);

    /**
     * The derivatives of the last kernel with respect to the covariances, [n][m]; the plan where it does not change
     * with them.
     *
     * @param k those of the last kernel
     */
    default double[] slopes(double[] k, int offset, int stride, int n, int m) {
        return plan(n, m);
    }

    /** The largest error so far of the sums of a plan, which bounds that of the kernel. */
    default double error() {
        return 0;
    }

    /** Creates what computes a kernel of structures. */
    static PairKernel of(StructureKernel kernel) {
        return kernel.match(new StructureKernel.Cases<PairKernel>() {
            @Override
            public PairKernel sum() {
                return new Uniform(false);
            }

            @Override
            public PairKernel mean() {
                return new Uniform(true);
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
                    public double[] plan(int n, int m) {
                        return match.plan();
                    }

                    @Override
                    public double[] slopes(double[] k, int offset, int stride, int n, int m) {
                        return match.slopes(k, offset, stride, rematch.gamma());
                    }

                    @Override
                    public double error() {
                        return error;
                    }
                };
            }

            @Override
            public PairKernel bestMatch() {
                BestMatch match = new BestMatch();
                return new PairKernel() {
                    @Override
                    public double of(double[] k, int offset, int stride, int n, int m) {
                        return match.kernel(k, offset, stride, n, m);
                    }

                    @Override
                    public double[] plan(int n, int m) {
                        return match.plan();
                    }
                };
            }
        });
    }

    /** Equal weights of all pairs. */
    record Uniform(boolean mean) implements PairKernel {
        @Override
        public double of(double[] k, int offset, int stride, int n, int m) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    sum += k[offset + i * stride + j];
                }
            }
            return mean ? sum / ((double) n * m) : sum;
        }

        @Override
        public double[] plan(int n, int m) {
            double[] out = new double[n * m];
            Arrays.fill(out, mean ? 1 / ((double) n * m) : 1);
            return out;
        }
    }
}
