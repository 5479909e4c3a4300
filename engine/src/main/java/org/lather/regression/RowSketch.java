package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.TriangleAlgebra;

/**
 * Randomised Nyström approximations of A = Φᵀ W Φ, which precondition the systems (A + λ 1) v = b (Frangella, Tropp,
 * Udell 2021, arXiv:2110.02820): with the sketch Y = A Ω of rank ℓ, A ≈ F Fᵀ, F = Y C⁻ᵀ, C Cᵀ = Ωᵀ Y + ν 1. Each row of
 * Ω [M][ℓ] has eight elements ±1 at random places (a sparse sign embedding: Martinsson, Tropp 2020, arXiv:2002.01387,
 * §9.2), so the sketch costs 2 N M ℓ operations. As F Fᵀ is at most A, the error e of an approximate solution with
 * residual r is bounded, eᵀ (A + λ 1) e ≤ rᵀ (F Fᵀ + λ 1)⁻¹ r. The sketches of folds and row types are added, so any
 * fold can be held out. They are in the scratch file; a sketch is in memory only while it is summed.
 */
final class RowSketch {
    private static final int NONZEROS = 8;
    /** Number of rows of F that are in memory at a time. */
    private static final int BLOCK = 1024;
    /** ν relative to the mean of the diagonal of Ωᵀ Y. */
    private static final double SHIFT = 1e-14;

    private static final int SHIFTS = 5;

    private final ScratchFile file;
    private final DenseAlgebra algebra;
    private final int size;
    private final int rank;
    /** Column of each element of Ω, [M][8]; the bitwise complement for −1. */
    private final int[] omega;
    /** Places of Y, [type][fold]. */
    private final long[][] sketches;

