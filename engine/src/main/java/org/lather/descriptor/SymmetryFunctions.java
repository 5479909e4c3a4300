package org.lather.descriptor;

import java.util.List;
import org.lather.density.Channels;
import org.lather.density.Cutoff;

/**
 * Atom-centred symmetry functions (Behler, Parrinello 2007, doi:10.1103/PhysRevLett.98.146401), in the notation of
 * Behler 2011 (doi:10.1063/1.3553717), with f the cutoff function, for each element b, or each pair of elements b ≤ c:
 *
 * <ul>
 *   <li>G² = Σ_j exp(−η (r_ij − R_s)²) f(r_ij),
 *   <li>G³ = Σ_j cos(κ r_ij) f(r_ij),
 *   <li>G⁴ = 2^(1−ζ) Σ_(j,k) (1 + λ cos θ_jik)^ζ exp(−η (r_ij² + r_ik² + r_jk²)) f(r_ij) f(r_ik) f(r_jk),
 *   <li>G⁵ = 2^(1−ζ) Σ_(j,k) (1 + λ cos θ_jik)^ζ exp(−η (r_ij² + r_ik²)) f(r_ij) f(r_ik),
 * </ul>
 *
 * <p>where j runs over the neighbours of element b, and (j, k) over the pairs of a neighbour of element b and another
 * one of element c, each pair once, as in n2p2 and DScribe; Behler's sums count them twice. The usual cutoff function
 * is the cosine (1 + cos(π r/rc))/2, a {@link org.lather.density.Smoothing.ShiftedCosine} as wide as the radius.
 *
 * <p>Order of columns: G² of the first element, of the second, …; then G³, then G⁴ and G⁵ by pairs of elements; within
 * one, the functions in the order of their list.
 *
 * @param cutoff of all functions
 * @param g2 parameters η, R_s
 * @param g3 parameters κ, 1/Å
 * @param g4 parameters η, ζ, λ
 * @param g5 parameters η, ζ, λ
 */
public record SymmetryFunctions(Cutoff cutoff, List<Radial> g2, List<Double> g3, List<Angular> g4, List<Angular> g5)
        implements DirectDescriptor {
    /**
     * The parameters of a G².
     *
     * @param eta η, 1/Å², not negative
     * @param shift R_s, Å
     */
    public record Radial(double eta, double shift) {
        /** @throws IllegalArgumentException if η is negative, or a value is not finite */
        public Radial {
            if (!(eta >= 0) || !Double.isFinite(eta) || !Double.isFinite(shift)) {
                throw new IllegalArgumentException(
                        "expected an eta >= 0 and a finite r_s of a g2, got " + eta + " and " + shift);
            }
        }
    }

    /**
     * The parameters of a G⁴ or G⁵.
     *
     * @param eta η, 1/Å², not negative
     * @param zeta ζ, at least 1
     * @param lambda λ, from −1 to 1; usually one of the two
     */
    public record Angular(double eta, double zeta, double lambda) {
        /** @throws IllegalArgumentException if a value is out of range */
        public Angular {
            if (!(eta >= 0) || !Double.isFinite(eta)) {
                throw new IllegalArgumentException("expected an eta >= 0 of an angular function, got " + eta);
            }
            // below 1, derivatives diverge where the cosine is −λ
            if (!(zeta >= 1) || !Double.isFinite(zeta)) {
                throw new IllegalArgumentException("expected a zeta >= 1 of an angular function, got " + zeta);
            }
            if (!(lambda >= -1 && lambda <= 1)) {
                throw new IllegalArgumentException(
                        "expected a lambda from -1 to 1 of an angular function, got " + lambda);
            }
        }
    }

    /** @throws IllegalArgumentException if there is no function */
    public SymmetryFunctions {
        g2 = List.copyOf(g2);
        g3 = List.copyOf(g3);
        g4 = List.copyOf(g4);
        g5 = List.copyOf(g5);
        if (g2.isEmpty() && g3.isEmpty() && g4.isEmpty() && g5.isEmpty()) {
            throw new IllegalArgumentException("expected at least one symmetry function in g2, g3, g4 or g5");
        }
    }

    /** The number of radial functions of an element. */
    int radials() {
        return g2.size() + g3.size();
    }

    @Override
    public double radius() {
        return cutoff.radius();
    }

    @Override
    public int columns(Channels channels) {
        int elements = channels.atomicNumbers().length;
        return Math.addExact(
                Math.multiplyExact(elements, radials()),
                Math.multiplyExact(ElementPairs.count(elements), g4.size() + g5.size()));
    }

    @Override
    public Type type() {
        return Type.SYMMETRY_FUNCTIONS;
    }

    @Override
    public <R> R matchDirect(Alternatives<R> alternatives) {
        return alternatives.symmetryFunctions(this);
    }
}
