package org.lather.math;

import java.util.Comparator;

/**
 * An irreducible representation of the rotations and inversions of space, O(3): 2λ + 1 components that rotate like real
 * spherical harmonics of order λ, and change sign under inversion as (−1)^λ σ. A number is λ = 0, σ = +1.
 *
 * @param lambda λ, 0 or more
 * @param sigma σ, +1 for a tensor, −1 for a pseudotensor
 */
public record Irrep(int lambda, int sigma) implements Comparable<Irrep> {
    /** The representation of a number. */
    public static final Irrep SCALAR = new Irrep(0, 1);

    private static final Comparator<Irrep> ORDER =
            Comparator.comparingInt(Irrep::lambda).thenComparingInt(i -> -i.sigma);

    private static final int LARGEST = 1000;

    /** @throws IllegalArgumentException if lambda is negative, or sigma is neither 1 nor -1 */
    public Irrep {
        if (lambda < 0 || lambda > LARGEST || Math.abs(sigma) != 1) {
            throw new IllegalArgumentException(
                    "expected lambda from 0 to " + LARGEST + " and sigma of 1 or -1, got " + lambda + " and " + sigma);
        }
    }

    /** 2λ + 1. */
    public int components() {
        return 2 * lambda + 1;
    }

    /** Orders by λ, tensors before pseudotensors. */
    @Override
    public int compareTo(Irrep other) {
        return ORDER.compare(this, other);
    }
}
