package org.lather.basis;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

/**
 * Farthest point sampling of features: each choice is the column farthest from all chosen before, by d²(a,b) = Σ_i
 * (x_ia − x_ib)² over the rows i (Imbalzano et al. 2018, doi:10.1063/1.5024611). If the rows contain all 2 λ + 1
 * components of tensors, the distance is invariant under rotation of the atoms, and so is the choice.
 */
public final class FarthestColumns {
    private FarthestColumns() {}

    /**
     * Chooses up to {@code count} columns, in the order of the choice; fewer if the rest are copies of those chosen.
     * The first is the column with the largest norm.
     *
     * @param values [row][column]
     */
    public static int[] select(double[] values, int rows, int columns, int count, DenseAlgebra algebra) {
        double[] norm = norms(values, rows, columns);
        int first = 0;
        for (int c = 1; c < columns; c++) {
            if (norm[c] > norm[first]) {
                first = c;
            }
        }
        return select(values, rows, columns, count, first, algebra);
    }

    /**
     * Chooses columns, beginning with a given one.
     *
     * @param first column that is chosen first
     * @throws IllegalArgumentException if a number is not positive, or values are missing
     */
    public static int[] select(double[] values, int rows, int columns, int count, int first, DenseAlgebra algebra) {
        if (columns == 0 || count <= 0 || values.length < (long) rows * columns) {
            throw new IllegalArgumentException("expected a positive number of columns to choose among " + columns
                    + " of " + rows + " rows, got " + count + " and " + values.length + " values");
        }
        double[] norm = norms(values, rows, columns);
        // differences of squares are accurate to some units in the last place of the largest
        double copy = 64 * Math.ulp(Arrays.stream(norm).max().orElse(0));
        double[] chosen = new double[rows];
        double[] product = new double[columns];
        return FarthestPoints.choose(columns, count, first, copy, (next, nearest) -> {
            for (int i = 0; i < rows; i++) {
                chosen[i] = values[i * columns + next];
            }
            algebra.gemm(
                    1, Matrix.of(chosen, 1, rows), Matrix.of(values, rows, columns), 0, Matrix.of(product, 1, columns));
            for (int c = 0; c < columns; c++) {
                if (nearest[c] >= 0) {
                    nearest[c] = Math.min(nearest[c], norm[c] + norm[next] - 2 * product[c]);
                }
            }
        });
    }

    private static double[] norms(double[] values, int rows, int columns) {
        double[] norm = new double[columns];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < columns; c++) {
                norm[c] += values[i * columns + c] * values[i * columns + c];
            }
        }
        return norm;
    }
}
