package org.lather.uncertainty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Matrix;
import org.lather.backend.RangeSize;
import org.lather.backend.Tile;
import org.lather.backend.TriangularFactor;
import org.lather.backend.WeightedRange;
import org.lather.backend.Whitening;
import org.lather.execution.MemoryPlan;
import org.lather.gram.DerivativeCovariances;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;

/**
 * The predictive variance of the deterministic training conditional (Quiñonero-Candela, Rasmussen 2005, JMLR 6, 1939,
 * eq. 20b), δ² (k** − |φ*|² + λ |C⁻¹ φ*|²) with φ* = L⁻¹ k*, C Cᵀ = A + λ 1: it grows to that of the prior if no
 * representative is near. Standard deviations are multiplied by the scale of the {@link FittedTarget}, which the
 * calibration finds. Of a full regression it is δ² (k** − |C⁻¹ k*|²), with k* the covariances with the training
 * structures and C Cᵀ those of the training structures plus their noise over δ².
 */
public final class PredictiveVariance {
    private final ModelParameters parameters;
    private final EnvironmentKernel kernel;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final VarianceFactors factors;
    private final RangeSize columns;
    private final RangeSize whitened = new RangeSize(Integer.MAX_VALUE, "row");
    private final DerivativeCovariances prior;
    /** The row of each representative: itself, or its structure. */
    private final int[] owner;

    /** Receives the terms of the variances of the rows of one target and structure. */
    public interface Rows {
        /**
         * Called once for each target that has an uncertainty.
         *
         * @param prior k** of each row, dimensionless, [row]
         * @param missing k** − |φ*|² of each row, dimensionless, [row]
         * @param rows C⁻¹ φ*, [row][M] flattened; of a full regression, whose missing part is what is left, one 0 for
         *     each row; valid during the call
         */
        void accept(FittedTarget target, double[] prior, double[] missing, double[] rows);
    }

    /** @param factors read only; owned by the caller */
    public PredictiveVariance(
            ModelParameters parameters, EnvironmentKernel kernel, Backend backend, VarianceFactors factors) {
        this.parameters = parameters;
        this.kernel = kernel;
        this.backend = backend;
        this.algebra = backend.algebra().host();
        this.factors = factors;
        int size = parameters.size();
        boolean parts = parameters.hasStructureRows();
        this.columns = new RangeSize(parts ? Math.min(size, Representatives.PART) : size, "representative");
        this.owner = owners(parameters);
        this.prior = new DerivativeCovariances(backend, kernel, parameters.channels());
    }

    /**
     * Computes the row of the value of each target of the whole structure.
     *
     * @param self k**, see {@link org.lather.gram.StructureCovariances}
     * @param sum k*, [M], of a full regression [B]; overwritten
     */
    public void value(double self, double[] sum, Rows consumer) {
        int m = parameters.factorRows();
        double[] phi = sum;
        for (int b = 0; b < factors.whiteners().size(); b++) {
            Whitening.Block block = factors.whitening().blocks().get(b);
            algebra.solve(factors.whiteners().get(b), new Matrix(phi, block.offset(), m, 1, block.size()));
        }
        double captured = full() ? 0 : rowSquares(phi, m)[0];
        for (int t = 0; t < parameters.targets().size(); t++) {
            FittedTarget f = parameters.targets().get(t);
            Optional<TriangularFactor> factor = factors.factor(t);
            if (f.target().quantity().isPerAtom() || factor.isEmpty() || f.signal() == 0) {
                continue;
            }
            double[] c = phi.clone();
            algebra.solve(factor.get(), Matrix.of(c, 1, m));
            accept(f, new double[] {self}, new double[] {Math.max(0, self - captured)}, c, consumer);
        }
    }

    /** Whether the rows of the factor are training structures. */
    private boolean full() {
        return parameters.hasStructureRows();
    }

    private static int[] owners(ModelParameters parameters) {
        int[] out = new int[parameters.size()];
        if (!parameters.hasStructureRows()) {
            Arrays.setAll(out, i -> i);
            return out;
        }
        int first = 0;
        for (int b = 0; b < parameters.structures().length; b++) {
            Arrays.fill(out, first, first + parameters.structures()[b], b);
            first += parameters.structures()[b];
        }
        return out;
    }

    private void accept(FittedTarget f, double[] self, double[] missing, double[] rows, Rows consumer) {
        if (!full()) {
            consumer.accept(f, self, missing, rows);
            return;
        }
        double[] captured = rowSquares(rows, parameters.factorRows());
        double[] left = new double[self.length];
        Arrays.setAll(left, i -> Math.max(0, self[i] - captured[i]));
        consumer.accept(f, self, left, new double[self.length]);
    }

    /**
     * The standard deviation δ √(k** − |φ*|² + λ |C⁻¹ φ*|²), times its scale.
     *
     * @param missing k** − |φ*|²
     * @param left |C⁻¹ φ*|²
     */
    public static double deviation(FittedTarget f, double missing, double left) {
        double lambda = f.noise() * f.noise() / (f.signal() * f.signal());
        return f.signal() * Math.sqrt(missing + lambda * left);
    }

