package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.error.NotFiniteException;

/**
 * Cholesky factorisation A = L Lᵀ by recursive halving, so that nearly all work is in matrix products. Small diagonal
 * blocks are factored row by row of Lᵀ.
 */
final class Cholesky {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int V = S.length();

    /** The largest block factored row by row. Part of the result's definition: changing it changes bits. */
    private static final int BLOCK = 64;

    private final Gemm gemm;
    private final TriangularSolver triangular;

    /** Lᵀ of a block, [BLOCK][BLOCK]. */
    private final double[] block = new double[BLOCK * BLOCK];

    Cholesky(Gemm gemm, TriangularSolver triangular) {
        this.gemm = gemm;
        this.triangular = triangular;
    }

    void factor(int n, double[] a, int offset, int stride) {
        double scale = 0;
        for (int i = 0; i < n; i++) {
            scale = Math.max(scale, Math.abs(a[offset + i * stride + i]));
        }
        factor(new Matrix(n, scale, a, offset, stride), 0, n);
    }

    /** @param scale the largest entry of the diagonal */
    @SuppressWarnings("ArrayRecordComponent") // a small array of one call
    private record Matrix(int order, double scale, double[] values, int offset, int stride) {
        int at(int row, int column) {
            return offset + row * stride + column;
        }

        Target part(int row, int column) {
            return new Target(values, at(row, column), stride);
        }
    }

    private void factor(Matrix m, int from, int size) {
        if (size <= BLOCK) {
            factorBlock(m, from, size);
            return;
        }
        int half = TriangularSolver.half(size);
        int middle = from + half;
        int rest = size - half;
        factor(m, from, half);
        Target below = m.part(middle, from);
        triangular.solve(new TriangularSolver.Problem(false, true, rest, m.part(from, from), below), half);
        Operand l = new DoubleOperand(m.values, below.offset(), m.stride, false, null);
        gemm.multiply(rest, rest, half, -1, l, l.transposed(), 1, m.part(middle, middle), true);
        factor(m, middle, rest);
    }

    private void factorBlock(Matrix m, int from, int size) {
        for (int i = 0; i < size; i++) {
            int o = m.at(from + i, from);
            for (int k = 0; k <= i; k++) {
                block[k * BLOCK + i] = m.values[o + k];
            }
        }
        for (int j = 0; j < size; j++) {
            // whole vectors: values left of the diagonal are overwritten, and never read
            for (int i = j / V * V; i < size; i += V) {
                subtractRowsAbove(j, i);
            }
            double pivot = block[j * BLOCK + j];
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                throw failure(m, from + j, pivot);
            }
            double root = Math.sqrt(pivot);
            for (int i = j; i < size; i++) {
                block[j * BLOCK + i] /= root;
            }
            block[j * BLOCK + j] = root;
        }
        for (int i = 0; i < size; i++) {
            int o = m.at(from + i, from);
            for (int k = 0; k <= i; k++) {
                m.values[o + k] = block[k * BLOCK + i];
            }
        }
    }

    /**
     * Subtracts from row j of Lᵀ, for one vector from column i on, the sum over rows k above j of the products of their
     * columns j and i.
     */
    private void subtractRowsAbove(int j, int i) {
        double[] u = block;
        DoubleVector sum = DoubleVector.fromArray(S, u, j * BLOCK + i);
        for (int k = 0; k < j; k++) {
            sum = DoubleVector.broadcast(S, -u[k * BLOCK + j]).fma(DoubleVector.fromArray(S, u, k * BLOCK + i), sum);
        }
        sum.intoArray(u, j * BLOCK + i);
    }

    private static RuntimeException failure(Matrix m, int pivot, double value) {
        if (!Double.isFinite(value)) {
            return new NotFiniteException("matrix A: expected finite numbers, got the pivot " + value + " at row "
                    + pivot + "; look for values that are not numbers in the rows up to this one");
        }
        // rounding alone can change a pivot by about order · 2⁻⁵² · scale
        double wanted = Math.max(m.order * 0x1p-52 * m.scale, -value);
        double jitter = wanted > 0 ? Math.pow(10, Math.ceil(Math.log10(wanted))) : 1;
        return new NotPositiveDefiniteException(pivot, value, jitter);
    }
}
