package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Ledger;
import org.lather.backend.Matrix;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.Owned;

/**
 * Ridge regressions (Σ_k s_k A_k + λ 1) v = Σ_k s_k b_k on rows in a scratch file, by conjugate gradients: A_k = Φ_kᵀ W
 * Φ_k of the rows of a type, with one fold held out or none. An iteration reads all rows once, for all regressions
 * together, and no matrix [M][M] is stored (Rudi, Carratino, Rosasco 2017, arXiv:1705.10958; here the preconditioner is
 * a {@link RowSketch}, as rows that are sums over environments are not spread like representatives). An iteration ends
 * where the error of predictions, as a root mean square over the rows, is below {@link #TOLERANCE} times the noise.
 */
final class StreamedSystem implements AutoCloseable {
    /** Largest error of a prediction that is left by the iteration, relative to the noise. */
    static final double TOLERANCE = 1e-4;

    /** Largest number of iterations. */
    static final int MOST = 400;

    /** Unit roundoff of rows in single precision. */
    private static final double ROUNDOFF = 0x1p-24;

    private final List<List<RowSums>> kinds;
    private final List<RowSums> parts = new ArrayList<>();
    private final DenseAlgebra algebra;
    private final Runnable onStep;
    private final Ledger ledger;
    private final RowSketch sketch;
    private final int size;
    private final int folds;
    private long bytes;
    private final Map<Integer, RowSketch.Factor> factors = new HashMap<>();
    private final Map<Integer, double[]> built = new HashMap<>();

    /**
     * @param kinds rows of each type and fold, of equal sizes
     * @param rank of the preconditioner, at most M
     * @param onStep called before each step; may throw to end the work
     */
    StreamedSystem(ScratchFile file, List<List<RowSums>> kinds, int rank, Backend backend, Runnable onStep) {
        this.kinds = kinds;
        this.algebra = backend.algebra().host();
        this.ledger = backend.resources().ledger();
        this.onStep = onStep;
        this.size = kinds.get(0).get(0).size();
        this.folds = kinds.get(0).size();
        kinds.forEach(parts::addAll);
        this.bytes = StreamedRows.bytes(size, folds);
        ledger.add(bytes);
        this.sketch =
                Owned.orClose(() -> new RowSketch(file, kinds, rank, algebra, onStep), () -> ledger.remove(bytes));
    }

    /**
     * One right-hand side.
     *
     * @param without fold that is held out, or −1
     */
    record Fit(int without, int target) {}

    /**
     * Solutions of regressions.
     *
     * @param weights [fit][M]
     * @param error largest error of predictions that is left, relative to the noise
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Solved(double[][] weights, int iterations, double error) {
        boolean hasConverged() {
            return error <= TOLERANCE;
        }
    }

    int size() {
        return size;
    }

    int types() {
        return kinds.size();
    }

    int folds() {
        return folds;
    }

    int targets() {
        return parts.get(0).targets();
    }

    long rows(int type) {
        return kinds.get(type).stream().mapToLong(RowSums::rows).sum();
    }

    long rows(int type, int fold) {
        return kinds.get(type).get(fold).rows();
    }

    double squares(int type, int target) {
        return kinds.get(type).stream().mapToDouble(r -> r.squares()[target]).sum();
    }

    double trace(int type) {
        return kinds.get(type).stream()
                .mapToDouble(r -> Arrays.stream(r.diagonal()).sum())
                .sum();
    }

    /**
     * Solves regressions.
     *
     * @param scales s of each row type
     * @param ridge λ, positive
     * @throws NotPositiveDefiniteException if λ is too small for the precision
     */
    Solved solve(List<Fit> fits, double[] scales, double ridge) {
        Map<Integer, RowSketch.Factor> own = new TreeMap<>();
        for (Fit f : fits) {
            own.computeIfAbsent(f.without, w -> factor(w, scales, ridge));
        }
        double[][] right = fits.stream().map(f -> right(f, scales)).toArray(double[][]::new);
        double[] tolerance = fits.stream()
                .mapToDouble(f -> TOLERANCE * noise(f, scales, ridge))
                .toArray();
        ConjugateGradients.Result found = new ConjugateGradients(
                        (systems, x) -> apply(systems, x, fits, scales, ridge),
                        (systems, x) -> precondition(systems, x, fits, own),
                        MOST,
                        onStep)
                .solve(right, tolerance);
        double most = Arrays.stream(found.residual()).max().orElse(0);
        return new Solved(found.x(), found.iterations(), TOLERANCE * most);
    }

    private RowSketch.Factor factor(int without, double[] scales, double ridge) {
        RowSketch.Factor f = factors.computeIfAbsent(without, w -> sketch.factor());
        if (!Arrays.equals(built.get(without), scales)) {
            onStep.run();
            f.build(scales, without);
            built.put(without, scales.clone());
        }
        f.ridge(ridge);
        return f;
    }

    private double[] right(Fit fit, double[] scales) {
        double[] out = new double[size];
        for (int k = 0; k < kinds.size(); k++) {
            for (int f = 0; f < folds; f++) {
                if (f != fit.without && scales[k] != 0) {
                    double[] b = kinds.get(k).get(f).right();
                    for (int i = 0; i < size; i++) {
                        out[i] += scales[k] * b[fit.target * size + i];
                    }
                }
            }
        }
        return out;
    }

