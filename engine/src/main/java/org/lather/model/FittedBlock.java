package org.lather.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.lather.math.Irrep;
import org.lather.target.Derivative;

/**
 * The fitted state of one irreducible block of a target.
 *
 * @param index number of the block among those of the same λ, from 0
 * @param weights weights of the representatives' covariances, [representative][m] flattened, m = −λ..λ
 * @param noise σ of a component, in the unit of what is learnt; of totals per square root of the number of atoms
 * @param signal δ, the square root of the signal variance, in the unit of what is learnt (of totals: of the sum over
 *     the atoms)
 * @param derivativeNoise σ of the derivatives that were learnt, in their units; of virials of totals per square root of
 *     the number of atoms
 */
@SuppressWarnings("ArrayRecordComponent") // a large block, not copied
public record FittedBlock(
        Irrep irrep,
        int index,
        double[] weights,
        double noise,
        double signal,
        Map<Derivative.Kind, Double> derivativeNoise) {
    public FittedBlock {
        Map<Derivative.Kind, Double> copy = new EnumMap<>(Derivative.Kind.class);
        copy.putAll(derivativeNoise);
        derivativeNoise = Collections.unmodifiableMap(copy);
    }

    /** Creates a block without derivatives. */
    public FittedBlock(Irrep irrep, int index, double[] weights, double noise, double signal) {
        this(irrep, index, weights, noise, signal, Map.of());
    }
}
