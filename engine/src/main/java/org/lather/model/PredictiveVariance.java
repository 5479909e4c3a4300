package org.lather.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.gram.DerivativeCovariances;
import org.lather.gram.MemoryPlan;
import org.lather.kernel.SoapKernel;
import org.lather.options.Target;
import org.lather.selection.Pool;
import org.lather.solve.Whiteners;
import org.lather.structure.Structure;

/**
 * The predictive variance of the deterministic training conditional (Quiñonero-Candela, Rasmussen 2005, JMLR 6, 1939, eq. 20b),
 * δ² (k** − |φ*|² + λ |C⁻¹ φ*|²) with φ* = L⁻¹ k*, C Cᵀ = A + λ 1: it grows to the prior's where no representative is near.
 */
final class PredictiveVariance implements AutoCloseable {
    private final ModelParameters parameters;
    private final SoapKernel kernel;
    private final Backend backend;
    private final DenseAlgebra algebra;
    private final Whitening whitening;
    private final List<double[]> factors = new ArrayList<>();
    private final long bytes;

    PredictiveVariance(ModelParameters parameters, SoapKernel kernel, Backend backend) {
        this.parameters = parameters;
        this.kernel = kernel;
        this.backend = backend;
        this.algebra = backend.hostDense();
        int m = parameters.size();
        this.whitening = RepresentativeCovariances.factored(
                backend,
                kernel,
                parameters.representatives(),
                (k, size, blocks) -> Whiteners.factorAll(k, size, blocks, algebra));
        for (FittedTarget t : parameters.targets()) {
            factors.add(t.factor().length == 0 ? new double[0] : Packed.square(t.factor(), m));
        }
        this.bytes = RepresentativeCovariances.bytes(whitening)
                + factors.stream().mapToLong(f -> 8L * f.length).sum();
        backend.ledger().add(bytes);
    }

    /** What is held at most for a model of some size: while K_MM is factored, and then. */
    static List<MemoryPlan.Item> items(ModelParameters parameters, SoapKernel kernel) {
        long m = parameters.size();
        long blocks = RepresentativeCovariances.blockBytes(
                RepresentativeSelection.blockStarts(
                        parameters.representatives().get(0), kernel.covariance().centers()),
                parameters.size());
        long factors =
                parameters.targets().stream().filter(t -> t.factor().length > 0).count();
        long chunk = Math.min(m, Pool.CHUNK);
        long features = parameters.representatives().stream()
                .mapToLong(FeatureBlock::columns)
                .sum();
        return List.of(
                new MemoryPlan.Item("whitening", blocks),
                new MemoryPlan.Item(
                        "factors",
                        Math.max(8 * m * m * factors, 8 * m * (m + 2 * chunk) + 8 * features * (m + chunk))));
    }

    /** Whether any target has an uncertainty. */
    static boolean isKnown(ModelParameters parameters) {
        return parameters.targets().stream().anyMatch(t -> t.factor().length > 0);
    }

    /**
     * Puts the uncertainties of the targets of the whole structure.
     *
     * @param sum k*, the sum of the rows of its atoms, [M]; overwritten
     */
    void add(Structure structure, Prediction prediction, double[] sum) {
        int m = parameters.size();
        double self = self(structure);
        double[] phi = sum;
        for (Whitening.Block b : whitening.blocks()) {
            algebra.trsm(true, false, b.size(), 1, b.factor(), 0, b.size(), phi, b.offset(), 1);
        }
        double captured = squares(phi);
        for (int t = 0; t < factors.size(); t++) {
            FittedTarget f = parameters.targets().get(t);
            if (f.target().quantity() == Target.Quantity.ATOM || factors.get(t).length == 0 || f.signal() == 0) {
                continue;
            }
            double[] c = phi.clone();
            algebra.trsm(true, false, m, 1, factors.get(t), 0, m, c, 0, 1);
            double scale = f.target().quantity() == Target.Quantity.MEAN ? 1.0 / structure.size() : 1;
            prediction.putUncertainty(f.name(), deviation(f, self, captured, squares(c)) * scale);
        }
    }

    /** δ √(k** − |φ*|² + λ |C⁻¹ φ*|²). */
    private static double deviation(FittedTarget f, double self, double captured, double left) {
        double lambda = f.noise() * f.noise() / (f.signal() * f.signal());
        return f.signal() * Math.sqrt(Math.max(0, self - captured) + lambda * left);
    }

