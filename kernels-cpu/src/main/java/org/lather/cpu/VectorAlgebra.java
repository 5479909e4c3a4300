package org.lather.cpu;

import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.MatrixShapes;
import org.lather.backend.TriangularFactor;

/**
 * Dense linear algebra in the vectors of the processor, on the threads of a pool. Results do not depend on the number
 * of threads, nor on how the rows of a result are divided among calls. For one caller at a time.
 */
final class VectorAlgebra implements DenseAlgebra {
    private final WorkerPool pool;
    private final Gemm gemm;
    private final TriangularSolver triangular;
    private final Cholesky cholesky;

    VectorAlgebra(WorkerPool pool) {
        this(pool, MicroKernel.fastest());
    }

    VectorAlgebra(WorkerPool pool, MicroKernel kernel) {
        this.pool = pool;
        gemm = new Gemm(pool, kernel);
        triangular = new TriangularSolver(gemm, pool);
        cholesky = new Cholesky(gemm, triangular);
    }

    /** The bytes of scratch memory held now. */
    long scratchBytes() {
        return gemm.scratchBytes();
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        MatrixShapes.gemm(a, b, c);
        gemm(c.rows(), c.columns(), a.columns(), alpha, operand(a), operand(b), beta, target(c));
    }

    private static Operand operand(Matrix m) {
        return new DoubleOperand(m.values(), m.offset(), m.stride(), m.transposed(), null);
    }

    private static Target target(Matrix m) {
        return new Target(m.values(), m.offset(), m.stride());
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
    public void syrk(double alpha, Matrix a, double beta, Matrix c) {
        MatrixShapes.syrk(a, c);
        syrk(c.rows(), a.columns(), alpha, operand(a), beta, target(c));
    }

    @Override
    public void potrf(Matrix a) {
        MatrixShapes.potrf(a);
        cholesky.factor(a.rows(), a.values(), a.offset(), a.stride());
    }

    @Override
    public void solveLeft(Matrix l, Matrix b) {
        MatrixShapes.solveLeft(l, b);
        triangular.solve(
                new TriangularSolver.Problem(true, l.transposed(), b.columns(), target(l), target(b)), b.rows());
    }

    @Override
    public void solveRight(Matrix l, Matrix b) {
        MatrixShapes.solveRight(l, b);
        triangular.solve(
                new TriangularSolver.Problem(false, l.transposed(), b.rows(), target(l), target(b)), b.columns());
    }

    @Override
    public TriangularFactor prepare(LowerTriangle l) {
        return new PackedFactor(l, gemm);
    }

    @Override
    public long preparedBytes(int n) {
        return PackedFactor.bytes(n, gemm);
    }

    @Override
    public void solve(TriangularFactor l, Matrix x) {
        if (!(l instanceof PackedFactor packed)) {
            throw new IllegalArgumentException("expected a factor that this algebra prepared, got " + l.getClass());
        }
        packed.solve(x, gemm, pool);
    }
}
