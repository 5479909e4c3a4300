package org.lather.target;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.lather.structure.Structure;

/**
 * The uncertainty of a fitted composition baseline, and of what it left to learn. The fitted numbers x of the elements
 * have the covariance s² P + U Uᵀ. The first term is that of least squares over rows of variance s² over weight. The
 * second one is the prior of directions on which no training row depends, such as the difference of two elements that
 * always occur in the same ratio: their standard deviation τ is estimated from the numbers that were determined.
 *
 * @param elements atomic numbers of the training set, ascending, [E]
 * @param covariance P, covariance of the numbers for rows of unit variance, [E][E] flattened
 * @param undetermined directions without information times τ, in the target's unit, [direction][E] flattened
 * @param rowVariance s², in the square of the target's unit, of totals per atom
 * @param inflation factor from the variance of the residuals of the fit to that of other structures, at least 1: as
 *     many numbers as were fitted are taken from the residuals
 * @param remainder standard deviation of what the baseline leaves, for a row of weight 1, in the target's unit; 0 if
 *     the rows show it. It is positive where the baseline explains every row, so that they show nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
public record CompositionUncertainty(
        int[] elements,
        double[] covariance,
        double[] undetermined,
        double rowVariance,
        double inflation,
        double remainder) {
    /** Part of a composition, in the norm of its counts, that counts as outside of the span of the training set. */
    private static final double OUTSIDE = 1e-6;

    /** A copy for rows of another variance, in the square of the target's unit, of totals per atom. */
    public CompositionUncertainty withRowVariance(double variance) {
        return new CompositionUncertainty(elements, covariance, undetermined, variance, inflation, remainder);
    }

    /**
     * The variance of a structure's baseline and of the remainder that was not learnt, in the square of the target's
     * unit. Where the regression knows a structure, it has corrected the fitted numbers, too.
     *
     * @param target target of the whole structure
     * @param unknown part of the prior variance of the regression that is left of this structure, 0 to 1
     */
    public double variance(Structure s, Target target, double unknown) {
        double rest = remainder * remainder / target.quantity().weight(s.size());
        return variance(counts(s, target.quantity(), z -> true), unknown) + rest;
    }

    /**
     * The variance of the baseline of a single atom and of the remainder that was not learnt, of a target of atoms.
     *
     * @param unknown part of the prior variance of the regression that is left of this atom, 0 to 1
     */
    public double variance(int atomicNumber, double unknown) {
        double[] c = new double[elements.length];
        int at = Arrays.binarySearch(elements, atomicNumber);
        if (at >= 0) {
            c[at] = 1;
        }
        return variance(c, unknown) + remainder * remainder;
    }

    private double variance(double[] c, double unknown) {
        double fitted = 0;
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c.length; j++) {
                fitted += c[i] * covariance[i * c.length + j] * c[j];
            }
        }
        return unknown * rowVariance * Math.max(0, fitted) + prior(c);
    }

    /** Whether the baseline of a structure depends on directions on which no training row depends. */
    public boolean isOutside(Structure s, Target.Quantity quantity) {
        return isOutside(counts(s, quantity, z -> true));
    }

    /** Whether the baseline of a target depends on such directions, in the atoms of a structure that have values. */
    public boolean isOutside(Structure s, Target target) {
        return isOutside(counts(s, target.quantity(), target::covers));
    }

    private boolean isOutside(double[] c) {
        double scale = 0;
        for (double u : undetermined) {
            scale = Math.max(scale, Math.abs(u));
        }
        return prior(c) > OUTSIDE * OUTSIDE * scale * scale * squares(c);
    }

    /** The elements whose numbers are not determined by themselves, ascending; empty if all are. */
    public int[] undeterminedElements() {
        int e = elements.length;
        double largest = Arrays.stream(undetermined).map(Math::abs).max().orElse(0);
        return java.util.stream.IntStream.range(0, e)
                .filter(i -> {
                    for (int k = i; k < undetermined.length; k += e) {
                        if (Math.abs(undetermined[k]) > OUTSIDE * largest) {
                            return true;
                        }
                    }
                    return false;
                })
                .map(i -> elements[i])
                .toArray();
    }

    /** Whether the baseline explains every training row, so that nothing is left to learn. */
    public boolean explainsAll() {
        return remainder > 0;
    }

    /** The squared length |Uᵀ c|². */
    private double prior(double[] c) {
        double sum = 0;
        for (int k = 0; k < undetermined.length; k += c.length) {
            double along = 0;
            for (int i = 0; i < c.length; i++) {
                along += undetermined[k + i] * c[i];
            }
            sum += along * along;
        }
        return sum;
    }

    private static double squares(double[] c) {
        return Arrays.stream(c).map(v -> v * v).sum();
    }

    /** Counts of the elements, of means over the number of atoms. */
    private double[] counts(Structure s, Target.Quantity quantity, IntPredicate counted) {
        double[] out = new double[elements.length];
        double each = quantity.factor(s.size());
        for (int i = 0; i < s.size(); i++) {
            int at = Arrays.binarySearch(elements, s.atomicNumber(i));
            if (at >= 0 && counted.test(s.atomicNumber(i))) {
                out[at] += each;
            }
        }
        return out;
    }
}
