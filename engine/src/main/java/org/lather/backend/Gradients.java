package org.lather.backend;

import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/**
 * Derivatives with respect to the positions r_k of atoms and to a strain ε of a structure, r → r (1 + ε): dE/dr_k, and
 * G_ab = dE/dε_ab = Σ r_a dE/dr_b over the pairs. They are the exact derivatives of what {@link Backend#covariances}
 * computes with the same radial integrals, interpolated ones included. The adjoint way: dE/dp → dE/dc → pairs, so no
 * derivative of a feature is ever stored for a prediction.
 *
 * <p>All operations add to their output. Results do not depend on the number of threads. A pair of atoms at one place
 * has no direction and counts as 0.
 */
public interface Gradients {
    /**
     * v_i = dε_i/dp_i of ε_i = weight Σ_j w_j k(x_i, z_j): with u_j = p_i·z_j/|p_i||z_j| and a_j = weight w_j ζ
     * u_j^(ζ−1), v_i = Σ_j a_j z_j/(|p_i||z_j|) − (Σ_j a_j u_j) p_i/|p_i|². Rows in double, in the stored layout of the
     * features. Where an environment has no density in a channel, the components of that channel may be left 0: they
     * change nothing in {@link #pullBack}.
     *
     * @param weights w_j, [rows of z]
     * @param values [rows of x]: ε_i is added
     */
    Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values);

    /**
     * The gradient of E = Σ_i factor[i] E_i over a range from v_i = dE_i/dp_i.
     *
     * @param gradient v, a row for each environment of the range, see {@link #featureGradient} or {@link Backend#load}
     * @param positions [environment of the batch][3]: dE/dr is added, its unit is that of E over Å
     * @param strain [structure of the batch][3][3]: G is added
     */
    void pullBack(WeightedRange range, Descriptor descriptor, Features gradient, double[] positions, double[] strain);

    /**
     * Adds rows of the derivative of K_NM: what the environments of a range contribute to d/dr_ka Σ_i factor[i] weight
     * k(x_i, z_j) in row 3 k + a, and to d/dε_ab of it in row 9 s + 3 a + b of structure s, in column j.
     *
     * @param out of at least as many columns as z has rows
     */
    void rows(
            WeightedRange range,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out);

    /**
     * The bytes of scratch that {@link #rows} holds beside its tiles and the features of the range, for a plan.
     *
     * @param columns the features of a descriptor, or of all together
     * @param representatives those of one element
     * @param environments of that element in the range
     * @param neighbours of an environment, images of one atom counted once
     */
    default long rowsBytes(int columns, int representatives, int environments, int neighbours) {
        return 0;
    }

    /**
     * The bytes that {@link #featureGradient} keeps from call to call for representatives, for a plan.
     *
     * @param columns the features of a descriptor, or of all together
     */
    default long representativesBytes(long columns, long representatives) {
        return 0;
    }
}
