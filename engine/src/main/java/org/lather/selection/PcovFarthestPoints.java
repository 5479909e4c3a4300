package org.lather.selection;

import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.execution.Execution;

/**
 * PCov-FPS: {@link FarthestPoints} with targets Y beside the points X (Cersonsky, Helfrecht, Engel, Kliavinek, Ceriotti
 * 2021, doi:10.1088/2632-2153/abfe7c). Scalar products in the distances are, for samples, those of α X Xᵀ + (1 − α) Y
 * Yᵀ; for features, the columns of X, those of α Xᵀ X + (1 − α) (XᵀX)^(−1/2) Xᵀ Y Yᵀ X (XᵀX)^(−1/2), where eigenvalues
 * of XᵀX up to 1e-12 are omitted as in scikit-matter.
 *
 * @param mixing α, from 0 (targets alone) to 1 (points alone)
 * @param targets of samples or of coordinates
 * @param start index of the point that is chosen first
 */
public record PcovFarthestPoints(double mixing, Targets targets, int start) implements Selector {
    /** @throws IllegalArgumentException if the mixing is not from 0 to 1, or the start is negative */
    public PcovFarthestPoints {
        expectMixing(mixing);
        if (start < 0) {
            throw new IllegalArgumentException("expected a first point from 0 on, got " + start);
        }
    }

    static void expectMixing(double mixing) {
        if (!(mixing >= 0 && mixing <= 1)) {
            throw new IllegalArgumentException("expected a mixing from 0 to 1, got " + mixing);
        }
    }

    @Override
    public Selection select(Points points, int count, DenseAlgebra algebra, Execution execution) {
        targets.expectFit(points);
        int p = targets.count();
        int d = points.dimension();
        double[][] factors = factors(points, algebra);
        double[] mixed = new double[Math.multiplyExact(points.size(), d + p)];
        double point = Math.sqrt(mixing);
        double target = Math.sqrt(1 - mixing);
        for (int i = 0; i < points.size(); i++) {
            int at = i * (d + p);
            for (int k = 0; k < d; k++) {
                mixed[at + k] = point * points.values()[i * d + k];
            }
            for (int t = 0; t < p; t++) {
                mixed[at + d + t] = target * factors[t][i];
            }
        }
        return new FarthestPoints(start, false)
                .select(new Points(mixed, points.size(), d + p), count, algebra, execution);
    }

    /** [target][point]: F of the scalar products (1 − α) F Fᵀ. */
    private double[][] factors(Points points, DenseAlgebra algebra) {
        double[][] y = new Mixture(mixing, targets).columns();
        if (targets.rows() == Targets.Rows.POINTS) {
            return y;
        }
        int n = points.size();
        int d = points.dimension();
        Matrix x = Matrix.of(points.values(), n, d);
        // (X Xᵀ)^(-1/2) X Y = X (Xᵀ X)^(-1/2) Y: the smaller of the two matrices
        boolean small = n <= d;
        int order = Math.min(n, d);
        double[] moments = new double[Math.multiplyExact(order, order)];
        algebra.syrk(1, small ? x : x.transpose(), 0, Matrix.of(moments, order, order));
        LeverageRun.mirror(moments, order);
        double[][] out = new double[y.length][];
        for (int t = 0; t < y.length; t++) {
            out[t] = small ? root(moments, product(x, y[t], algebra)) : product(x, root(moments, y[t]), algebra);
        }
        return out;
    }

    private static double[] root(double[] moments, double[] b) {
        return Lanczos.inverseSquareRoot(
                (v, w) -> LeverageRun.symmetric(moments, b.length, b.length, v, w), b, Mixture.OMITTED);
    }

    private static double[] product(Matrix x, double[] y, DenseAlgebra algebra) {
        double[] out = new double[x.rows()];
        algebra.gemm(1, x, Matrix.of(y, x.columns(), 1), 0, Matrix.of(out, x.rows(), 1));
        return out;
    }

    @Override
    public long bytes(int size, int dimension, int count) {
        int mixed = dimension + targets.count();
        long order = Math.min(size, dimension);
        long roots = targets.rows() == Targets.Rows.POINTS ? 0 : 8 * order * order + Lanczos.bytes(order);
        return 8L * size * mixed + Math.max(roots, new FarthestPoints(start, false).bytes(size, mixed, count));
    }
}
