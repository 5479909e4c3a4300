package org.lather.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** @param sums weights of each target, for which gradients are returned */
    List<CpuFeatures> of(CpuFeatures x, CpuFeatures z, CovarianceSums sums, double[][] values) {
        int[] centers = new int[x.rows()];
        Arrays.setAll(centers, x::center);
        List<CpuFeatures> out = new ArrayList<>();
        List<double[]> rows = new ArrayList<>();
        for (int t = 0; t < values.length; t++) {
            CpuFeatures v = new CpuFeatures(centers, x.columns(), Precision.DOUBLE, ledger, free);
            out.add(v);
            double[] doubles = v.doubles();
            if (doubles == null) {
                throw new IllegalStateException("expected rows in double");
            }
            rows.add(doubles);
        }
        for (int element : Gram.elements(x, sums.covariance())) {
            RepresentativeProducts.Right right = products.right(x, z, element);
            block(x, Gram.rows(x, element), right, sums, values, rows);
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
        double[][] weights = new double[values.length][m];
        for (int t = 0; t < values.length; t++) {
            for (int j = 0; j < m; j++) {
                weights[t][j] = sums.weight() * sums.weights()[t][zRows[j]];
            }
        }
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
                for (int t = 0; t < values.length; t += 4) {
                    four(weights, t, cosines, i * m, m, values, part[i]);
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

    /** Adds the sums of up to four targets, each in the order of the representatives. */
    private static void four(double[][] weights, int t, double[] cosines, int at, int m, double[][] values, int row) {
        int last = weights.length - 1;
        double[] w0 = weights[t];
        double[] w1 = weights[Math.min(t + 1, last)];
        double[] w2 = weights[Math.min(t + 2, last)];
        double[] w3 = weights[Math.min(t + 3, last)];
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        if (t == last) {
            for (int j = 0; j < m; j++) {
                s0 += w0[j] * cosines[at + j];
            }
        } else {
            for (int j = 0; j < m; j++) {
                double c = cosines[at + j];
                s0 += w0[j] * c;
                s1 += w1[j] * c;
                s2 += w2[j] * c;
                s3 += w3[j] * c;
            }
        }
        double[] sums = {s0, s1, s2, s3};
        for (int k = 0; k < sums.length && t + k <= last; k++) {
            values[t + k][row] += sums[k];
        }
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
            CovarianceSums sums,
            double[][] values,
            List<double[]> outs) {
        int m = right.rows().length;
        int f = x.columns();
        if (m == 0) {
            for (double[] out : outs) {
                pool.forEach(xRows.length, 16, (i, worker) -> Arrays.fill(out, xRows[i] * f, (xRows[i] + 1) * f, 0));
            }
            return;
        }
        int height = Math.max(16, VALUES / Math.max(m, f));
        int most = Math.min(height, xRows.length);
        double[] cosines = free.doubles(Math.multiplyExact(most, m));
        double[] slopes = outs.size() == 1 ? cosines : free.doubles(most * m);
        for (int from = 0; from < xRows.length; from += height) {
            int[] part = Arrays.copyOfRange(xRows, from, Math.min(xRows.length, from + height));
            products.scalar(x, part, right, cosines);
            for (int t = 0; t < outs.size(); t++) {
                target(x, part, right, new Slopes(sums, t, cosines, slopes), values[t], outs.get(t));
            }
        }
        if (slopes != cosines) {
            free.giveBack(slopes);
        }
        free.giveBack(cosines);
        // scratch is part of the peak, not of what is held between calls
        ledger.add(algebra.scratchBytes());
        ledger.remove(algebra.scratchBytes());
    }

    /**
     * What the slopes of one target follow from.
     *
     * @param cosines scalar products, [part][M]
     * @param slopes [part][M], overwritten; may be the same array
     */
    @SuppressWarnings("ArrayRecordComponent") // scratch of one call
    private record Slopes(CovarianceSums sums, int target, double[] cosines, double[] slopes) {}

    private void target(
            CpuFeatures x, int[] part, RepresentativeProducts.Right right, Slopes of, double[] values, double[] out) {
        int f = x.columns();
        int m = right.rows().length;
        double[] own = new double[part.length];
        pool.forEach(part.length, 4, (i, worker) -> {
            double xi = Gram.inverse(x.norms()[part[i]]);
            own[i] = derivatives(of, i * m, xi, right, values, part[i])
                    * xi
                    * xi
                    * Covariance.normSlope(x.norms()[part[i]]);
        });
        products.combine(x, part, of.slopes, right, out);
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

    private static void addRow(double factor, float[] x, double[] y, int at, int count) {
        for (int j = 0; j < count; j++) {
            y[at + j] += factor * x[at + j];
        }
    }

    /** Converts scalar products to a_j/(|p||z_j|); adds to values[row] and returns Σ_j a_j u_j. */
    private static double derivatives(
            Slopes of, int at, double xi, RepresentativeProducts.Right right, double[] values, int row) {
        double value = 0;
        double along = 0;
        double[] inverse = right.inverse();
        double zeta = of.sums.covariance().zeta();
        double weight = of.sums.weight();
        double[] weights = of.sums.weights()[of.target];
        for (int j = 0; j < inverse.length; j++) {
            double scale = xi * inverse[j];
            double cosine = of.cosines[at + j] * scale;
            double w = weight * weights[right.rows()[j]];
            double derivative = w * derivative(cosine, zeta);
            value += w * power(cosine, zeta);
            // an environment without density has zero covariance with everything: both are 0
            along += scale == 0 ? 0 : derivative * cosine;
            of.slopes[at + j] = derivative * scale;
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
