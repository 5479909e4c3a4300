package org.lather.backend;

import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;

/** What every backend refuses before it computes; all of it IllegalArgumentException. */
public final class Shapes {
    private Shapes() {}

    /** For {@link FeatureRows#add}. */
    public static void append(Features from, int columns, int more, int filled, int capacity) {
        if (from.columns() != columns) {
            throw new IllegalArgumentException(
                    "rows: expected features of " + columns + " columns, got " + from.columns());
        }
        if (more > capacity - filled) {
            throw new IllegalArgumentException("rows: expected at most " + (capacity - filled) + " more, got " + more);
        }
    }

    /** A range of the environments of a batch. */
    public static void range(Batch batch, int from, int to) {
        if (from < 0 || to < from || to > batch.environments()) {
            throw new IllegalArgumentException(
                    "expected a range of the " + batch.environments() + " environments, got " + from + " to " + to);
        }
    }

    /** Rows of features to copy. */
    public static void rows(Features features, int from, int to) {
        if (from < 0 || to < from || to > features.rows()) {
            throw new IllegalArgumentException(
                    "expected a range of the " + features.rows() + " rows of features, got " + from + " to " + to);
        }
    }

    /** Coefficients and the descriptor that they are coupled for. */
    public static void couple(DensityExpansion expansion, Descriptor descriptor) {
        if (!expansion.equals(descriptor.expansion())) {
            throw new IllegalArgumentException("expected a descriptor of the expansion of the coefficients, "
                    + expansion + ", got " + descriptor.expansion());
        }
    }

    /** The size of a tile whose values may be as many as an array holds. */
    public static void tile(int rows, int columns) {
        if (rows < 0 || columns < 0 || (long) rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("expected a tile of 0 or more rows and columns and at most "
                    + (Integer.MAX_VALUE - 8) + " values, got " + rows + " x " + columns);
        }
    }

    /** Whole rows that replace those of a tile. */
    public static void upload(Tile tile, int firstRow, double[] values) {
        long end = (long) firstRow * tile.columns() + values.length;
        if (firstRow < 0
                || end > (long) tile.rows() * tile.columns()
                || values.length % Math.max(1, tile.columns()) != 0) {
            throw new IllegalArgumentException("expected whole rows within a tile of " + tile.rows() + " x "
                    + tile.columns() + ", got " + values.length + " values from row " + firstRow + " on");
        }
    }

    /** Arguments of {@link Backend#gram}. */
    public static void gram(Features x, Features z, Tile out) {
        if (x.columns() != z.columns()) {
            throw new IllegalArgumentException(
                    "gram: expected equally many features, got " + x.columns() + " and " + z.columns());
        }
        if (out.rows() < x.rows() || out.columns() < z.rows()) {
            throw new IllegalArgumentException("gram: expected a tile of at least " + x.rows() + " x " + z.rows()
                    + ", got " + out.rows() + " x " + out.columns());
        }
    }

    /**
     * Arguments of {@link Backend#gram} for tensors.
     *
     * @return the rows of an environment, 2 λ + 1
     */
    public static int gram(Features x, Features z, Features x0, Features z0, Tile out) {
        gram(x, z, out);
        if (x0.columns() != z0.columns()) {
            throw new IllegalArgumentException(
                    "gram: expected equally many scalar features, got " + x0.columns() + " and " + z0.columns());
        }
        int components = x0.rows() > 0 ? x.rows() / x0.rows() : z0.rows() > 0 ? z.rows() / z0.rows() : 1;
        if (components % 2 != 1 || x.rows() != components * x0.rows() || z.rows() != components * z0.rows()) {
            throw new IllegalArgumentException("gram: expected 2 lambda + 1 rows for each row of scalar features, got "
                    + x.rows() + " for " + x0.rows() + " and " + z.rows() + " for " + z0.rows());
        }
        return components;
    }

    /** Arguments of {@link Backend#reduce}. */
    public static void reduce(Tile environments, int[] row, double[] factor, Tile out) {
        if (out.columns() != environments.columns()
                || row.length > environments.rows()
                || factor.length != row.length) {
            throw new IllegalArgumentException("reduce: expected " + row.length + " rows, factors and "
                    + environments.columns() + " columns, got " + environments.rows() + " rows, " + factor.length
                    + " factors and " + out.columns() + " columns");
        }
        for (int r : row) {
            if (r < 0 || r >= out.rows()) {
                throw new IllegalArgumentException(
                        "reduce: expected a row from 0 to " + (out.rows() - 1) + ", got " + r);
            }
        }
    }

    /** Arguments of {@link Backend#whiten}. */
    public static void whiten(Tile rows, Whitening whitening) {
        if (rows.columns() != whitening.size()) {
            throw new IllegalArgumentException(
                    "whiten: expected " + whitening.size() + " columns, got " + rows.columns());
        }
    }

    /** Arguments of {@link Accumulator#add}, for normal equations of some size and number of targets. */
    public static void add(Tile phi, int size, int targets, int rows, double[] weight, double[] values) {
        if (phi.columns() != size || rows < 0 || rows > phi.rows()) {
            throw new IllegalArgumentException("accumulator: expected " + rows + " rows of " + size
                    + " columns, got a tile of " + phi.rows() + " x " + phi.columns());
        }
        if (weight.length < rows || values.length < (long) rows * targets) {
            throw new IllegalArgumentException("accumulator: expected " + rows + " weights and " + (long) rows * targets
                    + " targets, got " + weight.length + " and " + values.length);
        }
        for (int r = 0; r < rows; r++) {
            if (!(weight[r] >= 0)) {
                throw new IllegalArgumentException(
                        "accumulator: expected a weight of 0 or more, got " + weight[r] + " in row " + r);
            }
        }
    }
}
