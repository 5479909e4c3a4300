package org.lather.backend.reference;

import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.Shapes;
import org.lather.kernel.Covariance;

/**
 * Features and their norms. In single precision each value is the nearest float, and the norms are those of the rounded
 * values, so that an environment's covariance with itself stays 1.
 */
final class ReferenceFeatures implements Features {
    private final int columns;
    private final int[] centers;
    private final double[] norms;
    private final LedgerEntry entry;
    private double[] doubles = {};
    private float[] floats = {};
    private final Precision precision;

    ReferenceFeatures(FeatureBlock block, Precision precision, Ledger ledger) {
        this.columns = block.columns();
        this.centers = block.centers().clone();
        this.precision = precision;
        double[] values = block.values();
        if (precision == Precision.SINGLE) {
            floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
        } else {
            doubles = values.clone();
        }
        entry = new LedgerEntry(
                "features", ledger, (precision == Precision.SINGLE ? 4L : 8L) * values.length + 8L * centers.length);
        norms = new double[centers.length];
        for (int i = 0; i < norms.length; i++) {
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                sum += value(i, c) * value(i, c);
            }
            norms[i] = Covariance.norm(sum);
        }
    }

    @Override
    public int rows() {
        return centers.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int center(int row) {
        return centers[row];
    }

    double value(int row, int column) {
        int at = row * columns + column;
        return precision == Precision.SINGLE ? floats[at] : doubles[at];
    }

    /** The norm |p_i|, see {@link Covariance#norm}. */
    double norm(int row) {
        return norms[row];
    }

    void check() {
        entry.check();
    }

    @Override
    public void download(int from, int to, double[] out, int offset) {
        check();
        Shapes.rows(this, from, to);
        for (int i = from; i < to; i++) {
            for (int c = 0; c < columns; c++) {
                out[offset + (i - from) * columns + c] = value(i, c);
            }
        }
    }

    @Override
    public void close() {
        if (entry.release()) {
            doubles = new double[0];
            floats = new float[0];
        }
    }
}
