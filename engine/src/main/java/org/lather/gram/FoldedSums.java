package org.lather.gram;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FormBlock;
import org.lather.backend.Matrix;
import org.lather.kernel.Covariance;

/**
 * Folds the sum over representatives f(x) = weight Σ_j w_j (x̂·ẑ_j)^ζ into a form in the features: with x̂ = x/n(x), f
 * = b·x̂ for ζ = 1 with b = weight Σ_j w_j ẑ_j, and f = x̂ᵀ A x̂ for ζ = 2 with A = weight Σ_j w_j ẑ_j ẑ_jᵀ. If only
 * centres of the same element have a covariance, there is one form for each element of the representatives.
 */
public final class FoldedSums {
    /** Number of representatives that are scaled at a time. */
    private static final int CHUNK = 256;

    private FoldedSums() {}

    /** Whether the sums of a kernel are forms in the features. */
    public static boolean isPossible(Covariance covariance) {
        return covariance.zeta() == 1 || covariance.zeta() == 2;
    }

    /**
     * Computes the forms of a target, M d² multiplications for ζ = 2.
     *
     * @param algebra computes A; the result does not depend on its threads
     * @param z representatives of one term of the kernel
     * @param weight weight of the term
     * @param weights w, [M]
     * @throws IllegalArgumentException if it is not {@link #isPossible}
     */
    public static FormBlock of(
            DenseAlgebra algebra, FeatureBlock z, Covariance covariance, double weight, double[] weights) {
        if (!isPossible(covariance)) {
            throw new IllegalArgumentException("expected a kernel with zeta 1 or 2, got " + covariance.zeta());
        }
        int degree = (int) covariance.zeta();
        boolean any = covariance.centers() == Covariance.Centers.ANY;
        Map<Integer, double[]> out = new TreeMap<>();
        int d = z.columns();
        for (int element : any ? new int[] {FormBlock.ANY} : elements(z)) {
            out.put(element, new double[degree == 1 ? d : Math.multiplyExact(d, d)]);
        }
        int step = z.isStored() ? Representatives.PART : Math.max(1, z.rows());
        for (int from = 0; from < z.rows(); from += step) {
            int to = Math.min(z.rows(), from + step);
            FeatureBlock part = z.part(from, to);
            double[] own = Arrays.copyOfRange(weights, from, to);
            out.forEach((element, form) -> {
                Rows rows = new Rows(part, weight, own, any, element);
                if (degree == 1) {
                    rows.addTo(form);
                } else {
                    rows.addTo(form, algebra);
                }
            });
        }
        if (degree == 2) {
            out.values().forEach(form -> mirror(form, d));
        }
        return new FormBlock(degree, d, out);
    }

    private static void mirror(double[] form, int d) {
        for (int a = 0; a < d; a++) {
            for (int b = a + 1; b < d; b++) {
                form[a * d + b] = form[b * d + a];
            }
        }
    }

    /** The elements of the centres, in ascending order. */
    static int[] elements(FeatureBlock z) {
        return Arrays.stream(z.centers()).sorted().distinct().toArray();
    }

    /** The representatives of one element, or all, with their weights. */
    @SuppressWarnings("ArrayRecordComponent") // views of the caller's memory
    private record Rows(FeatureBlock z, double weight, double[] weights, boolean any, int element) {
        private boolean has(int j) {
            return any || z.centers()[j] == element;
        }

        private double norm(int j) {
            double square = 0;
            for (int c = 0; c < z.columns(); c++) {
                double v = z.values()[j * z.columns() + c];
                square += v * v;
            }
            return Covariance.norm(square);
        }

        void addTo(double[] vector) {
            for (int j = 0; j < z.rows(); j++) {
                if (has(j)) {
                    add(j, weight * weights[j] / norm(j), vector, 0);
                }
            }
        }

        /** Adds a multiple of a representative to a row. */
        private void add(int j, double factor, double[] to, int at) {
            for (int c = 0; c < z.columns(); c++) {
                to[at + c] += factor * z.values()[j * z.columns() + c];
            }
        }

        /** Adds products of positive and of negative terms, whose square roots scale the representatives. */
        void addTo(double[] matrix, DenseAlgebra algebra) {
            int d = z.columns();
            for (int sign = 1; sign >= -1; sign -= 2) {
                double[] chunk = new double[Math.multiplyExact(CHUNK, d)];
                int count = 0;
                for (int j = 0; j < z.rows(); j++) {
                    double w = sign * weight * weights[j];
                    if (has(j) && w > 0) {
                        add(j, Math.sqrt(w) / norm(j), chunk, count * d);
                        count++;
                    }
                    if (count == CHUNK || (j == z.rows() - 1 && count > 0)) {
                        Matrix some = Matrix.of(chunk, count, d).transpose();
                        algebra.syrk(sign, some, 1, Matrix.of(matrix, d, d));
                        Arrays.fill(chunk, 0);
                        count = 0;
                    }
                }
            }
        }
    }
}
