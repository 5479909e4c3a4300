package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.TriangleAlgebra;
import org.lather.math.StandardNormal;

/**
 * Full Gaussian process regression of weighted rows: α = D W^½ (W^½ D K D W^½ + λ 1)⁻¹ W^½ y, λ = σ²/δ² with σ the
 * noise of a row of weight 1 and D a diagonal matrix of factors. The covariances are never copied as a whole: each
 * factorisation takes the rows that it needs from them.
 */
public final class KernelRidge {
    /** The number of rows above which one fold is held out, instead of each in turn. */
    static final int ONE_FOLD = 10_000;

    private final LowerTriangle k;
    private final int[] rows;
    private final double[] root;
    private final double[] scale;
    private final IntFunction<LowerTriangle> work;
    private final DenseAlgebra algebra;
    /** The factor of the last solution, and β. */
    private @Nullable LowerTriangle factor;

    private double[] beta = new double[0];

    /**
     * Covariances in memory, of rows without factors.
     *
     * @param k K, [width][width], of which the lower triangle is read
     * @param rows rows that are included, ascending
     * @param weight weight of each of these rows, positive
     */
    public KernelRidge(double[] k, int width, int[] rows, double[] weight, DenseAlgebra algebra) {
        this(LowerTriangle.of(k, width), rows, new Scaling(weight, ones(weight.length)), PanelsInMemory::new, algebra);
    }

    /**
     * How rows are scaled.
     *
     * @param weights W of each included row, positive
     * @param factors D of each included row
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    record Scaling(double[] weights, double[] factors) {}

    /**
     * @param k K, which is only read
     * @param rows rows that are included, ascending
     * @param work makes the triangle of a size that is factored; the one before is no longer used
     */
    KernelRidge(LowerTriangle k, int[] rows, Scaling scaling, IntFunction<LowerTriangle> work, DenseAlgebra algebra) {
        this.k = k;
        this.rows = rows;
        this.work = work;
        this.algebra = algebra;
        this.root = Arrays.stream(scaling.weights).map(Math::sqrt).toArray();
        this.scale = IntStream.range(0, root.length)
                .mapToDouble(i -> scaling.factors[i] * root[i])
                .toArray();
    }

    private static double[] ones(int n) {
        double[] out = new double[n];
        Arrays.fill(out, 1);
        return out;
    }

    /** The signal variance δ²: Σ w y² over the trace of the scaled covariances. */
    public double signal(double[] y) {
        int[] place = places(all());
        double[] trace = new double[1];
        k.forEachRow((row, values, offset) -> {
            int i = place[row];
            if (i >= 0) {
                trace[0] += scale[i] * scale[i] * values[offset + row];
            }
        });
        double squares = 0;
        for (int i = 0; i < rows.length; i++) {
            squares += root[i] * root[i] * y[i] * y[i];
        }
        return trace[0] > 0 ? squares / trace[0] : 0;
    }

    /**
     * Solves for the weights α.
     *
     * @throws NotPositiveDefiniteException if λ is too small for the precision
     */
    public double[] solve(double[] y, double lambda) {
        beta = solve(all(), y, lambda);
        double[] alpha = beta.clone();
        for (int i = 0; i < rows.length; i++) {
            alpha[i] *= scale[i];
        }
        return alpha;
    }

    /**
     * The factor C of the last solution for all rows, without weights and factors: C Cᵀ = K + λ (D W D)⁻¹, the lower
     * triangle [width][width] row by row. A row that is not included has infinite noise.
     */
    double[] packedFactor() {
        int width = k.size();
        double[] out = new double[Math.toIntExact(width * (width + 1L) / 2)];
        for (int i = 0; i < width; i++) {
            out[Math.toIntExact(i * (i + 3L) / 2)] = Double.POSITIVE_INFINITY;
        }
        lastFactor().forEachRow((row, values, offset) -> {
            long first = rows[row] * (rows[row] + 1L) / 2;
            for (int j = 0; j <= row; j++) {
                out[Math.toIntExact(first + rows[j])] = values[offset + j] / scale[row];
            }
        });
        return out;
    }

    /** The committee by label noise of the last solution for all rows. */
    NoisyLabels noisyLabels(double lambda, int members, StandardNormal normal) {
        return NoisyLabels.of(lastFactor(), lambda, members, normal, algebra);
    }

    /** The weights of a member minus those of the last solution for all rows, in units of δ. */
    double[] deviation(NoisyLabels noisy, int member) {
        double[] out = new double[rows.length];
        Arrays.setAll(out, i -> scale[i] * noisy.beta(i, member));
        return out;
    }

    /**
     * The errors of blocks of rows that are left out, from the last solution for all rows.
     *
     * @param blocks of rows that are included, [row]
     * @param noisy the committee whose scatter are the deviations; null for the posterior
     */
    LeaveOneOut heldOut(List<int[]> blocks, double lambda, @Nullable NoisyLabels noisy) {
        return new HeldOutRows(lastFactor(), root, lambda, algebra).of(blocks, beta, noisy);
    }

