package org.lather.backend.reference;

import java.util.Map;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Ledger;
import org.lather.kernel.Covariance;

/** Linear and quadratic forms in plain loops. */
final class ReferenceForm implements Form {
    private final int degree;
    private final int columns;
    private final boolean anyCenter;
    private final LedgerEntry entry;
    private Map<Integer, double[]> coefficients;

    ReferenceForm(FormBlock block, Ledger ledger) {
        this.degree = block.degree();
        this.columns = block.columns();
        this.anyCenter = block.anyCenter();
        this.coefficients = block.coefficients();
        this.entry = new LedgerEntry("form", ledger, block.bytes());
    }

    @Override
    public int columns() {
        return columns;
    }

    /**
     * Adds f(x_i) to values, and stores df/dp_i in rows.
     *
     * @param gradient [rows of x][columns]; empty if not needed
     */
    void add(ReferenceFeatures x, double[] values, double[] gradient) {
        entry.check();
        for (int i = 0; i < x.rows(); i++) {
            double[] of = coefficients.get(anyCenter ? FormBlock.ANY : x.center(i));
            if (of == null) {
                continue;
            }
            double[] y = degree == 1 ? of : product(of, x, i);
            double norm = x.norm(i);
            double power = degree == 1 ? norm : norm * norm;
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                sum += y[c] * x.value(i, c);
            }
            double value = sum / power;
            values[i] += value;
            double along = value * Covariance.normSlope(norm) / (norm * norm);
            for (int c = 0; c < columns && gradient.length > 0; c++) {
                gradient[i * columns + c] = degree * (y[c] / power - along * x.value(i, c));
            }
        }
    }

    /** The product A p with a row of features. */
    private double[] product(double[] a, ReferenceFeatures x, int row) {
        double[] out = new double[columns];
        for (int c = 0; c < columns; c++) {
            for (int d = 0; d < columns; d++) {
                out[c] += a[c * columns + d] * x.value(row, d);
            }
        }
        return out;
    }

    @Override
    public void close() {
        if (entry.release()) {
            coefficients = Map.of();
        }
    }
}
