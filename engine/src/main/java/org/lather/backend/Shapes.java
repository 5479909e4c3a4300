package org.lather.backend;

/** Checks of arguments that every backend makes before it computes; all of them throw an IllegalArgumentException. */
public final class Shapes {
    private Shapes() {}

    /**
     * Checks the arguments of {@link FeatureRows#add}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void append(Features from, int columns, int more, int filled, int capacity) {
        if (from.columns() != columns) {
            throw new IllegalArgumentException(
                    "rows: expected features of " + columns + " columns, got " + from.columns());
        }
        if (more > capacity - filled) {
            throw new IllegalArgumentException("rows: expected at most " + (capacity - filled) + " more, got " + more);
        }
    }

    /**
     * Checks a range of rows of features to copy.
     *
     * @throws IllegalArgumentException if the rows are not within the features
     */
    public static void rows(Features features, int from, int to) {
        if (from < 0 || to < from || to > features.rows()) {
            throw new IllegalArgumentException(
                    "expected a range of the " + features.rows() + " rows of features, got " + from + " to " + to);
        }
    }

    /**
     * Checks the size of a tile, whose values must fit in an array.
     *
     * @throws IllegalArgumentException if a number is negative, or the tile is larger than an array of Java
     */
    public static void tile(int rows, int columns) {
        if (rows < 0 || columns < 0 || (long) rows * columns > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("expected a tile of 0 or more rows and columns and at most "
                    + (Integer.MAX_VALUE - 8) + " values, got " + rows + " x " + columns);
        }
    }

    /**
     * Checks whole rows that replace those of a tile.
     *
     * @throws IllegalArgumentException if the values are not whole rows within the tile
     */
    public static void upload(Tile tile, int firstRow, double[] values) {
        long end = (long) firstRow * tile.columns() + values.length;
        if (firstRow < 0
                || end > (long) tile.rows() * tile.columns()
                || values.length % Math.max(1, tile.columns()) != 0) {
            throw new IllegalArgumentException("expected whole rows within a tile of " + tile.rows() + " x "
                    + tile.columns() + ", got " + values.length + " values from row " + firstRow + " on");
        }
    }

    /**
     * Checks the arguments of {@link Backend#covariances}.
     *
     * @return number of rows of an environment, 2 λ + 1
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static int covariances(Side x, Side z, Tile out) {
        if (x.scalar() != z.scalar()) {
            throw new IllegalArgumentException(
                    "covariances: expected scalars on both sides or tensors on both, got one of each");
        }
        equal("features", x.features(), z.features());
        equal("scalar features", x.scalars(), z.scalars());
        int rows = x.features().rows();
        int columns = z.features().rows();
        if (out.rows() < rows || out.columns() < columns) {
            throw new IllegalArgumentException("covariances: expected a tile of at least " + rows + " x " + columns
                    + ", got " + out.rows() + " x " + out.columns());
        }
        int components =
                x.environments() > 0 ? rows / x.environments() : z.environments() > 0 ? columns / z.environments() : 1;
        if (rows != components * x.environments() || columns != components * z.environments()) {
            throw new IllegalArgumentException("covariances: expected 2 lambda + 1 rows for each row of scalar"
                    + " features on both sides, got " + rows + " for " + x.environments() + " and " + columns + " for "
                    + z.environments());
        }
        return components;
    }

    private static void equal(String what, Features x, Features z) {
        if (x.columns() != z.columns()) {
            throw new IllegalArgumentException(
                    "covariances: expected equally many " + what + ", got " + x.columns() + " and " + z.columns());
        }
    }

    /**
     * Checks the arguments of {@link Backend#reduce}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void reduce(Tile rows, RowMap map, Tile out) {
        reduce(rows.rows(), rows.columns(), map, out);
    }

    /**
     * Checks the map of some rows to a tile.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void reduce(int rows, int columns, RowMap map, Tile out) {
        if (out.columns() != columns || map.size() > rows) {
            throw new IllegalArgumentException("reduce: expected " + map.size() + " rows and " + columns
                    + " columns, got " + rows + " rows and " + out.columns() + " columns");
        }
        for (int r : map.row()) {
            if (r < 0 || r >= out.rows()) {
                throw new IllegalArgumentException(
                        "reduce: expected a row from 0 to " + (out.rows() - 1) + ", got " + r);
            }
        }
    }

    /**
     * Checks the arguments of {@link Backend#whiten}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void whiten(Tile rows, Whitening whitening) {
        if (rows.columns() != whitening.size()) {
            throw new IllegalArgumentException(
                    "whiten: expected " + whitening.size() + " columns, got " + rows.columns());
        }
    }

    /**
     * Checks the arguments of {@link Accumulator#add}, for normal equations of some size and number of targets.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
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
