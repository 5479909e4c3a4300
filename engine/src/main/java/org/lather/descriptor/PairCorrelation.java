package org.lather.descriptor;

import org.lather.density.Channels;
import org.lather.density.Cutoff;

/**
 * The pair correlation by elements on a grid of distances. The feature of an atom i for the elements a ≤ b and the grid
 * point R_n is
 *
 * <p>h_abn = ½ Σ_j f(r_ij) exp(−(r_ij − R_n)²/2σ²)/(σ√(2π)),
 *
 * <p>in 1/Å, over the neighbours j that form with i a pair of the elements a and b, f the cutoff function. The sum over
 * the atoms of a structure counts each pair once; without the cutoff function, its integral over R is the number of
 * pairs of a and b. It is the translational average of two atom densities (Willatt, Musil, Ceriotti 2019,
 * doi:10.1063/1.5090481, ν = 1).
 *
 * <p>Index: (a E − a (a − 1)/2 + b − a) N + n for E elements and N grid points.
 */
public record PairCorrelation(Cutoff cutoff, Grid grid) implements DirectDescriptor {
    /**
     * Equidistant distances R_n, and the width σ of the Gaussian that each pair is smeared with.
     *
     * @param min R_0, Å, not negative
     * @param max the last distance, Å, greater than min
     * @param count number of distances, at least 2
     * @param width σ, Å, positive
     */
    public record Grid(double min, double max, int count, double width) {
        /** @throws IllegalArgumentException if the distances do not ascend, or a value is out of range */
        public Grid {
            if (!(min >= 0) || !(max > min) || !Double.isFinite(max)) {
                throw new IllegalArgumentException(
                        "expected a grid from min >= 0 to a larger max, got " + min + " to " + max);
            }
            if (count < 2) {
                throw new IllegalArgumentException("expected a grid of at least 2 distances, got " + count);
            }
            if (!(width > 0) || !Double.isFinite(width)) {
                throw new IllegalArgumentException("expected a positive width of the grid, got " + width);
            }
        }

        /** The difference between two neighbouring distances, Å. */
        public double spacing() {
            return (max - min) / (count - 1);
        }

        /** The distance R_n, Å. */
        public double distance(int n) {
            return n == count - 1 ? max : min + n * spacing();
        }
    }

    @Override
    public double radius() {
        return cutoff.radius();
    }

    @Override
    public int columns(Channels channels) {
        return Math.multiplyExact(ElementPairs.count(channels.atomicNumbers().length), grid.count());
    }

    @Override
    public Type type() {
        return Type.PAIR_CORRELATION;
    }

    @Override
    public <R> R matchDirect(Alternatives<R> alternatives) {
        return alternatives.pairCorrelation(this);
    }
}
