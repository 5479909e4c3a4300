package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.backend.CovarianceSums;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.RowMap;
import org.lather.kernel.Covariance;

/**
 * dε_i/dp_i of ε_i = weight Σ_j w_j k(x_i, z_j): one product gives the cosines, a second one the sum over the
 * representatives, rows of one element against rows of the same.
 */
final class FeatureGradient {
    /** Number of scratch values for cosines and sums. */
    private static final int VALUES = 1 << 21;

    /** Number of columns of a sum of rows in one task. */
    private static final int COLUMNS = 256;

    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final FreeList free;
    private final Ledger ledger;
    private final RepresentativeProducts products;

    /** @param mostPacked largest size in bytes of packed representatives that are cached between calls */
    FeatureGradient(VectorAlgebra algebra, WorkerPool pool, FreeList free, Ledger ledger, long mostPacked) {
        this.algebra = algebra;
        this.pool = pool;
        this.free = free;
        this.ledger = ledger;
        products = new RepresentativeProducts(algebra, pool, free, mostPacked);
    }

    CpuFeatures of(
            CpuFeatures x, CpuFeatures z, Covariance covariance, double weight, double[] weights, double[] values) {
        int[] centers = new int[x.rows()];
        Arrays.setAll(centers, x::center);
        CpuFeatures out = new CpuFeatures(centers, x.columns(), Precision.DOUBLE, ledger, free);
        double[] v = out.doubles();
        if (v == null) {
            throw new IllegalStateException("expected rows in double");
        }
        for (int element : Gram.elements(x, covariance)) {
            RepresentativeProducts.Right right = products.right(x, z, element);
            block(x, Gram.rows(x, element), right, covariance.zeta(), weight, weights, values, v);
        }
        return out;
    }

    /** A sum of rows of covariances, out[row[i]] += factor[i] rows[i]. */
    record Mapped(RowMap map, CpuTile out) {}

    /**
     * Adds the values alone, with the same bits, see {@link org.lather.backend.Backend#sums}.
     *
     * @param mapped receives the covariances as well; null if they are not needed
     */
    void sums(CpuFeatures x, CpuFeatures z, CovarianceSums sums, double[][] values, @Nullable Mapped mapped) {
        for (int element : Gram.elements(x, sums.covariance())) {
            RepresentativeProducts.Right right =
                    sums.cached() ? products.right(x, z, element) : products.uncached(x, z, element);
            sums(x, Gram.rows(x, element), right, sums, values, mapped);
        }
    }

    private void sums(
            CpuFeatures x,
            int[] xRows,
            RepresentativeProducts.Right right,
            CovarianceSums sums,
            double[][] values,
            @Nullable Mapped mapped) {
        int[] zRows = right.rows();
        double[] inverse = right.inverse();
        int m = zRows.length;
        if (m == 0) {
            return;
        }
        int height = Math.max(16, VALUES / m);
        double[] cosines = free.doubles(Math.multiplyExact(Math.min(height, xRows.length), m));
        double zeta = sums.covariance().zeta();
        for (int from = 0; from < xRows.length; from += height) {
            int[] part = Arrays.copyOfRange(xRows, from, Math.min(xRows.length, from + height));
            products.scalar(x, part, right, cosines);
            pool.forEach(part.length, 4, (i, worker) -> {
                double xi = Gram.inverse(x.norms()[part[i]]);
                for (int j = 0; j < m; j++) {
                    cosines[i * m + j] *= xi * inverse[j];
                }
                powers(cosines, i * m, m, zeta);
                for (int t = 0; t < values.length; t++) {
                    double[] w = sums.weights()[t];
                    double value = 0;
                    for (int j = 0; j < m; j++) {
                        value += sums.weight() * w[zRows[j]] * cosines[i * m + j];
                    }
                    values[t][part[i]] += value;
                }
            });
            if (mapped != null) {
                add(mapped, part, zRows, sums.weight(), cosines);
            }
        }
        free.giveBack(cosines);
        // scratch is part of the peak, not of what is held between calls
        ledger.add(algebra.scratchBytes());
        ledger.remove(algebra.scratchBytes());
    }