    /**
     * Computes the rows of the derivatives of each target that has them: positions [atom][3], then strain [3][3]. The
     * derivative of a Gaussian process is one too: with ∂_c for a component c of positions or strain, its variance is
     * δ² (∂_c ∂'_c k** − |∂_c φ*|² + λ |C⁻¹ ∂_c φ*|²).
     *
     * @param representatives one handle for each term of the kernel; empty if they are read part by part
     */
    public void derivatives(Structure structure, List<Features> representatives, Rows consumer) {
        List<Integer> wanted = new ArrayList<>();
        for (int t = 0; t < parameters.targets().size(); t++) {
            FittedTarget f = parameters.targets().get(t);
            if (factors.factor(t).isPresent()
                    && f.signal() > 0
                    && f.withoutGradient().isEmpty()) {
                wanted.add(t);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Gradients gradients = backend.gradients();
        double[] self = prior.of(structure);
        int m = parameters.factorRows();
        double[] phi = derivativeRows(structure, gradients, representatives);
        double[] captured = full() ? new double[self.length] : rowSquares(phi, m);
        double[] missing = new double[self.length];
        Arrays.setAll(missing, i -> Math.max(0, self[i] - captured[i]));
        double[] c = new double[phi.length];
        backend.resources().ledger().add(16L * phi.length);
        for (int t : wanted) {
            System.arraycopy(phi, 0, c, 0, phi.length);
            algebra.solve(factors.factor(t).orElseThrow(), Matrix.of(c, self.length, m));
            accept(parameters.targets().get(t), self, missing, c, consumer);
        }
        backend.resources().ledger().remove(16L * phi.length);
    }

    /** ∂_c φ* for positions, then strain, [3 atoms + 9][M]; of a full regression ∂_c k*, [3 atoms + 9][B]. */
    private double[] derivativeRows(Structure structure, Gradients gradients, List<Features> representatives) {
        int m = parameters.size();
        int n = structure.size();
        double[] out = new double[Math.multiplyExact(3 * n + 9, parameters.factorRows())];
        try (Batch batch = backend.upload(List.of(structure), parameters.channels())) {
            columns.cover(
                    m,
                    (from, to) -> derivativeColumns(batch, gradients, representatives, from, to, out),
                    (from, to) -> {});
        }
        if (!full()) {
            whiten(out, 0, 3 * n);
            whiten(out, 3 * n, 9);
        }
        return out;
    }

    /**
     * Computes the columns of some representatives. Environments are divided into as many ranges as representatives
     * are.
     */
    private void derivativeColumns(
            Batch batch, Gradients gradients, List<Features> representatives, int from, int to, double[] out) {
        int m = parameters.size();
        int n = batch.environments();
        int step = (int) Math.max(1, ((long) n * (to - from) + m - 1) / m);
        try (Tile positions = backend.tile(3 * n, to - from);
                Tile strain = backend.tile(9, to - from)) {
            DerivativeTiles tiles = new DerivativeTiles(positions, strain);
            for (int s = 0; s < kernel.terms().size(); s++) {
                if (to - from == m && !representatives.isEmpty()) {
                    rows(batch, gradients, s, representatives.get(s), step, tiles);
                } else {
                    FeatureBlock some = parameters.representatives().get(s).gather(range(from, to));
                    try (Features z = backend.load(some)) {
                        rows(batch, gradients, s, z, step, tiles);
                    }
                }
            }
            put(positions.download(), to - from, out, 0, from);
            put(strain.download(), to - from, out, 3 * n, from);
        }
    }

    private void rows(Batch batch, Gradients gradients, int s, Features z, int step, DerivativeTiles out) {
        EnvironmentKernel.Term term = kernel.terms().get(s);
        int n = batch.environments();
        for (int from = 0; from < n; from += step) {
            int to = Math.min(n, from + step);
            double[] ones = new double[to - from];
            Arrays.fill(ones, 1);
            gradients.rows(
                    new WeightedRange(batch, from, to, ones),
                    term.features(),
                    z,
                    kernel.covariance(),
                    term.weight(),
                    out);
        }
    }

    private static int[] range(int from, int to) {
        int[] out = new int[to - from];
        Arrays.setAll(out, i -> from + i);
        return out;
    }

    /** Adds rows of some representatives to the matrix of all. */
    private void put(double[] values, int width, double[] out, int firstRow, int firstColumn) {
        int m = parameters.factorRows();
        for (int i = 0; i < values.length / width; i++) {
            for (int j = 0; j < width; j++) {
                out[(firstRow + i) * m + owner[firstColumn + j]] += values[i * width + j];
            }
        }
    }

    /** Whitens some rows of [..][M] in place. */
    private void whiten(double[] rows, int first, int count) {
        int m = parameters.size();
        whitened.cover(
                count,
                (from, to) -> {
                    try (Tile tile = backend.tile(to - from, m)) {
                        tile.upload(0, Arrays.copyOfRange(rows, (first + from) * m, (first + to) * m));
                        backend.whiten(tile, factors.whitening());
                        System.arraycopy(tile.download(), 0, rows, (first + from) * m, (to - from) * m);
                    }
                },
                (from, to) -> {});
    }

    /** The squared norms of the rows of [row][M]. */
    public static double[] rowSquares(double[] x, int m) {
        double[] out = new double[x.length / m];
        for (int i = 0; i < x.length; i++) {
            out[i / m] += x[i] * x[i];
        }
        return out;
    }

    /** The memory for derivatives of a structure with a number of atoms, in addition to the rest. */
    public static List<MemoryPlan.Item> derivativeItems(ModelParameters parameters, int atoms) {
        int columns = parameters.representatives().stream()
                .mapToInt(FeatureBlock::columns)
                .max()
                .orElse(1);
        // the tile and its copy on the host, then φ and C⁻¹ φ
        long rows = 3L * atoms + 9;
        long bytes = parameters.hasStructureRows()
                ? 16 * rows * (Math.min(parameters.size(), Representatives.PART) + parameters.factorRows())
                : 24 * rows * parameters.size();
        return List.of(
                new MemoryPlan.Item("rows of forces of " + atoms + " atoms", bytes),
                new MemoryPlan.Item("covariances of forces", DerivativeCovariances.bytes(columns, atoms)));
    }
}
