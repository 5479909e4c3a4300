package org.lather.bench;

import java.util.Random;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

/** The operations of dense algebra that are measured, all of square matrices of one size. */
public enum DenseOperation {
    /** C := A B. */
    GEMM,
    /** C := A Bᵀ, the product of features with representatives. */
    GRAM,
    /** Lower triangle of C := A Aᵀ. */
    SYRK,
    /** A = L Lᵀ. */
    POTRF,
    /** B := B L⁻ᵀ. */
    TRSM;

    /** Whether a run overwrites what it needs, so that the next one needs {@link Problem#restore}. */
    boolean inPlace() {
        return this == POTRF || this == TRSM;
    }

    /** The matrices [size][size] of an operation. */
    static final class Problem {
        private final DenseOperation operation;
        private final int size;
        private final double[] a;
        private final double[] b;
        private final double[] c;

        Problem(DenseOperation operation, int size) {
            this.operation = operation;
            this.size = size;
            Random random = new Random(size);
            a = random.doubles((long) size * size, -1, 1).toArray();
            b = random.doubles((long) size * size, -1, 1).toArray();
            c = new double[size * size];
            // dominant diagonals: a is positive definite, and a triangle that does not amplify
            for (int i = 0; i < size; i++) {
                a[i * size + i] = 2.0 * size;
            }
            restore();
        }

        /** Floating-point operations of one run; a fused multiply-add is two. */
        double flops() {
            double n = size;
            return switch (operation) {
                case GEMM, GRAM -> 2 * n * n * n;
                case SYRK -> n * n * (n + 1);
                case POTRF -> n * n * n / 3;
                case TRSM -> n * n * n;
            };
        }

        /** Prepares a run of an operation in place. */
        void restore() {
            if (operation == POTRF) {
                System.arraycopy(a, 0, c, 0, c.length);
            } else if (operation == TRSM) {
                System.arraycopy(b, 0, c, 0, c.length);
            }
        }

        double[] run(DenseAlgebra algebra) {
            int n = size;
            switch (operation) {
                case GEMM -> algebra.gemm(1, Matrix.of(a, n, n), Matrix.of(b, n, n), 0, Matrix.of(c, n, n));
                case GRAM ->
                    algebra.gemm(1, Matrix.of(a, n, n), Matrix.of(b, n, n).transpose(), 0, Matrix.of(c, n, n));
                case SYRK -> algebra.syrk(1, Matrix.of(a, n, n), 0, Matrix.of(c, n, n));
                case POTRF -> algebra.potrf(Matrix.of(c, n, n));
                case TRSM -> algebra.solveRight(Matrix.of(a, n, n).transpose(), Matrix.of(c, n, n));
            }
            return c;
        }
    }
}