    /**
     * Adds rows of covariances in their order.
     *
     * @param part the rows of the features
     * @param columns the columns of the covariances
     * @param k covariances without their weight, [part][columns]
     */
    private void add(Mapped mapped, int[] part, int[] columns, double weight, double[] k) {
        int m = columns.length;
        double[] out = mapped.out.values();
        int items = (m + COLUMNS - 1) / COLUMNS;
        // few rows are not worth a second thread
        pool.forEach(items, part.length < 16 ? items : 1, (item, worker) -> {
            int begin = item * COLUMNS;
            int end = Math.min(m, begin + COLUMNS);
            for (int i = 0; i < part.length; i++) {
                double factor = mapped.map.factor()[part[i]];
                int to = mapped.map.row()[part[i]] * mapped.out.columns();
                for (int j = begin; j < end; j++) {
                    out[to + columns[j]] += factor * (weight * k[i * m + j]);
                }
            }
        });
    }

    private void block(
            CpuFeatures x,
            int[] xRows,
            RepresentativeProducts.Right right,
            double zeta,
            double weight,
            double[] weights,
            double[] values,
            double[] out) {
        int[] zRows = right.rows();
        double[] inverse = right.inverse();
        int m = zRows.length;
        int f = x.columns();
        if (m == 0) {
            pool.forEach(xRows.length, 16, (i, worker) -> Arrays.fill(out, xRows[i] * f, (xRows[i] + 1) * f, 0));
            return;
        }
        int height = Math.max(16, VALUES / Math.max(m, f));
        int most = Math.min(height, xRows.length);
        double[] cosines = free.doubles(Math.multiplyExact(most, m));
        double[] own = new double[most];
        for (int from = 0; from < xRows.length; from += height) {
            int[] part = Arrays.copyOfRange(xRows, from, Math.min(xRows.length, from + height));
            products.scalar(x, part, right, cosines);
            pool.forEach(part.length, 4, (i, worker) -> {
                double xi = Gram.inverse(x.norms()[part[i]]);
                own[i] = derivatives(cosines, i * m, xi, inverse, zeta, weight, weights, zRows, values, part[i])
                        * xi
                        * xi
                        * Covariance.normSlope(x.norms()[part[i]]);
            });
            products.combine(x, part, cosines, right, out);
            pool.forEach(part.length, 4, (i, worker) -> {
                double[] p = x.doubles();
                if (p != null) {
                    CpuBackend.addRow(-own[i], p, part[i] * f, out, part[i] * f, f);
                }
                float[] rounded = x.floats();
                if (rounded != null) {
                    addRow(-own[i], rounded, out, part[i] * f, f);
                }
            });
        }
        free.giveBack(cosines);
        // scratch is part of the peak, not of what is held between calls
        ledger.add(algebra.scratchBytes());
        ledger.remove(algebra.scratchBytes());
    }

    private static void addRow(double factor, float[] x, double[] y, int at, int count) {
        for (int j = 0; j < count; j++) {
            y[at + j] += factor * x[at + j];
        }
    }

    /** Converts scalar products to a_j/(|p||z_j|) in place; adds to values[row] and returns Σ_j a_j u_j. */
    private static double derivatives(
            double[] v,
            int at,
            double xi,
            double[] inverse,
            double zeta,
            double weight,
            double[] weights,
            int[] zRows,
            double[] values,
            int row) {
        double value = 0;
        double along = 0;
        for (int j = 0; j < inverse.length; j++) {
            double scale = xi * inverse[j];
            double cosine = v[at + j] * scale;
            double w = weight * weights[zRows[j]];
            double derivative = w * derivative(cosine, zeta);
            value += w * power(cosine, zeta);
            // an environment without density has zero covariance with everything: both are 0
            along += scale == 0 ? 0 : derivative * cosine;
            v[at + j] = derivative * scale;
        }
        values[row] += value;
        return along;
    }

    /** Replaces cosines by {@link #power}. */
    private static void powers(double[] u, int at, int count, double zeta) {
        if (zeta == Math.rint(zeta) && zeta <= Powers.LARGEST) {
            Powers.of(u, at, count, (int) zeta);
            return;
        }
        for (int j = at; j < at + count; j++) {
            u[j] = power(u[j], zeta);
        }
    }

    /** u^ζ, as the covariance has it. */
    static double power(double u, double zeta) {
        if (zeta == Math.rint(zeta)) {
            return zeta <= Powers.LARGEST ? Powers.of(u, (int) zeta) : Math.pow(u, zeta);
        }
        return u > 0 ? Math.pow(u, zeta) : 0;
    }

    /** ζ u^(ζ−1), 0 where a negative product has no real power. */
    static double derivative(double u, double zeta) {
        if (zeta == Math.rint(zeta)) {
            return zeta * (zeta <= Powers.LARGEST ? Powers.of(u, (int) zeta - 1) : Math.pow(u, zeta - 1));
        }
        return u > 0 ? zeta * Math.pow(u, zeta - 1) : 0;
    }
}
