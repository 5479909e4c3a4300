package org.lather.electrons;

import org.lather.structure.Structure;

/**
 * The metric of the loss of a structure, S + γ q qᵀ with the overlaps S and the integrals q of the functions: Δcᵀ (S +
 * γ q qᵀ) Δc = ∫ Δρ² + γ (∫ Δρ)². The overlaps alone hardly see the number of electrons, to which small errors of many
 * diffuse functions add.
 *
 * @param weight γ in bohr⁻³
 */
record LossMetric(Overlaps overlaps, double weight) {
    /** Computes the matrix of a structure, [functions][functions] flattened. */
    double[] matrix(Structure s) {
        AuxiliaryBasis basis = overlaps.basis();
        double[] out = overlaps.matrix(s);
        int[] offsets = basis.offsets(s);
        int n = offsets[s.size()];
        double[] q = new double[n];
        for (int i = 0; i < s.size(); i++) {
            double[] own = Moments.integrals(basis.of(s.atomicNumber(i)));
            System.arraycopy(own, 0, q, offsets[i], own.length);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n && q[i] != 0; j++) {
                out[i * n + j] += weight * q[i] * q[j];
            }
        }
        return out;
    }
}
