package org.lather.density;

/**
 * The hyper-parameters of a density expansion: c_a,nlm(i) = Σ_(j of a) f(r) u(r) I_nl(r) Y_lm(r̂) plus the contribution
 * of the centre expands the neighbour density of channel a around atom i.
 */
public record DensityExpansion(Cutoff cutoff, GaussianDensity density, Basis basis) {}
