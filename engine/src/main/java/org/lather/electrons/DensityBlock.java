package org.lather.electrons;

import java.util.List;
import org.lather.math.SymmetricEigen;
import org.lather.structure.Structure;

/**
 * The functions of one element and order λ in a fit. Their coefficients are c_nμ = Σ_k T_nk d_kμ with amplitudes d of
 * unit prior variance: T = L⁻ᵀ U √(β/κ) with S = L Lᵀ the scalar products of the radial functions of an atom, and U, β
 * the eigenvectors and eigenvalues of the mean of Lᵀ c cᵀ L over atoms and μ, so that TᵀS T = β/κ is diagonal; κ is the
 * mean covariance of a representative with itself.
 *
 * @param atomicNumber element
 * @param lambda order λ
 * @param functions number N of radial functions
 * @param rank number of whitened columns R
 * @param transform T, [n][k] flattened
 * @param strengths β/κ of each k
 * @param weightOffset index of the first weight, of N R in the order [k][column]
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves a fit
record DensityBlock(
        int atomicNumber,
        int lambda,
        int functions,
        int rank,
        double[] transform,
        double[] strengths,
        int weightOffset) {
    /** Directions with less than this part of the largest variance are not learnt. */
    private static final double FAINT = 1e-14;

    /** The number of components, 2λ + 1. */
    int components() {
        return 2 * lambda + 1;
    }

    /** The number of weights, N R. */
    int weights() {
        return functions * rank;
    }

    /** The transform of a block, and its strengths. */
    record Transform(double[] matrix, double[] strengths) {}

    /**
     * Finds the transform.
     *
     * @param overlap scalar products of the radial functions of an atom, [N][N]
     * @param second mean of c_nμ c_n'μ, [N][N]
     * @param diagonal κ, mean covariance of a representative with itself
     */
    static Transform transform(double[] overlap, double[] second, int n, double diagonal) {
        double[] l = overlap.clone();
        CholeskySolver.factor(l, n);
        // Lᵀ C L
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = i; p < n; p++) {
                    for (int q = j; q < n; q++) {
                        sum += l[p * n + i] * second[p * n + q] * l[q * n + j];
                    }
                }
                a[i * n + j] = sum;
            }
        }
        double[] u = new double[n * n];
        double[] beta = SymmetricEigen.jacobi(a, n, u);
        double largest = 0;
        for (double b : beta) {
            largest = Math.max(largest, b);
        }
        double[] strengths = new double[n];
        double[] t = new double[n * n];
        for (int k = 0; k < n; k++) {
            strengths[k] = Math.max(0, beta[k] > FAINT * largest ? beta[k] : 0) / diagonal;
            double root = Math.sqrt(strengths[k]);
            // column k of L⁻ᵀ U
            for (int i = n - 1; i >= 0; i--) {
                double x = u[i * n + k] * root;
                for (int j = i + 1; j < n; j++) {
                    x -= l[j * n + i] * t[j * n + k];
                }
                t[i * n + k] = x / l[i * n + i];
            }
        }
        return new Transform(t, strengths);
    }

    /** The mean of c_nμ c_n'μ over the atoms of an element and μ. */
    static double[] second(
            int z, int lambda, AuxiliaryBasis basis, List<Structure> structures, List<double[]> coefficients) {
        ElementBasis own = basis.of(z);
        int n = own.shells(lambda).size();
        int c = 2 * lambda + 1;
        double[] sum = new double[n * n];
        long count = 0;
        for (int f = 0; f < structures.size(); f++) {
            Structure s = structures.get(f);
            int[] offsets = basis.offsets(s);
            double[] x = coefficients.get(f);
            for (int i = 0; i < s.size(); i++) {
                if (s.atomicNumber(i) != z) {
                    continue;
                }
                int at = offsets[i] + own.offset(lambda);
                for (int m = 0; m < c; m++) {
                    for (int p = 0; p < n; p++) {
                        for (int q = 0; q < n; q++) {
                            sum[p * n + q] += x[at + p * c + m] * x[at + q * c + m];
                        }
                    }
                }
                count += c;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= Math.max(1, count);
        }
        return sum;
    }
}