    /** The norm √(n λ) δ of the noise of n rows, with the signal variance δ² = Σ s w y² / Σ s w |φ|². */
    private double noise(Fit fit, double[] scales, double ridge) {
        double squares = 0;
        double trace = 0;
        long rows = 0;
        for (int k = 0; k < kinds.size(); k++) {
            squares += scales[k] * squares(k, fit.target);
            trace += scales[k] * trace(k);
            for (int f = 0; f < folds; f++) {
                rows += f == fit.without || scales[k] == 0 ? 0 : rows(k, f);
            }
        }
        return trace > 0 ? Math.sqrt(rows * ridge * squares / trace) : 0;
    }

    private double[] precondition(
            int[] systems, double[] x, List<Fit> fits, Map<Integer, RowSketch.Factor> preconditioners) {
        preconditioners.forEach((without, factor) -> {
            int[] columns = IntStream.range(0, systems.length)
                    .filter(c -> fits.get(systems[c]).without == without)
                    .toArray();
            if (columns.length == 0) {
                return;
            }
            double[] own = new double[size * columns.length];
            for (int i = 0; i < size; i++) {
                for (int c = 0; c < columns.length; c++) {
                    own[i * columns.length + c] = x[i * systems.length + columns[c]];
                }
            }
            factor.solve(own, columns.length);
            for (int i = 0; i < size; i++) {
                for (int c = 0; c < columns.length; c++) {
                    x[i * systems.length + columns[c]] = own[i * columns.length + c];
                }
            }
        });
        return x;
    }

    private double[] apply(int[] systems, double[] x, List<Fit> fits, double[] scales, double ridge) {
        int n = systems.length;
        double[] out = new double[x.length];
        Matrix in = Matrix.of(x, size, n);
        Matrix sums = Matrix.of(out, size, n);
        double[] z = new double[RowSums.BLOCK * n];
        RowStream.forEach(parts, (part, block, phi) -> {
            int kind = part / folds;
            if (scales[kind] == 0) {
                return;
            }
            Matrix products = Matrix.of(z, block.rows(), n);
            algebra.gemm(1, phi, in, 0, products);
            for (int c = 0; c < n; c++) {
                double s = fits.get(systems[c]).without == part % folds ? 0 : scales[kind];
                for (int i = 0; i < block.rows(); i++) {
                    z[i * n + c] *= s * block.weights()[i];
                }
            }
            algebra.gemm(1, phi.transpose(), products, 1, sums);
        });
        for (int i = 0; i < out.length; i++) {
            out[i] += ridge * x[i];
        }
        return out;
    }

    /**
     * The errors Σ w (y − φ v)² of held-out rows of each type, [fit][type], in one pass.
     *
     * @param fits the folds in which errors are computed
     * @param weights v of each fit
     */
    double[][] heldOutErrors(List<Fit> fits, double[][] weights) {
        double[][] out = new double[fits.size()][kinds.size()];
        double[] z = new double[RowSums.BLOCK];
        RowStream.forEach(parts, (part, block, phi) -> {
            for (int c = 0; c < out.length; c++) {
                Fit fit = fits.get(c);
                if (fit.without == part % folds) {
                    algebra.gemm(1, phi, Matrix.of(weights[c], size, 1), 0, Matrix.of(z, block.rows(), 1));
                    for (int i = 0; i < block.rows(); i++) {
                        double d = block.targets()[i * targets() + fit.target] - z[i];
                        out[c][part / folds] += block.weights()[i] * d * d;
                    }
                }
            }
        });
        return out;
    }

    /** The sums Σ w (φ v)² over all rows of a type. */
    double predicted(int type, double[] v) {
        double[] z = new double[RowSums.BLOCK];
        double[] sum = new double[1];
        RowStream.forEach(kinds.get(type), (part, block, phi) -> {
            algebra.gemm(1, phi, Matrix.of(v, size, 1), 0, Matrix.of(z, block.rows(), 1));
            for (int i = 0; i < block.rows(); i++) {
                sum[0] += block.weights()[i] * z[i] * z[i];
            }
        });
        return sum[0];
    }

    /** The product bᵀ v of the rows of a type. */
    double product(int type, int target, double[] v) {
        double sum = 0;
        for (RowSums rows : kinds.get(type)) {
            for (int i = 0; i < size; i++) {
                sum += rows.right()[target * size + i] * v[i];
            }
        }
        return sum;
    }

    /**
     * A bound of the error of predictions by the rounding of rows to single precision, as a root mean square over rows
     * of independent roundings, relative to the noise: u √(Σ s w Σ_j φ_j² v_j²) over the norm of the noise.
     */
    double rounding(int target, double[] v, double[] scales, double ridge) {
        double sum = 0;
        for (int k = 0; k < kinds.size(); k++) {
            for (RowSums rows : kinds.get(k)) {
                for (int j = 0; j < size; j++) {
                    sum += scales[k] * rows.diagonal()[j] * v[j] * v[j];
                }
            }
        }
        double noise = noise(new Fit(-1, target), scales, ridge);
        return noise > 0 ? ROUNDOFF * Math.sqrt(sum) / noise : 0;
    }

    @Override
    public void close() {
        ledger.remove(bytes);
        bytes = 0;
    }
}
