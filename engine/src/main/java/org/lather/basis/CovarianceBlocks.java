package org.lather.basis;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The diagonal blocks of K_MM, the covariances of representatives with each other. There is one for each element of the
 * centres if only centres of the same element have a covariance, otherwise one; everything else is 0.
 */
public interface CovarianceBlocks {
    /** The first row of each block, ascending from 0. */
    int[] starts();

    /** The number of rows of all blocks. */
    int size();

    /** Returns a block [n][n], symmetric, in a new array. */
    double[] compute(int block);

    /** The number of rows of a block. */
    default int rows(int block) {
        int[] starts = starts();
        return (block + 1 < starts.length ? starts[block + 1] : size()) - starts[block];
    }

    /** Returns the matrix [size][size], with zeros outside of the blocks. */
    default double[] square() {
        int size = size();
        double[] out = new double[Math.multiplyExact(size, size)];
        int[] starts = starts();
        for (int b = 0; b < starts.length; b++) {
            double[] block = compute(b);
            int n = rows(b);
            for (int i = 0; i < n; i++) {
                System.arraycopy(block, i * n, out, (starts[b] + i) * size + starts[b], n);
            }
        }
        return out;
    }

    /** Returns the blocks of a matrix [size][size]. */
    static CovarianceBlocks of(double[] matrix, int size, int[] starts) {
        return new CovarianceBlocks() {
            @Override
            public int[] starts() {
                return starts.clone();
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public double[] compute(int block) {
                int n = rows(block);
                double[] out = new double[Math.multiplyExact(n, n)];
                for (int i = 0; i < n; i++) {
                    int from = (starts[block] + i) * size + starts[block];
                    System.arraycopy(matrix, from, out, i * n, n);
                }
                return out;
            }
        };
    }

    /** The number of bytes of blocks that begin at the given rows, in squares. */
    static long bytes(int[] starts, int size) {
        return 8 * squares(starts, size).sum();
    }

    /** The number of bytes of the largest of these blocks. */
    static long largestBytes(int[] starts, int size) {
        return 8 * squares(starts, size).max().orElse(0);
    }

    private static LongStream squares(int[] starts, int size) {
        int[] ends = Arrays.copyOf(starts, starts.length + 1);
        ends[starts.length] = size;
        return IntStream.range(0, starts.length)
                .mapToLong(b -> (long) (ends[b + 1] - ends[b]) * (ends[b + 1] - ends[b]));
    }
}
