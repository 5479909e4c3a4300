package org.lather.cpu;

import org.lather.backend.DenseAlgebra;

/**
 * Dense linear algebra in the vectors of the processor, on the threads of a pool. Results do not depend on the number
 * of threads, nor on how the rows of a result are divided among calls. For one caller at a time.
 */
final class VectorAlgebra implements DenseAlgebra {
    private final Gemm gemm;
    private final TriangularSolver triangular;
    private final Cholesky cholesky;

    VectorAlgebra(WorkerPool pool) {
        this(pool, MicroKernel.fastest());
    }

    VectorAlgebra(WorkerPool pool, MicroKernel kernel) {
        gemm = new Gemm(pool, kernel);
        triangular = new TriangularSolver(gemm, pool);
        cholesky = new Cholesky(gemm, triangular);
    }

    /** The bytes of scratch memory held now. */
    long scratchBytes() {
        return gemm.scratchBytes();
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double beta,
            double[] c,
            int cOffset,
            int cStride) {
        Operand left = new DoubleOperand(a, aOffset, aStride, transposeA, null);
        Operand right = new DoubleOperand(b, bOffset, bStride, transposeB, null);
        gemm.multiply(m, n, k, alpha, left, right, beta, new Target(c, cOffset, cStride), false);
    }

    /** C [m][n] := alpha op(A) op(B) + beta C, for factors of any storage. */
    void gemm(int m, int n, int k, double alpha, Operand a, Operand b, double beta, Target c) {
        gemm.multiply(m, n, k, alpha, a, b, beta, c, false);
    }

    /** C [m][n] := alpha op(A) B + beta C. */
    void gemm(int m, double alpha, Operand a, PackedMatrix b, double beta, Target c) {
        gemm.multiply(m, alpha, a, b, beta, c);
    }

    /** Packs op(B) [k][n] for many products; the packed matrix holds 8 k n bytes beside B itself. */
    PackedMatrix pack(int k, int n, Operand b) {
        return gemm.pack(k, n, b);
    }

    /** Lower triangle of C [n][n] := alpha op(A) op(A)ᵀ + beta C with op(A) [n][k]. */
    void syrk(int n, int k, double alpha, Operand a, double beta, Target c) {
        gemm.multiply(n, n, k, alpha, a, a.transposed(), beta, c, true);
    }

    @Override
    public void syrk(
            boolean transpose,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aStride,
            double beta,
            double[] c,
            int cOffset,
            int cStride) {
        Operand operand = new DoubleOperand(a, aOffset, aStride, transpose, null);
        syrk(n, k, alpha, operand, beta, new Target(c, cOffset, cStride));
    }

    @Override
    public void potrf(int n, double[] a, int aOffset, int aStride) {
        Bounds.check("A", n, n, aOffset, aStride, a.length);
        cholesky.factor(n, a, aOffset, aStride);
    }

    @Override
    public void trsm(
            boolean left,
            boolean transpose,
            int m,
            int n,
            double[] l,
            int lOffset,
            int lStride,
            double[] b,
            int bOffset,
            int bStride) {
        int order = left ? m : n;
        Bounds.check("L", order, order, lOffset, lStride, l.length);
        Bounds.check("B", m, n, bOffset, bStride, b.length);
        Target triangle = new Target(l, lOffset, lStride);
        Target sides = new Target(b, bOffset, bStride);
        triangular.solve(new TriangularSolver.Problem(left, transpose, left ? n : m, triangle, sides), order);
    }
}
