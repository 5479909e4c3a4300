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
import org.lather.backend.Whitening;
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
 * of a backend read the same ones.
 */
public final class VarianceFactors implements AutoCloseable {
    private final Whitening whitening;
    private final List<Optional<LowerTriangle>> factors = new ArrayList<>();
    private final Ledger ledger;
    private final long bytes;

    /** @param backend backend that computes K_MM */
    public VarianceFactors(ModelParameters parameters, EnvironmentKernel kernel, Backend backend) {
        this(
                parameters,
                factored(parameters, kernel, backend),
                backend.resources().ledger(),
                true);
    }

    /** @param whitening whitening of the representatives, counted in the ledger by the caller */
    public VarianceFactors(ModelParameters parameters, Whitening whitening, Ledger ledger) {
        this(parameters, whitening, ledger, false);
    }

    private VarianceFactors(ModelParameters parameters, Whitening whitening, Ledger ledger, boolean own) {
        this.ledger = ledger;
        this.whitening = whitening;
        for (FittedTarget t : parameters.targets()) {
            factors.add(
                    t.factor().length == 0
                            ? Optional.empty()
                            : Optional.of(PanelsInMemory.ofPacked(t.factor(), parameters.size())));
        }
        this.bytes = (own ? RepresentativeCovariances.bytes(whitening) : 0)
                + factors.stream()
                        .flatMap(Optional::stream)
                        .mapToLong(LowerTriangle::heldBytes)
                        .sum();
        ledger.add(bytes);
    }

    private static Whitening factored(ModelParameters parameters, EnvironmentKernel kernel, Backend backend) {
        DenseAlgebra algebra = backend.algebra().host();
        return RepresentativeCovariances.factored(
                backend,
                kernel,
                parameters.scalars(),
                Pool.CHUNK,
                (k, size, blocks) -> Whiteners.factorAll(k, size, blocks, algebra));
    }

    /** The memory for a model: while K_MM is factored, and afterwards. */
    public static List<MemoryPlan.Item> items(ModelParameters parameters, EnvironmentKernel kernel) {
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
                        Math.max(
                                8 * LowerTriangle.count(m) * factors,
                                8 * m * (m + 2 * chunk) + 8 * features * (m + chunk))));
    }

    /** Whether any target has an uncertainty. */
    public static boolean areKnown(ModelParameters parameters) {
        return parameters.targets().stream().anyMatch(t -> t.factor().length > 0);
    }

    /** The factor L of K_MM. */
    Whitening whitening() {
        return whitening;
    }

    /** The factor C of a target, C Cᵀ = A + λ 1; empty if it has none. */
    Optional<LowerTriangle> factor(int target) {
        return factors.get(target);
    }

    @Override
    public void close() {
        ledger.remove(bytes);
    }
}