    private LowerTriangle lastFactor() {
        return Objects.requireNonNull(factor, "no solution");
    }

    private int[] all() {
        return IntStream.range(0, rows.length).toArray();
    }

    /** The position among some rows, by the row of K; -1 for others. */
    private int[] places(int[] some) {
        int[] out = new int[k.size()];
        Arrays.fill(out, -1);
        for (int i = 0; i < some.length; i++) {
            out[rows[some[i]]] = i;
        }
        return out;
    }

    private double[] solve(int[] some, double[] y, double lambda) {
        factor = null; // before the next one takes its place
        LowerTriangle matrix = work.apply(some.length);
        gather(some, lambda, matrix);
        double[] out = new double[some.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = root[some[i]] * y[some[i]];
        }
        TriangleAlgebra.potrf(matrix, algebra);
        TriangleAlgebra.solveLeft(matrix, Matrix.of(out, out.length, 1), algebra);
        TriangleAlgebra.solveLeftTransposed(matrix, Matrix.of(out, out.length, 1), algebra);
        factor = matrix;
        return out;
    }

    /** Writes the scaled covariances of some rows, plus λ on the diagonal, to a triangle. */
    private void gather(int[] some, double lambda, LowerTriangle to) {
        int[] place = places(some);
        double[] buffer = to.buffer();
        Matrix[] panel = new Matrix[1];
        k.forEachRow((row, values, offset) -> {
            int i = place[row];
            if (i < 0) {
                return;
            }
            int p = i / LowerTriangle.PANEL;
            if (i == to.start(p)) {
                panel[0] = to.read(p, buffer);
            }
            Matrix m = panel[0];
            int at = m.offset() + (i - to.start(p)) * m.stride();
            double own = scale[some[i]];
            for (int j = 0; j <= i; j++) {
                m.values()[at + j] = own * scale[some[j]] * values[offset + rows[some[j]]];
            }
            m.values()[at + i] += lambda;
            if (i == to.end(p) - 1) {
                to.write(p, m);
            }
        });
    }

    /**
     * The held-out errors of a target: over all folds in turn, or over the first fold alone if there are more than
     * {@link #ONE_FOLD} rows, of which one fold is enough to tell noises apart.
     *
     * @param fold of each row
     */
    public HeldOutErrors heldOut(double[] y, int[] fold, int folds) {
        int[] held = heldFolds(fold, folds, ONE_FOLD);
        return new HeldOutErrors() {
            @Override
            public double error(double ratio) {
                return KernelRidge.this.error(y, fold, held, ratio);
            }

            @Override
            public long rows() {
                return Arrays.stream(fold)
                        .filter(own -> Arrays.stream(held).anyMatch(f -> f == own))
                        .count();
            }
        };
    }

    /** The folds that have rows: all, or the first alone if there are more rows than a number. */
    static int[] heldFolds(int[] fold, int folds, int mostRows) {
        return IntStream.range(0, folds)
                .filter(f -> Arrays.stream(fold).anyMatch(own -> own == f))
                .limit(fold.length > mostRows ? 1 : folds)
                .toArray();
    }

    /** The sum Σ w (y − prediction)² over held-out folds; infinite if λ is too small for the precision. */
    public double error(double[] y, int[] fold, int folds, double lambda) {
        return error(y, fold, IntStream.range(0, folds).toArray(), lambda);
    }

    private double error(double[] y, int[] fold, int[] folds, double lambda) {
        double sum = 0;
        for (int held : folds) {
            int[] in =
                    IntStream.range(0, rows.length).filter(i -> fold[i] != held).toArray();
            if (in.length == rows.length || in.length == 0) {
                continue;
            }
            double[] own;
            try {
                own = solve(in, y, lambda);
            } catch (NotPositiveDefiniteException e) {
                return Double.POSITIVE_INFINITY;
            }
            double[] expanded = new double[rows.length];
            for (int i = 0; i < in.length; i++) {
                expanded[in[i]] = scale[in[i]] * own[i];
            }
            double[] product = multiply(expanded);
            for (int i = 0; i < rows.length; i++) {
                if (fold[i] == held) {
                    double d = root[i] * y[i] - scale[i] * product[i];
                    sum += d * d;
                }
            }
        }
        return sum;
    }

    /** The product of the covariances of the included rows with a vector. */
    private double[] multiply(double[] x) {
        int n = rows.length;
        int[] place = places(all());
        double[] out = new double[n];
        k.forEachRow((row, values, offset) -> {
            int i = place[row];
            if (i < 0) {
                return;
            }
            double own = 0;
            for (int j = 0; j < i; j++) {
                double v = values[offset + rows[j]];
                own += v * x[j];
                out[j] += v * x[i];
            }
            out[i] += own + values[offset + row] * x[i];
        });
        return out;
    }
}