    /** @param kinds rows of each type and fold */
    RowSketch(ScratchFile file, List<List<RowSums>> kinds, int rank, DenseAlgebra algebra, Runnable onStep) {
        this.file = file;
        this.algebra = algebra;
        this.size = kinds.get(0).get(0).size();
        this.rank = rank;
        this.omega = new int[Math.multiplyExact(size, NONZEROS)];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < omega.length; i++) {
            int column = random.nextInt(rank);
            omega[i] = random.nextBoolean() ? column : ~column;
        }
        this.sketches = new long[kinds.size()][kinds.get(0).size()];
        double[] y = new double[Math.multiplyExact(size, rank)];
        for (int k = 0; k < sketches.length; k++) {
            for (int f = 0; f < sketches[k].length; f++) {
                Arrays.fill(y, 0);
                sketch(kinds.get(k).get(f), y, onStep);
                sketches[k][f] = file.reserve(8L * y.length);
                file.write(sketches[k][f], y, y.length);
            }
        }
    }

    /** The rank ℓ for a number of columns, M; M ℓ numbers fit one array. */
    static int rank(long size) {
        long most = (Integer.MAX_VALUE - 8) / Math.max(1, size);
        return (int) Math.min(Math.min(size, most), Math.max(256, size / 6));
    }

    /**
     * The number of bytes in memory while sketches are summed.
     *
     * @param size number of columns M
     */
    static long bytes(long size) {
        long rank = rank(size);
        return 8 * size * rank + 8 * rank * RowSums.BLOCK;
    }

    /** The number of bytes of a preconditioner in memory while it is applied; building one needs two squares more. */
    static long factorBytes(long size) {
        return 8 * LowerTriangle.count(rank(size)) + 8L * BLOCK * rank(size);
    }

    /** The number of bytes of the two squares [ℓ][ℓ] with which a preconditioner is built. */
    static long buildBytes(long size) {
        return 16L * rank(size) * rank(size);
    }

    /** The number of bytes on disk of the sketches and preconditioners of some row types and folds. */
    static long storedBytes(long size, int types, int folds) {
        long rank = rank(size);
        int fits = folds == 1 ? 1 : folds + 1;
        return 8 * size * rank * types * folds + (4 * size * rank + 8 * LowerTriangle.count(rank)) * fits;
    }

    private void sketch(RowSums rows, double[] y, Runnable onStep) {
        double[] products = new double[RowSums.BLOCK * rank];
        RowStream.forEach(List.of(rows), (part, block, phi) -> {
            onStep.run();
            int n = block.rows();
            Arrays.fill(products, 0, n * rank, 0);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < size; j++) {
                    double value = block.weights()[i] * phi.values()[i * size + j];
                    for (int e = j * NONZEROS; e < (j + 1) * NONZEROS; e++) {
                        int c = omega[e];
                        if (c >= 0) {
                            products[i * rank + c] += value;
                        } else {
                            products[i * rank + ~c] -= value;
                        }
                    }
                }
            }
            algebra.gemm(1, phi.transpose(), Matrix.of(products, n, rank), 1, Matrix.of(y, size, rank));
        });
    }

    /** Reserves space for a preconditioner. */
    Factor factor() {
        return new Factor();
    }

    /** The preconditioner F Fᵀ + λ 1 of one set of folds. */
    final class Factor {
        private final long at = file.reserve(4L * size * rank);
        private final LowerTriangle gram = file.triangle(rank);
        private final double[] rows = new double[Math.multiplyExact(Math.min(BLOCK, size), rank)];
        private LowerTriangle factor = new PanelsInMemory(0);
        private double lambda;

        private Factor() {}

        /**
         * Computes F from the sketches.
         *
         * @param scales factors of each row type
         * @param without fold that is left out, or −1
         */
        void build(double[] scales, int without) {
            double[] c = new double[rank * rank];
            forEachBlock((from, n) -> {
                sum(scales, without, from, n);
                for (int j = 0; j < n; j++) {
                    for (int e = (from + j) * NONZEROS; e < (from + j + 1) * NONZEROS; e++) {
                        int column = omega[e] >= 0 ? omega[e] : ~omega[e];
                        double sign = omega[e] >= 0 ? 1 : -1;
                        for (int i = 0; i < rank; i++) {
                            c[column * rank + i] += sign * rows[j * rank + i];
                        }
                    }
                }
            });
            double[] l = cholesky(c);
            double[] g = c;
            Arrays.fill(g, 0);
            forEachBlock((from, n) -> {
                sum(scales, without, from, n);
                Matrix f = Matrix.of(rows, n, rank);
                algebra.solveRight(Matrix.of(l, rank, rank).transpose(), f);
                for (int i = 0; i < n * rank; i++) {
                    rows[i] = (float) rows[i];
                }
                file.writeSingle(at + 4L * from * rank, rows, 0, n * rank);
                algebra.syrk(1, f.transpose(), 1, Matrix.of(g, rank, rank));
            });
            gram.set(LowerTriangle.of(g, rank));
        }

        private double[] cholesky(double[] c) {
            double mean = 0;
            for (int i = 0; i < rank; i++) {
                mean += c[i * rank + i] / rank;
            }
            double shift = SHIFT * mean;
            for (int attempt = 1; ; attempt++) {
                double[] l = c.clone();
                for (int i = 0; i < rank; i++) {
                    // columns of Ω without an element
                    l[i * rank + i] += l[i * rank + i] > 0 ? shift : Math.max(mean, Double.MIN_NORMAL);
                }
                try {
                    algebra.potrf(Matrix.of(l, rank, rank));
                    return l;
                } catch (NotPositiveDefiniteException e) {
                    if (attempt == SHIFTS) {
                        throw e;
                    }
                    shift *= 100;
                }
            }
        }

        /**
         * Factors Fᵀ F + λ 1.
         *
         * @throws NotPositiveDefiniteException if λ is too small for the precision
         */
        void ridge(double ridge) {
            lambda = ridge;
            factor = new PanelsInMemory(rank);
            factor.set(gram);
            RidgeFit.factor(factor, ridge, algebra);
        }

        /** Applies (F Fᵀ + λ 1)⁻¹ = (1 − F (Fᵀ F + λ 1)⁻¹ Fᵀ)/λ to the columns of a matrix [M][n], in place. */
        void solve(double[] x, int columns) {
            double[] t = new double[rank * columns];
            Matrix inner = Matrix.of(t, rank, columns);
            forEachBlock((from, n) -> {
                file.readSingle(at + 4L * from * rank, rows, n * rank);
                algebra.gemm(1, Matrix.of(rows, n, rank).transpose(), part(x, columns, from, n), 1, inner);
            });
            TriangleAlgebra.solveLeft(factor, inner, algebra);
            TriangleAlgebra.solveLeftTransposed(factor, inner, algebra);
            forEachBlock((from, n) -> {
                file.readSingle(at + 4L * from * rank, rows, n * rank);
                algebra.gemm(-1, Matrix.of(rows, n, rank), inner, 1, part(x, columns, from, n));
            });
            for (int i = 0; i < x.length; i++) {
                x[i] /= lambda;
            }
        }

        private Matrix part(double[] x, int columns, int from, int n) {
            return new Matrix(x, from * columns, columns, n, columns);
        }

        private void sum(double[] scales, int without, int from, int n) {
            double[] one = new double[n * rank];
            Arrays.fill(rows, 0, n * rank, 0);
            for (int k = 0; k < scales.length; k++) {
                for (int f = 0; f < sketches[k].length; f++) {
                    if (scales[k] != 0 && f != without) {
                        file.read(sketches[k][f] + 8L * from * rank, one, n * rank);
                        for (int i = 0; i < one.length; i++) {
                            rows[i] += scales[k] * one[i];
                        }
                    }
                }
            }
        }
    }

    private interface BlockConsumer {
        void accept(int from, int n);
    }

    private void forEachBlock(BlockConsumer consumer) {
        for (int from = 0; from < size; from += BLOCK) {
            consumer.accept(from, Math.min(BLOCK, size - from));
        }
    }
}
