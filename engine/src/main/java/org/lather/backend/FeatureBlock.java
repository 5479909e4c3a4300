package org.lather.backend;

/**
 * Rows of features on the host.
 *
 * @param values [row][column] flattened
 * @param centers atomic number of the centre of each row
 */
@SuppressWarnings("ArrayRecordComponent") // a large block handed over, not copied
public record FeatureBlock(double[] values, int columns, int[] centers) {
    /** @throws IllegalArgumentException if there are not as many values as rows times columns */
    public FeatureBlock {
        if (values.length != (long) centers.length * columns) {
            throw new IllegalArgumentException(
                    "expected " + centers.length + " x " + columns + " feature values, got " + values.length);
        }
    }

    public int rows() {
        return centers.length;
    }

    /** Returns this block with values rounded to single precision. */
    public FeatureBlock rounded() {
        double[] v = new double[values.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) values[i];
        }
        return new FeatureBlock(v, columns, centers);
    }

    /** Copies the rows with given indices, in their order. */
    public FeatureBlock gather(int[] rows) {
        double[] v = new double[Math.multiplyExact(rows.length, columns)];
        int[] c = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * columns, v, i * columns, columns);
            c[i] = centers[rows[i]];
        }
        return new FeatureBlock(v, columns, c);
    }
}
