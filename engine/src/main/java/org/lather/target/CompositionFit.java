package org.lather.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.math.SymmetricEigen;

/**
 * Least-squares fit of a target on the number of atoms of each element. It is the solution of minimum norm, so that
 * elements that always occur together share their contribution. It works on sums, so each row is read once.
 */
public final class CompositionFit {
    /** Residuals are rounding where their mean square is below this part of that of the values. */
    private static final double EXPLAINED = 1e-16;

    private final int[] elements;
    private final double[] matrix;
    private final double[] right;
    private double squares;
    private int rows;

    public CompositionFit(int[] elements) {
        this.elements = elements;
        this.matrix = new double[elements.length * elements.length];
        this.right = new double[elements.length];
    }

    /**
     * @param counts count of each element: integers for totals, fractions for means, a single 1 for an atom
     * @param weight of the row
     */
    public void add(double[] counts, double value, double weight) {
        int e = elements.length;
        squares += weight * value * value;
        rows++;
        for (int i = 0; i < e; i++) {
            for (int j = 0; j < e; j++) {
                matrix[i * e + j] += weight * counts[i] * counts[j];
            }
            right[i] += weight * counts[i] * value;
        }
    }

    /** The fitted number for each element. */
    public Map<Integer, Double> solve() {
        int e = elements.length;
        Scaled scaled = scaled();
        double[] x = new double[e];
        List<double[]> free = new ArrayList<>();
        for (int k = 0; k < e; k++) {
            if (!scaled.determines(k)) {
                free.add(direction(scaled.vectors, k, scaled.scale));
                continue;
            }
            double s = 0;
            for (int i = 0; i < e; i++) {
                s += scaled.vectors[i * e + k] * right[i] * scaled.scale[i];
            }
            for (int i = 0; i < e; i++) {
                x[i] += s / scaled.values[k] * scaled.vectors[i * e + k];
            }
        }
        for (int i = 0; i < e; i++) {
            x[i] *= scaled.scale[i];
        }
        // the norm is that in the unit of the target, not of scaled values
        takeOff(x, free);
        Map<Integer, Double> out = new TreeMap<>();
        for (int i = 0; i < e; i++) {
            out.put(elements[i], x[i]);
        }
        return out;
    }

    /** Eigenvalues and vectors of the matrix after scaling to a unit diagonal. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Scaled(double[] scale, double[] values, double[] vectors) {
        boolean determines(int k) {
            return values[k] > 1e-11 * Arrays.stream(values).max().orElse(0);
        }

        int rank() {
            int n = 0;
            for (int k = 0; k < values.length; k++) {
                n += determines(k) ? 1 : 0;
            }
            return n;
        }
    }

    private Scaled scaled() {
        int e = elements.length;
        // scaled to a unit diagonal, so that rare elements are not lost in rounding
        double[] scale = new double[e];
        for (int i = 0; i < e; i++) {
            scale[i] = matrix[i * e + i] > 0 ? 1 / Math.sqrt(matrix[i * e + i]) : 1;
        }
        double[] a = new double[e * e];
        for (int i = 0; i < e; i++) {
            for (int j = 0; j < e; j++) {
                a[i * e + j] = matrix[i * e + j] * scale[i] * scale[j];
            }
        }
        double[] vectors = new double[e * e];
        double[] values = SymmetricEigen.jacobi(a, e, vectors);
        return new Scaled(scale, values, vectors);
    }

    /**
     * The uncertainty of the fitted numbers. The variance s² of a row and that of the numbers, τ², are expected values
     * for rows of covariance τ² C Cᵀ + s² with C the weighted counts.
     *
     * @param residual weighted sum of squares that the fit leaves
     */
    public CompositionUncertainty uncertainty(double residual) {
        int e = elements.length;
        Scaled scaled = scaled();
        List<double[]> free = new ArrayList<>();
        List<double[]> known = new ArrayList<>();
        for (int k = 0; k < e; k++) {
            double[] d = direction(scaled.vectors, k, scaled.scale);
            if (scaled.determines(k)) {
                double root = Math.sqrt(scaled.values[k]);
                Arrays.setAll(d, i -> d[i] / root);
                known.add(d);
            } else {
                free.add(d);
            }
        }
        // without direction, if an element has no row at all
        takeOff(new double[e], free);
        double[] covariance = new double[e * e];
        for (double[] d : known) {
            takeOff(d, free);
            for (int i = 0; i < covariance.length; i++) {
                covariance[i] += d[i / e] * d[i % e];
            }
        }
        double[] vectors = new double[e * e];
        double[] values = SymmetricEigen.jacobi(matrix.clone(), e, vectors);
        double[] projected = new double[e];
        for (int k = 0; k < e; k++) {
            for (int i = 0; i < e; i++) {
                projected[k] += vectors[i * e + k] * right[i];
            }
        }
        boolean explained = rows <= scaled.rank() || residual <= EXPLAINED * squares;
        RowVariance found = RowVariance.expected(values, projected, rows, rows <= scaled.rank() ? 0 : residual);
        double mean = rows == 0 ? 0 : squares / rows;
        // rows that are explained without freedom say nothing of their variance
        double row = explained && rows > scaled.rank() ? mean : found.row();
        double prior = Math.sqrt(found.number());
        double[] undetermined = new double[free.size() * e];
        for (int k = 0; k < undetermined.length; k++) {
            undetermined[k] = prior * free.get(k / e)[k % e];
        }
        return new CompositionUncertainty(
                elements.clone(),
                covariance,
                undetermined,
                row,
                explained ? 1 : Math.max(1, row * rows / residual),
                explained ? Math.sqrt(row) : 0);
    }

    /** A direction in which the fit is undetermined, in the unit of the target. */
    private static double[] direction(double[] vectors, int column, double[] scale) {
        double[] out = new double[scale.length];
        Arrays.setAll(out, i -> vectors[i * out.length + column] * scale[i]);
        return out;
    }

    /** Subtracts the projection on the given directions, which it makes orthonormal (Gram-Schmidt). */
    private static void takeOff(double[] x, List<double[]> directions) {
        for (int k = 0; k < directions.size(); k++) {
            double[] d = directions.get(k);
            for (int j = 0; j < k; j++) {
                project(d, directions.get(j));
            }
            double norm = Math.sqrt(dot(d, d));
            if (norm > 0) {
                Arrays.setAll(d, i -> d[i] / norm);
                project(x, d);
            }
        }
    }

    private static void project(double[] x, double[] unit) {
        double s = dot(x, unit);
        Arrays.setAll(x, i -> x[i] - s * unit[i]);
    }

    private static double dot(double[] a, double[] b) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }
}
