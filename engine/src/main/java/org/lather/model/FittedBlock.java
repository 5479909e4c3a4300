package org.lather.model;

import java.util.Arrays;
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
 * @param members weights of the members of a committee, whose mean is {@code weights}, [member][weights] flattened;
 *     empty if there is none
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
        double[] members,
        double noise,
        double signal,
        Map<Derivative.Kind, Double> derivativeNoise) {
    /** @throws IllegalArgumentException if members have another number of weights than the block */
    public FittedBlock {
        Map<Derivative.Kind, Double> copy = new EnumMap<>(Derivative.Kind.class);
        copy.putAll(derivativeNoise);
        if (members.length > 0 && (weights.length == 0 || members.length % weights.length != 0)) {
            throw new IllegalArgumentException(
                    "expected " + weights.length + " weights for each member, got " + members.length + " in all");
        }
        derivativeNoise = Collections.unmodifiableMap(copy);
    }

    /** Creates a block without derivatives and without a committee. */
    public FittedBlock(Irrep irrep, int index, double[] weights, double noise, double signal) {
        this(irrep, index, weights, new double[0], noise, signal, Map.of());
    }

    /** The number of members of its committee. */
    public int memberCount() {
        return members.length / weights.length;
    }

    /** The block of one member of the committee, which has no committee. */
    public FittedBlock member(int k) {
        return with(Arrays.copyOfRange(members, k * weights.length, (k + 1) * weights.length), new double[0]);
    }

    /** The difference between one member of the committee and the block. */
    public FittedBlock deviation(int k) {
        double[] own = new double[weights.length];
        Arrays.setAll(own, i -> members[k * own.length + i] - weights[i]);
        return with(own, new double[0]);
    }

    /** A copy whose members deviate from the block by a multiple of what they do. */
    public FittedBlock withSpread(double factor) {
        double[] out = new double[members.length];
        Arrays.setAll(out, i -> {
            double w = weights[i % weights.length];
            return w + factor * (members[i] - w);
        });
        return with(weights, out);
    }

    /** A copy with the members of a committee, whose mean are its weights. */
    public FittedBlock withMembers(double[] others) {
        return with(weights, others);
    }

    private FittedBlock with(double[] ownWeights, double[] ownMembers) {
        return new FittedBlock(irrep, index, ownWeights, ownMembers, noise, signal, derivativeNoise);
    }
}
