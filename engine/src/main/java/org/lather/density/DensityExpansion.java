package org.lather.density;

/**
 * The hyper-parameters of c_a,nlm(i) = Σ_(j of a) f(r) u(r) I_nl(r) Y_lm(r̂) + centre: the expansion of the neighbour
 * density of channel a around atom i.
 */
public record DensityExpansion(Cutoff cutoff, GaussianDensity density, Basis basis) {}
