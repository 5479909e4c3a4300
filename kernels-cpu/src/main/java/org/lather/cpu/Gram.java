package org.lather.cpu;

import java.util.Arrays;
import org.lather.backend.Ledger;
import org.lather.kernel.Covariance;

/**
 * k(i, j) = (x_i·z_j / |x_i||z_j|)^ζ: rows of one element against rows of the same element, gathered where the products
 * pack them.
 */
final class Gram {
    /**
     * Number of scalar products computed at a time: they stay in the third-level cache until they are converted to
     * covariances.
     */
    private static final int VALUES = 1 << 20;

    /** In place of an element, the rows of all elements. */
    static final int ALL = -1;

    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final FreeList free;
    private final Ledger ledger;

    Gram(VectorAlgebra algebra, WorkerPool pool, FreeList free, Ledger ledger) {
        this.algebra = algebra;
        this.pool = pool;
        this.free = free;
        this.ledger = ledger;
    }

    /** out[i][j] += weight k(x_i, z_j). */
    void add(CpuFeatures x, CpuFeatures z, Covariance covariance, double weight, CpuTile out) {
        for (int element : elements(x, covariance)) {
            block(x, rows(x, element), z, rows(z, element), new Scale(covariance.zeta(), weight, 0), out);
        }
    }

    /** out[i − from][j − from] += weight k(x_i, x_j) for rows from {@code from} to {@code to}. */
    void addWithin(CpuFeatures x, int from, int to, Covariance covariance, double weight, CpuTile out) {
        for (int element : elements(x, covariance)) {
            int[] rows = Arrays.stream(rows(x, element))
                    .filter(i -> i >= from && i < to)
                    .toArray();
            block(x, rows, x, rows, new Scale(covariance.zeta(), weight, from), out);
        }
    }

    /**
     * What is done with scalar products.
     *
     * @param origin the row and column of the first number of the tile
     */
    private record Scale(double zeta, double weight, int origin) {}

    /** The elements whose rows are multiplied with rows of the same: {@link #ALL}, or those of x in ascending order. */
    static int[] elements(CpuFeatures x, Covariance covariance) {
        if (covariance.centers() == Covariance.Centers.ANY) {
            return new int[] {ALL};
        }
        int[] out = new int[x.rows()];
        int count = 0;
        for (int i = 0; i < x.rows(); i++) {
            int at = Arrays.binarySearch(out, 0, count, x.center(i));
            if (at < 0) {
                System.arraycopy(out, -at - 1, out, -at, count + at + 1);
                out[-at - 1] = x.center(i);
                count++;
            }
        }
        return Arrays.copyOf(out, count);
    }

    static int[] all(int n) {
        int[] out = new int[n];
        Arrays.setAll(out, i -> i);
        return out;
    }

    /** @param element its atomic number, or {@link #ALL} */
    static int[] rows(CpuFeatures f, int element) {
        if (element == ALL) {
            return all(f.rows());
        }
        int[] out = new int[f.rows()];
        int n = 0;
        for (int i = 0; i < out.length; i++) {
            if (f.center(i) == element) {
                out[n++] = i;
            }
        }
        return Arrays.copyOf(out, n);
    }

    private void block(CpuFeatures x, int[] xRows, CpuFeatures z, int[] zRows, Scale scale, CpuTile out) {
        double zeta = scale.zeta;
        double weight = scale.weight;
        int origin = scale.origin;
        int n = zRows.length;
        if (n == 0 || xRows.length == 0) {
            return;
        }
        int height = Math.max(16, VALUES / n);
        double[] products = free.doubles(Math.multiplyExact(Math.min(height, xRows.length), n));
        Operand right = operand(z, zRows).transposed();
        double[] inverse = inverse(z, zRows);
        for (int from = 0; from < xRows.length; from += height) {
            int[] part = Arrays.copyOfRange(xRows, from, Math.min(xRows.length, from + height));
            algebra.gemm(part.length, n, x.columns(), 1, operand(x, part), right, 0, new Target(products, 0, n));
            pool.forEach(part.length, 4, (i, worker) -> {
                double[] to = out.values();
                int at = (part[i] - origin) * out.columns() - origin;
                double xi = inverse(x.norms()[part[i]]);
                int power = zeta == Math.rint(zeta) && zeta <= Powers.LARGEST ? (int) zeta : 0;
                covariances(products, i * n, n, xi, inverse, zeta, power);
                for (int j = 0; j < n; j++) {
                    to[at + zRows[j]] += weight * products[i * n + j];
                }
            });
        }
        free.giveBack(products);
        // scratch is part of the peak, not of what is held between calls
        ledger.add(algebra.scratchBytes());
        ledger.remove(algebra.scratchBytes());
    }

    /** Scalar products to covariances, in place. */
    private static void covariances(double[] v, int at, int n, double xi, double[] inverse, double zeta, int power) {
        for (int j = 0; j < n; j++) {
            v[at + j] *= xi * inverse[j];
        }
        if (power == 1) {
            return;
        }
        if (power == 2) {
            for (int j = 0; j < n; j++) {
                v[at + j] *= v[at + j];
            }
            return;
        }
        boolean integer = zeta == Math.rint(zeta);
        for (int j = 0; j < n; j++) {
            double k = v[at + j];
            // a negative product has no real power
            v[at + j] = power > 0 ? Powers.of(k, power) : integer || k > 0 ? Math.pow(k, zeta) : 0;
        }
    }

    /** The inverse norms of rows. */
    static double[] inverse(CpuFeatures z, int[] rows) {
        double[] out = new double[rows.length];
        for (int j = 0; j < out.length; j++) {
            out[j] = inverse(z.norms()[rows[j]]);
        }
        return out;
    }

    /** The inverse norm 1/|p|; 0 for a row that was not measured. */
    static double inverse(double norm) {
        return norm > 0 ? 1 / norm : 0;
    }

    static Operand operand(CpuFeatures f, int[] rows) {
        double[] d = f.doubles();
        if (d != null) {
            return new DoubleOperand(d, 0, f.columns(), false, rows);
        }
        float[] s = f.floats();
        if (s == null) {
            throw new IllegalStateException("expected open features, got features that were closed");
        }
        return new FloatOperand(s, 0, f.columns(), false, rows);
    }
}
