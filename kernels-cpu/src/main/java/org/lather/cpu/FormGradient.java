package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.kernel.Covariance;

/**
 * Values f and gradients df/dp of linear and quadratic forms. One product y = A p gives both, for the rows of one
 * element at a time.
 */
final class FormGradient {
    /** Number of scratch values for products: they stay in the second-level cache until they are used. */
    private static final int VALUES = 1 << 16;

    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final FreeList free;
    private final Ledger ledger;
    private final RepresentativeProducts products;

    FormGradient(VectorAlgebra algebra, WorkerPool pool, FreeList free, Ledger ledger) {
        this.algebra = algebra;
        this.pool = pool;
        this.free = free;
        this.ledger = ledger;
        products = new RepresentativeProducts(algebra, pool, free, CpuBackend.PACKED);
    }

    /** Adds f(x_i) to values, and returns df/dp_i. */
    CpuFeatures of(CpuFeatures x, CpuForm form, double[] values) {
        int[] centers = new int[x.rows()];
        Arrays.setAll(centers, x::center);
        CpuFeatures out = new CpuFeatures(centers, x.columns(), Precision.DOUBLE, ledger, free);
        double[] v = out.doubles();
        if (v == null) {
            throw new IllegalStateException("expected rows in double");
        }
        if (!form.anyCenter()) {
            int f = x.columns();
            pool.forEach(x.rows(), 16, (i, worker) -> {
                if (!form.coefficients().containsKey(centers[i])) {
                    Arrays.fill(v, i * f, (i + 1) * f, 0);
                }
            });
        }
        run(x, form, values, v);
        return out;
    }

    /** Adds f(x_i) to values, with the bits of {@link #of}. */
    void sums(CpuFeatures x, CpuForm form, double[] values) {
        run(x, form, values, null);
    }

    private void run(CpuFeatures x, CpuForm form, double[] values, double @Nullable [] gradient) {
        form.coefficients().forEach((element, coefficients) -> {
            int[] rows = form.anyCenter() ? Gram.all(x.rows()) : Gram.rows(x, element);
            if (rows.length == 0) {
                return;
            }
            if (form.linear()) {
                double[] b = coefficients.doubles();
                if (b != null) {
                    pool.forEach(rows.length, 4, (i, worker) -> row(x, rows[i], 1, b, 0, values, gradient));
                }
            } else {
                quadratic(x, rows, coefficients, values, gradient);
            }
        });
        // scratch is part of the peak, not of what is held between calls
        ledger.add(algebra.scratchBytes());
        ledger.remove(algebra.scratchBytes());
    }

    private void quadratic(
            CpuFeatures x, int[] rows, CpuFeatures matrix, double[] values, double @Nullable [] gradient) {
        int f = x.columns();
        int height = Math.max(144, VALUES / Math.max(1, f));
        double[] y = free.doubles(Math.multiplyExact(Math.min(height, rows.length), f));
        RepresentativeProducts.Right right = products.right(x, matrix, Gram.ALL);
        for (int from = 0; from < rows.length; from += height) {
            int[] part = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + height));
            products.scalar(x, part, right, y);
            pool.forEach(part.length, 4, (i, worker) -> row(x, part[i], 2, y, i * f, values, gradient));
        }
        free.giveBack(y);
    }

    /** Adds f = y·p/n^ζ of one row, and stores ζ (y/n^ζ − f s p/n²). */
    private static void row(
            CpuFeatures x, int row, int degree, double[] y, int yAt, double[] values, double @Nullable [] gradient) {
        int f = x.columns();
        double norm = x.norms()[row];
        double inverse = Gram.inverse(norm);
        double power = degree == 1 ? inverse : inverse * inverse;
        double[] p = x.doubles();
        float[] rounded = x.floats();
        double product = 0;
        if (p != null) {
            product = Norm.product(y, yAt, p, row * f, f);
        } else if (rounded != null) {
            product = Norm.product(y, yAt, rounded, row * f, f);
        }
        double value = product * power;
        values[row] += value;
        if (gradient == null) {
            return;
        }
        double across = degree * power;
        double along = degree * value * inverse * inverse * Covariance.normSlope(norm);
        if (p != null) {
            for (int c = 0; c < f; c++) {
                gradient[row * f + c] = across * y[yAt + c] - along * p[row * f + c];
            }
        } else if (rounded != null) {
            for (int c = 0; c < f; c++) {
                gradient[row * f + c] = across * y[yAt + c] - along * rounded[row * f + c];
            }
        }
    }
}