    /**
     * Puts the uncertainties of the derivatives of targets that have one, and whose gradients are there. The derivative of a Gaussian process is one
     * too: with ∂_c for a component c of positions or strain, δ² (∂_c ∂'_c k** − |∂_c φ*|² + λ |C⁻¹ ∂_c φ*|²).
     *
     * @param representatives one handle for each term of the kernel
     */
    void addDerivatives(Structure structure, Prediction prediction, List<Features> representatives) {
        List<Integer> wanted = new ArrayList<>();
        for (int t = 0; t < factors.size(); t++) {
            FittedTarget f = parameters.targets().get(t);
            if (factors.get(t).length > 0
                    && f.signal() > 0
                    && f.withoutGradient().isEmpty()) {
                wanted.add(t);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Gradients gradients = backend.gradients().orElseThrow();
        double[] self = new DerivativeCovariances(backend, kernel, parameters.channels()).of(structure);
        int m = parameters.size();
        int n = structure.size();
        double[] phi = derivativeRows(structure, gradients, representatives);
        double[] captured = rowSquares(phi, m);
        double[] c = new double[phi.length];
        backend.ledger().add(16L * phi.length);
        for (int t : wanted) {
            FittedTarget f = parameters.targets().get(t);
            System.arraycopy(phi, 0, c, 0, phi.length);
            algebra.trsm(false, true, self.length, m, factors.get(t), 0, m, c, 0, m);
            double[] left = rowSquares(c, m);
            double scale = f.target().quantity() == Target.Quantity.MEAN ? 1.0 / n : 1;
            double[] out = new double[self.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = deviation(f, self[i], captured[i], left[i]) * scale;
            }
            prediction.putGradientUncertainty(
                    f.name(), Arrays.copyOf(out, 3 * n), Arrays.copyOfRange(out, 3 * n, out.length));
        }
        backend.ledger().remove(16L * phi.length);
    }

    /** ∂_c φ* for positions, then strain, [3 atoms + 9][M]. */
    private double[] derivativeRows(Structure structure, Gradients gradients, List<Features> representatives) {
        int m = parameters.size();
        int n = structure.size();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] out = new double[Math.multiplyExact(3 * n + 9, m)];
        try (Batch batch = backend.upload(List.of(structure), parameters.channels());
                Tile positions = backend.tile(3 * n, m);
                Tile strain = backend.tile(9, m)) {
            for (int s = 0; s < kernel.terms().size(); s++) {
                SoapKernel.Term term = kernel.terms().get(s);
                gradients.rows(
                        batch,
                        0,
                        n,
                        term.descriptor(),
                        representatives.get(s),
                        kernel.covariance(),
                        term.weight(),
                        ones,
                        positions,
                        strain);
            }
            backend.whiten(positions, whitening);
            backend.whiten(strain, whitening);
            System.arraycopy(positions.download(), 0, out, 0, 3 * n * m);
            System.arraycopy(strain.download(), 0, out, 3 * n * m, 9 * m);
        }
        return out;
    }

    /** The squares of the rows of [..][M]. */
    private static double[] rowSquares(double[] x, int m) {
        double[] out = new double[x.length / m];
        for (int i = 0; i < x.length; i++) {
            out[i / m] += x[i] * x[i];
        }
        return out;
    }

    /** What derivatives of a structure of some atoms hold beside the rest. */
    static List<MemoryPlan.Item> derivativeItems(ModelParameters parameters, int atoms) {
        // the tile with a copy of it on the host, then φ and C⁻¹ φ
        return List.of(
                new MemoryPlan.Item(
                        "rows of forces of " + atoms + " atoms", 24L * (3L * atoms + 9) * parameters.size()),
                new MemoryPlan.Item("covariances of forces", DerivativeCovariances.bytes()));
    }

    @Override
    public void close() {
        backend.ledger().remove(bytes);
    }

    private static double squares(double[] x) {
        double s = 0;
        for (double v : x) {
            s += v * v;
        }
        return s;
    }

    /** Σ_ij k(i,j) over the atoms of the structure, in blocks of fixed size however large it is. */
    private double self(Structure structure) {
        int n = structure.size();
        int block = Math.min(n, Backend.RANGE);
        double s = 0;
        try (Batch batch = backend.upload(List.of(structure), parameters.channels());
                Tile tile = backend.tile(block, block)) {
            for (int a = 0; a < n; a += block) {
                for (int b = 0; b <= a; b += block) {
                    tile.clear();
                    addCovariances(batch, a, Math.min(n, a + block), b, Math.min(n, b + block), tile);
                    for (double k : tile.download()) {
                        s += a == b ? k : 2 * k;
                    }
                }
            }
        }
        return s;
    }

    private void addCovariances(Batch batch, int rowFrom, int rowTo, int columnFrom, int columnTo, Tile tile) {
        for (SoapKernel.Term term : kernel.terms()) {
            try (Features x = backend.features(batch, rowFrom, rowTo, term.descriptor())) {
                if (rowFrom == columnFrom) {
                    backend.gram(x, x, kernel.covariance(), term.weight(), tile);
                } else {
                    try (Features z = backend.features(batch, columnFrom, columnTo, term.descriptor())) {
                        backend.gram(x, z, kernel.covariance(), term.weight(), tile);
                    }
                }
            }
        }
    }
}
