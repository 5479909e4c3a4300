package org.lather.maps;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

/**
 * A grid over a map, on which the sum of squares Σ_j (S_j − s_gj)² of points is least at one node g. Its values are Σ_j
 * S_j² − 2 Σ_j S_j s_gj + Σ_j s_gj², one product of matrices for all points and nodes.
 */
final class PointGrid {
    /** Nodes along each axis, by the number of dimensions. */
    private static final int[] NODES = {0, 801, 41, 13};

    private static final double MARGIN = 0.1;

    private final int dimensions;
    private final int count;
    private final double[] nodes;
    /** s_gj, [node][fixed point]. */
    private final double[] values;
    /** Σ_j s_gj². */
    private final double[] squares;

    private final int fixed;

    /** @param x positions of fixed points, [point][dimension], for 1 to 3 dimensions */
    PointGrid(double[] x, int dimensions, Sigmoid low, RowWorkers workers) {
        this.dimensions = dimensions;
        this.fixed = x.length / dimensions;
        int along = NODES[dimensions];
        int all = 1;
        for (int k = 0; k < dimensions; k++) {
            all *= along;
        }
        count = all;
        double[] from = new double[dimensions];
        double[] step = new double[dimensions];
        for (int k = 0; k < dimensions; k++) {
            double lowest = Double.POSITIVE_INFINITY;
            double highest = Double.NEGATIVE_INFINITY;
            for (int j = k; j < x.length; j += dimensions) {
                lowest = Math.min(lowest, x[j]);
                highest = Math.max(highest, x[j]);
            }
            double margin = MARGIN * (highest - lowest);
            from[k] = lowest - margin;
            step[k] = (highest - lowest + 2 * margin) / (along - 1);
        }
        nodes = new double[count * dimensions];
        for (int g = 0; g < count; g++) {
            int rest = g;
            for (int k = 0; k < dimensions; k++) {
                nodes[g * dimensions + k] = from[k] + rest % along * step[k];
                rest /= along;
            }
        }
        values = new double[Math.multiplyExact(count, fixed)];
        squares = new double[count];
        workers.each(count, (first, last) -> {
            for (int g = first; g < last; g++) {
                for (int j = 0; j < fixed; j++) {
                    double s = low.ofSquare(SketchStress.square(nodes, g * dimensions, x, j * dimensions, dimensions));
                    values[g * fixed + j] = s;
                    squares[g] += s * s;
                }
            }
        });
    }

    /** The largest number of bytes of a grid and of the values of some points. */
    static long bytes(int fixed, int dimensions, int points) {
        long nodes = Math.round(Math.pow(NODES[dimensions], dimensions));
        return 8 * nodes * ((long) fixed + points + dimensions);
    }

    /**
     * The node with the least sum for each point.
     *
     * @param transformed S, [point][fixed point]
     * @param own whether the points are the fixed points themselves, which are not compared with themselves
     * @return [point]
     */
    int[] best(double[] transformed, int points, boolean own, DenseAlgebra algebra) {
        double[] products = new double[Math.multiplyExact(points, count)];
        algebra.gemm(
                -2,
                Matrix.of(transformed, points, fixed),
                Matrix.of(values, count, fixed).transpose(),
                0,
                Matrix.of(products, points, count));
        int[] out = new int[points];
        Arrays.setAll(out, i -> {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int g = 0; g < count; g++) {
                double self = own ? values[g * fixed + i] : 0;
                double sum = products[i * count + g] + squares[g] - self * self;
                if (sum < least) {
                    least = sum;
                    best = g;
                }
            }
            return best;
        });
        return out;
    }

    /** Copies the position of a node. */
    void position(int node, double[] out) {
        System.arraycopy(nodes, node * dimensions, out, 0, dimensions);
    }
}
