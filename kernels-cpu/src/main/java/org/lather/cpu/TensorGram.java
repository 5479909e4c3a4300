package org.lather.cpu;

import java.util.Arrays;
import org.lather.backend.Ledger;
import org.lather.kernel.Covariance;

/**
 * k_MM'(i, j) = x_iM·z_jM' / (|p_i||p_j|) · (p_i·p_j / (|p_i||p_j|))^(ζ−1), p the scalar features: rows of one element
 * against rows of the same element, as in {@link Gram}.
 */
final class TensorGram {
    /**
     * Number of products computed at a time: they stay in the third-level cache until they are converted to
     * covariances.
     */
    private static final int VALUES = 1 << 20;

    private final VectorAlgebra algebra;
    private final WorkerPool pool;
    private final FreeList free;
    private final Ledger ledger;

    TensorGram(VectorAlgebra algebra, WorkerPool pool, FreeList free, Ledger ledger) {
        this.algebra = algebra;
        this.pool = pool;
        this.free = free;
        this.ledger = ledger;
    }

    /** out[i (2λ+1) + M][j (2λ+1) + M'] += weight k_MM'(i, j). */
    void add(CpuSide x, CpuSide z, int components, Covariance covariance, double weight, CpuTile out) {
        CpuFeatures x0 = x.scalars();
        for (int element : Gram.elements(x0, covariance)) {
            int[] rows = Gram.rows(x0, element);
            block(x, rows, z, Gram.rows(z.scalars(), element), components, covariance.zeta(), weight, out);
        }
    }

    private void block(
            CpuSide left,
            int[] xRows,
            CpuSide right,
            int[] zRows,
            int components,
            double zeta,
            double weight,
            CpuTile out) {
        CpuFeatures x = left.features();
        CpuFeatures x0 = left.scalars();
        CpuFeatures z = right.features();
        CpuFeatures z0 = right.scalars();
        int n = zRows.length;
        if (n == 0 || xRows.length == 0) {
            return;
        }
        int height = Math.min(xRows.length, Math.max(4, VALUES / (n * components * components)));
        double[] scalars = free.doubles(Math.multiplyExact(height, n));
        double[] products = free.doubles(Math.multiplyExact(height * components, n * components));
        Operand transposed0 = Gram.operand(z0, zRows).transposed();
        Operand transposed = Gram.operand(z, components(zRows, components)).transposed();
        double[] inverse = new double[n];
        Arrays.setAll(inverse, j -> Gram.inverse(z0.norms()[zRows[j]]));
        for (int from = 0; from < xRows.length; from += height) {
            int[] part = Arrays.copyOfRange(xRows, from, Math.min(xRows.length, from + height));
            if (zeta != 1) {
                algebra.gemm(
                        part.length,
                        n,
                        x0.columns(),
                        1,
                        Gram.operand(x0, part),
                        transposed0,
                        0,
                        new Target(scalars, 0, n));
            }
            algebra.gemm(
                    part.length * components,
                    n * components,
                    x.columns(),
                    1,
                    Gram.operand(x, components(part, components)),
                    transposed,
                    0,
                    new Target(products, 0, n * components));
            pool.forEach(part.length, 4, (i, worker) -> {
                factors(scalars, i * n, n, weight, Gram.inverse(x0.norms()[part[i]]), inverse, zeta);
                for (int m = 0; m < components; m++) {
                    add(
                            products,
                            (i * components + m) * n * components,
                            scalars,
                            i * n,
                            components,
                            out.values(),
                            (part[i] * components + m) * out.columns(),
                            zRows);
                }
            });
        }
        free.giveBack(products);
        free.giveBack(scalars);
        // scratch is part of the peak, not of what is held between calls
        ledger.add(algebra.scratchBytes());
        ledger.remove(algebra.scratchBytes());
    }

    private static int[] components(int[] rows, int components) {
        int[] out = new int[Math.multiplyExact(rows.length, components)];
        Arrays.setAll(out, r -> rows[r / components] * components + r % components);
        return out;
    }

    /** Scalar products to weight · u^(ζ−1) / (|p_i||p_j|), in place. */
    private static void factors(double[] v, int at, int n, double weight, double xi, double[] inverse, double zeta) {
        boolean integer = zeta == Math.rint(zeta);
        int power = integer && zeta - 1 <= Powers.LARGEST ? (int) zeta - 1 : -1;
        for (int j = 0; j < n; j++) {
            double norms = xi * inverse[j];
            double u = v[at + j] * norms;
            double scalar = power == 0
                    ? 1
                    : power == 1
                            ? u
                            : power > 1
                                    ? Powers.of(u, power)
                                    // a negative product has no real power
                                    : integer || u > 0 ? Math.pow(u, zeta - 1) : 0;
            v[at + j] = weight * (scalar * norms);
        }
    }

    private static void add(
            double[] products, int from, double[] factor, int at, int components, double[] to, int row, int[] zRows) {
        for (int j = 0; j < zRows.length; j++) {
            double f = factor[at + j];
            int column = row + zRows[j] * components;
            for (int m = 0; m < components; m++) {
                to[column + m] += f * products[from + j * components + m];
            }
        }
    }
}
