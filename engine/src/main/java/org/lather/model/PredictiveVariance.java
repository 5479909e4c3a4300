package org.lather.model;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.gram.KernelRows;
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
            double lambda = f.noise() * f.noise() / (f.signal() * f.signal());
            double v = Math.max(0, self - captured) + lambda * squares(c);
            double scale = f.target().quantity() == Target.Quantity.MEAN ? 1.0 / structure.size() : 1;
            prediction.putUncertainty(f.name(), f.signal() * Math.sqrt(v) * scale);
        }
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
        int block = Math.min(n, KernelRows.MAX_RANGE);
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
