package org.lather.density;

/**
 * The hyper-parameters of a density expansion: c_a,nlm(i) = Σ_(j of a) f(r) u(r) I_nl(r) Y_lm(r̂) plus the contribution
 * of the centre expands the neighbour density of channel a around atom i.
 */
public record DensityExpansion(Cutoff cutoff, GaussianDensity density, Basis basis) {
    /** The largest ratio of the cutoff radius to the density width: radial integrals have nodes for every width. */
    private static final double FINEST = 40_000;

    /** @throws IllegalArgumentException if the density is too narrow for radial integrals up to the cutoff radius */
    public DensityExpansion {
        if (cutoff.radius() > FINEST * density.width()) {
            throw new IllegalArgumentException("expected a density width of at least "
                    + (float) (cutoff.radius() / FINEST) + " Å for the cutoff radius " + cutoff.radius() + " Å, got "
                    + density.width());
        }
    }
}
