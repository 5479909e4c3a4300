package org.lather.backend.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;

/** Inputs and results of checked operations on matrices. */
final class MatrixOperations {
    private MatrixOperations() {}

    static int[] owners(int environments, int structures) {
        return IntStream.range(0, environments)
                .map(i -> i * structures / environments)
                .toArray();
    }

    static Whitening whitening(int first, int second) {
        List<Whitening.Block> blocks = new ArrayList<>();
        blocks.add(new Whitening.Block(0, first, Samples.triangle(10, first)));
        if (second > 0) {
            blocks.add(new Whitening.Block(first, second, Samples.triangle(11, second)));
        }
        return new Whitening(first + second, blocks);
    }

    static NormalEquations sums(Backend b, int rows, int size, int targets, int repeats) {
        try (Tile phi = b.tile(rows, size);
                Accumulator sums = b.accumulator(new NormalEquations(size, targets))) {
            phi.upload(0, Samples.numbers(12, rows * size));
            double[] weight =
                    IntStream.range(0, rows).mapToDouble(i -> 1 + i % 3).toArray();
            for (int i = 0; i < repeats; i++) {
                sums.add(phi, rows, weight, Samples.numbers(13, rows * targets));
            }
            return sums.download();
        }
    }

    /** A positive definite matrix B Bᵀ + 1. */
    static double[] positiveDefinite(Backend b, int n) {
        double[] x = Samples.numbers(14, n * n);
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            out[i * n + i] = 1;
        }
        b.algebra().dense().gemm(1, Matrix.of(x, n, n), Matrix.of(x, n, n).transpose(), 1, Matrix.of(out, n, n));
        return out;
    }

    /** The lower triangle; elements above the diagonal are undefined. */
    static double[] lower(double[] matrix, int size) {
        double[] out = matrix.clone();
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                out[i * size + j] = 0;
            }
        }
        return out;
    }
}
