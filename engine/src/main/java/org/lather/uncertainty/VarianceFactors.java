package org.lather.uncertainty;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Ledger;
import org.lather.backend.LowerTriangle;
import org.lather.backend.PanelsInMemory;
import org.lather.backend.TriangularFactor;
import org.lather.backend.Whitening;
import org.lather.basis.CovarianceBlocks;
import org.lather.basis.Pool;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.RepresentativeSelection;
import org.lather.basis.Whiteners;
import org.lather.execution.MemoryPlan;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;

/**
 * The factors for predictive variances of a model, on the host: the factor of K_MM, and C of each target. All devices
 * of a backend read the same ones. Of a full regression there is C alone, with a row for each training structure.
 */
public final class VarianceFactors implements AutoCloseable {
    private final Whitening whitening;
    /** The factors of the whitening, block by block. */
    private final List<TriangularFactor> whiteners = new ArrayList<>();
    /** [target]: C; empty if it has none. */
    private final List<Optional<TriangularFactor>> factors = new ArrayList<>();

    private final Ledger ledger;
    private final long bytes;

    /** @param backend backend that computes K_MM */
    public VarianceFactors(ModelParameters parameters, EnvironmentKernel kernel, Backend backend) {
        this(
                parameters,
                factored(parameters, kernel, backend),
                backend.algebra().host(),
                backend.resources().ledger(),
                true);
    }

    /** @param whitening whitening of the representatives, counted in the ledger by the caller */
    public VarianceFactors(ModelParameters parameters, Whitening whitening, Backend backend) {
        this(
                parameters,
                whitening,
                backend.algebra().host(),
                backend.resources().ledger(),
                false);
    }

    private VarianceFactors(
            ModelParameters parameters, Whitening whitening, DenseAlgebra algebra, Ledger ledger, boolean own) {
        this.ledger = ledger;
        this.whitening = whitening;
        long sum = own ? RepresentativeCovariances.bytes(whitening) : 0;
        for (Whitening.Block b : whitening.blocks()) {
            whiteners.add(algebra.prepare(LowerTriangle.of(b.factor(), b.size())));
            sum += algebra.preparedBytes(b.size());
        }
        int rows = parameters.factorRows();
        for (FittedTarget t : parameters.targets()) {
            boolean known = t.factor().length > 0;
            factors.add(
                    known ? Optional.of(algebra.prepare(PanelsInMemory.ofPacked(t.factor(), rows))) : Optional.empty());
            sum += known ? factorBytes(rows, algebra) : 0;
        }
        this.bytes = sum;
        ledger.add(bytes);
    }

    /**
     * The bytes of C, as it was prepared or in panels.
     *
     * @param m the number of its rows
     */
    public static long factorBytes(int m, DenseAlgebra algebra) {
        return algebra.preparedBytes(m) > 0 ? algebra.preparedBytes(m) : 8 * LowerTriangle.count(m);
    }

    /** The bytes of some of them, and of the panels of one while it is prepared. */
    public static long factorBytes(int m, long count, DenseAlgebra algebra) {
        return factorBytes(m, algebra) * count + (algebra.preparedBytes(m) > 0 ? 12 * LowerTriangle.count(m) : 0);
    }

    private static Whitening factored(ModelParameters parameters, EnvironmentKernel kernel, Backend backend) {
        if (parameters.hasStructureRows()) {
            return new Whitening(0, List.of());
        }
        DenseAlgebra algebra = backend.algebra().host();
        return RepresentativeCovariances.factored(
                backend, kernel, parameters.scalars(), Pool.CHUNK, k -> Whiteners.factorAll(k, algebra));
    }

    /**
     * The memory for a model: while K_MM is factored, and afterwards.
     *
     * @param algebra of the host, which prepares the factors
     */
    public static List<MemoryPlan.Item> items(
            ModelParameters parameters, EnvironmentKernel kernel, DenseAlgebra algebra) {
        long factors =
                parameters.targets().stream().filter(t -> t.factor().length > 0).count();
        if (parameters.hasStructureRows()) {
            return List.of(new MemoryPlan.Item("factors", factorBytes(parameters.factorRows(), factors, algebra)));
        }
        int size = parameters.size();
        long m = size;
        int[] starts = RepresentativeSelection.blockStarts(
                parameters.representatives().get(0), kernel.covariance().centers());
        long largest = CovarianceBlocks.largestBytes(starts, size);
        long rows = (long) Math.sqrt(largest / 8.0);
        long blocks = CovarianceBlocks.bytes(starts, size);
        for (int b = 0; b < starts.length; b++) {
            blocks += algebra.preparedBytes((b + 1 < starts.length ? starts[b + 1] : size) - starts[b]);
        }
        long chunk = Math.min(m, Pool.CHUNK);
        long features = parameters.representatives().stream()
                .mapToLong(FeatureBlock::columns)
                .sum();
        return List.of(
                new MemoryPlan.Item("whitening", blocks),
                new MemoryPlan.Item(
                        "factors",
                        Math.max(
                                // the panels of one factor are there while it is prepared
                                factorBytes(size, factors, algebra),
                                largest + 16 * rows * chunk + 8 * features * (rows + chunk))));
    }

    /** Whether any target has an uncertainty. */
    public static boolean areKnown(ModelParameters parameters) {
        return parameters.targets().stream().anyMatch(t -> t.factor().length > 0);
    }

    /** The factor L of K_MM. */
    Whitening whitening() {
        return whitening;
    }

    /** The factors of the blocks of {@link #whitening}, prepared by the algebra of the host. */
    List<TriangularFactor> whiteners() {
        return whiteners;
    }

    /** The factor C of a target, C Cᵀ = A + λ 1, prepared by the algebra of the host; empty if it has none. */
    Optional<TriangularFactor> factor(int target) {
        return factors.get(target);
    }

    @Override
    public void close() {
        ledger.remove(bytes);
    }
}
