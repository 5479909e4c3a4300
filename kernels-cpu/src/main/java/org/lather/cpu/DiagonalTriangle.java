package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;

/**
 * A triangle on the diagonal of a {@link PackedFactor}, stored by rows for strips of many right-hand sides, and
 * negative by columns for a single one. In both, an unknown is its right-hand side with the products of the unknowns
 * before it subtracted one after another, fused, and divided by the diagonal: the same bits.
 */
final class DiagonalTriangle {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;
    private static final int V = S.length();

    private final int size;
    /** L [size][size]. */
    private final double[] rows;
    /** −L by columns, [column][size rounded up to whole vectors]. */
    private final double[] columns;

    private final int stride;

    DiagonalTriangle(LowerTriangle l, int from, int size) {
        this.size = size;
        this.stride = Lanes.roundUp(size, V);
        rows = l.block(from, from + size, from, size);
        columns = new double[size * stride];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k <= i; k++) {
                columns[k * stride + i] = -rows[i * size + k];
            }
        }
    }

    static long bytes(int size) {
        return 8L * size * (size + Lanes.roundUp(size, V));
    }

    /** Solves for a strip of right-hand sides, rows {@code at} to at + {@code lanes} − 1 of x. */
    void solve(Operand of, int at, int lanes, Matrix x, int from, double[] strip) {
        int width = TriangularStrip.WIDTH;
        of.packAcross(at, lanes, 0, size, strip, 0, width);
        TriangularStrip.solve(size, rows, strip, 0, width);
        for (int i = 0; i < lanes; i++) {
            int o = x.offset() + (at + i) * x.stride() + from;
            for (int j = 0; j < size; j++) {
                x.values()[o + j] = strip[j * width + i];
            }
        }
    }

    /**
     * Solves for one right-hand side in place.
     *
     * @param scratch at least {@code size} numbers, rounded up to whole vectors
     */
    void solve(double[] x, int at, double[] scratch) {
        System.arraycopy(x, at, scratch, 0, size);
        for (int block = 0; block < size; block += V) {
            int end = Math.min(size, block + V);
            for (int k = block; k < end; k++) {
                double known = scratch[k] / rows[k * size + k];
                scratch[k] = known;
                for (int i = k + 1; i < end; i++) {
                    scratch[i] = Math.fma(columns[k * stride + i], known, scratch[i]);
                }
            }
            for (int i = block + V; i < size; i += V) {
                subtract(block, i, scratch);
            }
        }
        System.arraycopy(scratch, 0, x, at, size);
    }

    /** Subtracts the products of a whole vector of unknowns from the right-hand sides of another one. */
    private void subtract(int block, int i, double[] scratch) {
        DoubleVector sum = DoubleVector.fromArray(S, scratch, i);
        for (int k = block; k < block + V; k++) {
            sum = DoubleVector.fromArray(S, columns, k * stride + i).fma(DoubleVector.broadcast(S, scratch[k]), sum);
        }
        sum.intoArray(scratch, i);
    }
}
