package org.lather.backend;

/**
 * Rows of features, one for each environment (for tensors of order λ, 2 λ + 1 consecutive rows): raw values, not
 * normalised, in the stored layout of their descriptor.
 */
public interface Features extends AutoCloseable {
    int rows();

    int columns();

    /** The atomic number of the centre of a row. */
    int center(int row);

    /** Copies rows {@code from} (inclusive) to {@code to} (exclusive) into {@code out}, row by row without gaps. */
    void download(int from, int to, double[] out, int offset);

    /** Copies all rows to the host. */
    default FeatureBlock download() {
        int[] centers = new int[rows()];
        for (int i = 0; i < centers.length; i++) {
            centers[i] = center(i);
        }
        double[] values = new double[Math.multiplyExact(rows(), columns())];
        download(0, rows(), values, 0);
        return new FeatureBlock(values, columns(), centers);
    }

    @Override
    void close();
}
