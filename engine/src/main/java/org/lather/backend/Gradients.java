package org.lather.backend;

import java.util.ArrayList;
import java.util.List;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/**
 * Derivatives with respect to the positions r_k of atoms and to a strain ε of a structure, r → r (1 + ε): dE/dr_k, and
 * G_ab = dE/dε_ab = Σ r_a dE/dr_b over the pairs. They are the exact derivatives of what {@link Backend#covariances}
 * computes with the same radial integrals, including interpolated ones. Predictions use the adjoint method, dE/dp →
 * dE/dc → pair forces, so that no derivative of a feature is ever stored.
 *
 * <p>All operations add to their output. Results do not depend on the number of threads. A pair of atoms at the same
 * place has no direction and contributes 0.
 */
public interface Gradients {
    /**
     * Computes gradients with respect to features, v_i = dε_i/dp_i for ε_i = weight Σ_j w_j k(x_i, z_j): with u_j =
     * p_i·z_j/|p_i||z_j| and a_j = weight w_j ζ u_j^(ζ−1), v_i = Σ_j a_j z_j/(|p_i||z_j|) − (Σ_j a_j u_j) p_i/|p_i|².
     * Rows are in double precision, in the stored layout of the features. If an environment has no density in a
     * channel, the components of that channel may remain 0: they have no effect in {@link #pullBack}.
     *
     * @param weights w_j, [rows of z]
     * @param values [rows of x]: ε_i is added
     */
    Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values);

    /**
     * Computes what {@link #featureGradient(Features, Features, Covariance, double, double[], double[])} does for the
     * weights of several targets, the same bits, with covariances that are computed once.
     *
     * @param values [target][rows of x]: ε_i is added
     * @return the gradients of each target
     */
    default List<Features> featureGradients(Features x, Features z, CovarianceSums sums, double[][] values) {
        List<Features> out = new ArrayList<>();
        Owned.orClose(
                () -> {
                    for (int t = 0; t < values.length; t++) {
                        out.add(featureGradient(x, z, sums.covariance(), sums.weight(), sums.weights()[t], values[t]));
                    }
                },
                () -> out.forEach(Features::close));
        return out;
    }

    /**
     * Computes gradients of a form with respect to features, v_i = df(x_i)/dp_i = ζ (y_i/n^ζ − f s p_i/n²) with y = b
     * for degree ζ = 1 and y = A p_i for ζ = 2, and s of {@link Covariance#normSlope}. Rows are as those of the sums of
     * covariances.
     *
     * @param values [rows of x]: f(x_i) is added
     */
    Features featureGradient(Features x, Form form, double[] values);

    /**
     * Computes the gradient of E = Σ_i factor[i] E_i over a range from v_i = dE_i/dp_i.
     *
     * @param gradient v, a row for each environment of the range, see the methods above, or loaded as features
     * @param positions [environment of the batch][3]: dE/dr is added, its unit is that of E over Å
     * @param strain [structure of the batch][3][3]: G is added
     */
    void pullBack(WeightedRange range, Descriptor descriptor, Features gradient, double[] positions, double[] strain);

    /**
     * One of several targets whose gradients are computed together; the arrays are those of {@link #pullBack}.
     *
     * @param factor [environment of the range]
     */
    @SuppressWarnings("ArrayRecordComponent") // views of the caller's memory
    record Pulled(Features gradient, double[] factor, double[] positions, double[] strain) {}

    /**
     * Computes what {@link #pullBack(WeightedRange, Descriptor, Features, double[], double[])} does for several
     * targets, the same bits, with an expansion that is computed once.
     */
    default void pullBack(Range range, Descriptor descriptor, List<Pulled> targets) {
        for (Pulled p : targets) {
            WeightedRange weighted = new WeightedRange(range.batch(), range.from(), range.to(), p.factor);
            pullBack(weighted, descriptor, p.gradient, p.positions, p.strain);
        }
    }

    /**
     * Adds rows of the derivative of K_NM. In column j, row 3 k + a receives the contribution of the environments of a
     * range to d/dr_ka Σ_i factor[i] weight k(x_i, z_j), and row 9 s + 3 a + b that to d/dε_ab for structure s.
     *
     * @param out tiles with at least as many columns as z has rows
     */
    void rows(
            WeightedRange range,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out);

    /**
     * The bytes of scratch that {@link #rows} needs in addition to its tiles and the features of the range, for the
     * memory plan.
     *
     * @param columns the features of a descriptor, or of all together
     * @param representatives number of representatives of one element
     * @param environments number of environments of that element in the range
     * @param neighbours number of neighbours of an environment, counting images of one atom once
     */
    default long rowsBytes(int columns, int representatives, int environments, int neighbours) {
        return 0;
    }

    /**
     * The bytes that feature gradients of sums of covariances cache between calls for representatives, for the memory
     * plan.
     *
     * @param columns the features of a descriptor, or of all together
     */
    default long representativesBytes(long columns, long representatives) {
        return 0;
    }
}
