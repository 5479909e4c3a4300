package org.lather.descriptor;

import java.util.List;
import java.util.Optional;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;

/**
 * A recipe for features of environments, from density coefficients, or directly from neighbours
 * ({@link DirectDescriptor}). All of a density have featomic's labels; products of coefficients are stored packed.
 */
public sealed interface Descriptor
        permits Descriptor.SphericalExpansion,
                Descriptor.RadialSpectrum,
                Descriptor.PowerSpectrum,
                Descriptor.LambdaSoap,
                Descriptor.Bispectrum,
                DirectDescriptor {
    /** Which derivatives of features with respect to positions and strain there are, each beside those before it. */
    enum Gradients {
        /** There are no derivatives. */
        NONE,
        /** {@link FeatureGradients} computes the derivatives of the features themselves. */
        EXPLICIT,
        /** Backends compute forces and strain derivatives of a function of the features from its gradient. */
        PULLED_BACK
    }

    /** The descriptors by name, for decisions that need nothing else of them. */
    enum Type {
        POWER_SPECTRUM(Gradients.PULLED_BACK),
        RADIAL_SPECTRUM(Gradients.PULLED_BACK),
        SPHERICAL_EXPANSION(Gradients.PULLED_BACK),
        LAMBDA_SOAP(Gradients.EXPLICIT),
        BISPECTRUM(Gradients.PULLED_BACK),
        SYMMETRY_FUNCTIONS(Gradients.PULLED_BACK),
        COMPOSITION(Gradients.PULLED_BACK),
        PAIR_CORRELATION(Gradients.PULLED_BACK);

        private final Gradients gradients;

        Type(Gradients gradients) {
            this.gradients = gradients;
        }

        /** Whether the density is expanded in spherical harmonics; otherwise in radial functions alone. */
        public boolean isAngular() {
            return this != RADIAL_SPECTRUM;
        }
    }

    /** Which descriptor this is. */
    Type type();

    /** The expansions whose coefficients enter the features, in the order of the factors; none for a direct one. */
    List<DensityExpansion> expansions();

    /** This descriptor if its features are computed directly from neighbours; empty for all others. */
    default Optional<DirectDescriptor> direct() {
        return Optional.empty();
    }

    /** The distance from which on atoms do not change the features, Å: the largest cutoff radius. */
    default double radius() {
        return expansions().stream().mapToDouble(e -> e.cutoff().radius()).max().orElseThrow();
    }

    /** @throws IllegalArgumentException for a descriptor that has no expansion, or several */
    default DensityExpansion onlyExpansion() {
        if (expansions().size() != 1) {
            throw new IllegalArgumentException("expected features of one density expansion, got "
                    + getClass().getSimpleName() + " of " + expansions().size());
        }
        return expansions().get(0);
    }

    /** The number of columns of a row as computed and stored. */
    int columns(Channels channels);

    /** The number of rows for one environment: 1, or 2 λ + 1 if features are tensors of order λ. */
    default int components() {
        return 1;
    }

    /** Which gradients these features have. */
    default Gradients gradients() {
        return type().gradients;
    }

    /** The combinations of a power spectrum that take the place of its columns; empty for all others. */
    default Optional<Combinations> combinations() {
        return this instanceof PowerSpectrum p ? p.wanted.combinations() : Optional.empty();
    }

    /** Whether backends can compute forces from gradients with respect to these features. */
    default boolean pullsBack() {
        return gradients() == Gradients.PULLED_BACK;
    }

    /** Calls the method of the alternative that this is. */
    <R> R match(Cases<R> cases);

    /** A method for each descriptor. */
    interface Cases<R> {
        R sphericalExpansion(SphericalExpansion descriptor);

        R radialSpectrum(RadialSpectrum descriptor);

        R powerSpectrum(PowerSpectrum descriptor);

        R lambdaSoap(LambdaSoap descriptor);

        R bispectrum(Bispectrum descriptor);

        R direct(DirectDescriptor descriptor);
    }

    /** Whether this is a power spectrum with all its columns, which are pairs of channels packed for q1 ≤ q2. */
    default boolean isPowerSpectrum() {
        return this instanceof PowerSpectrum p && p.wanted.isAll();
    }

    /** The density coefficients c_a,nlm, at [(l² + l + m) C N + a N + n] for C channels and N radial functions. */
    record SphericalExpansion(DensityExpansion expansion) implements Descriptor {
        @Override
        public List<DensityExpansion> expansions() {
            return List.of(expansion);
        }

        @Override
        public int columns(Channels channels) {
            return expansion.basis().angularSize()
                    * channels.count()
                    * expansion.basis().radialSize();
        }

        @Override
        public Type type() {
            return Type.SPHERICAL_EXPANSION;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sphericalExpansion(this);
        }
    }

    /** The radial spectrum c_a,n00, at [a N + n]; the expansion has maxAngular = 0. */
    record RadialSpectrum(DensityExpansion expansion) implements Descriptor {
        /** @throws IllegalArgumentException if the largest angular order is not 0 */
        public RadialSpectrum {
            if (expansion.basis().maxAngular() != 0) {
                throw new IllegalArgumentException("expected max_angular 0 for a radial spectrum, got "
                        + expansion.basis().maxAngular());
            }
        }

        @Override
        public List<DensityExpansion> expansions() {
            return List.of(expansion);
        }

        @Override
        public int columns(Channels channels) {
            return channels.count() * expansion.basis().radialSize();
        }

        @Override
        public Type type() {
            return Type.RADIAL_SPECTRUM;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.radialSpectrum(this);
        }
    }

    /**
     * The power spectrum p_l,q1q2 = (−1)^l/√(2l+1) · w · Σ_m c_q1,lm c_q2,lm with q = a N + n over channels a and
     * radial functions n, stored for q1 ≤ q2 with w = √2 off the diagonal and 1 on it, so that scalar products equal
     * those over all (q1, q2).
     *
     * <p>Index: l P + q1 Q − q1 (q1 − 1)/2 + (q2 − q1), Q = C N, P = Q (Q + 1)/2. featomic stores a ≤ b with all (n1,
     * n2); for a ≠ b its value is the same, for a = b each of its two equal values (n1, n2), (n2, n1) is the one stored
     * here over √2. A selection computes its columns alone.
     *
     * @param wanted the columns that are computed
     */
    record PowerSpectrum(DensityExpansion expansion, Columns wanted) implements Descriptor {
        public PowerSpectrum(DensityExpansion expansion) {
            this(expansion, Columns.all());
        }

        @Override
        public List<DensityExpansion> expansions() {
            return List.of(expansion);
        }

        @Override
        public int columns(Channels channels) {
            int q = channels.count() * expansion.basis().radialSize();
            int pairs = Math.multiplyExact(q, q + 1) / 2;
            return wanted.count(Math.multiplyExact(pairs, expansion.basis().maxAngular() + 1));
        }

        @Override
        public Type type() {
            return Type.POWER_SPECTRUM;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.powerSpectrum(this);
        }
    }

    /**
     * λ-SOAP (Grisafi, Wilkins, Csányi, Ceriotti 2018, doi:10.1103/PhysRevLett.120.036002): the product of the density
     * coefficients with themselves, coupled to order λ,
     *
     * <p>T^λ_M(l1 l2; q1 q2) = σ w Σ_(m1 m2) C^(λM)_(l1m1 l2m2) c_q1,l1m1 c_q2,l2m2, σ = (−1)^(l1+l2+λ),
     *
     * <p>with one row for each M = −λ..λ of an environment, in this order; C are the
     * {@link org.lather.math.ClebschGordan} coefficients, indices and weights w those of {@link EquivariantLayout}.
     * Rotation of the atoms gives D^λ T, inversion σ (−1)^λ T. λ = 0, σ = +1 is the power spectrum.
     *
     * @param lambda λ, from 0 to twice the largest l
     * @param sigma +1 for tensors, −1 for pseudo-tensors
     * @param wanted the columns that are computed
     */
    record LambdaSoap(DensityExpansion expansion, int lambda, int sigma, Columns wanted) implements Descriptor {
        /** @throws IllegalArgumentException if there are no features of this order and parity */
        public LambdaSoap {
            if (sigma != 1 && sigma != -1) {
                throw new IllegalArgumentException("expected a sigma of +1 or -1, got " + sigma);
            }
            int most = 2 * expansion.basis().maxAngular();
            if (lambda < 0 || lambda > most) {
                throw new IllegalArgumentException(
                        "expected a lambda from 0 to " + most + ", twice max_angular, got " + lambda);
            }
            if (EquivariantLayout.of(expansion.basis().maxAngular(), lambda, sigma, 2)
                            .size()
                    == 0) {
                throw new IllegalArgumentException(
                        "expected a lambda and sigma that the product of two densities has, got"
                                + " lambda " + lambda + " with sigma " + sigma + " and max_angular "
                                + expansion.basis().maxAngular());
            }
        }

        public LambdaSoap(DensityExpansion expansion, int lambda, int sigma) {
            this(expansion, lambda, sigma, Columns.all());
        }

        /** The full layout, of which {@link #wanted} names columns. */
        public EquivariantLayout layout(Channels channels) {
            return EquivariantLayout.of(
                    expansion.basis().maxAngular(),
                    lambda,
                    sigma,
                    channels.count() * expansion.basis().radialSize());
        }

        @Override
        public List<DensityExpansion> expansions() {
            return List.of(expansion);
        }

        @Override
        public int columns(Channels channels) {
            return wanted.count(layout(channels).size());
        }

        @Override
        public int components() {
            return 2 * lambda + 1;
        }

        @Override
        public Type type() {
            return Type.LAMBDA_SOAP;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.lambdaSoap(this);
        }
    }

    /**
     * The bispectrum (ν = 3; Bartók, Payne, Kondor, Csányi 2010, doi:10.1103/PhysRevLett.104.136403): the product of
     * two density coefficients coupled to the order of a third, and with that to a scalar,
     *
     * <p>B(l1 l2 l3; q1 q2 q3) = (−1)^l3/√(2 l3+1) w Σ_M T^l3_M(l1 l2; q1 q2) c_q3,l3M, σ = (−1)^(l1+l2+l3),
     *
     * <p>where T is without its weight, see {@link LambdaSoap}; indices and weights w are those of
     * {@link BispectrumLayout}, so that scalar products of rows are the part of parity σ of ∫ dR |Σ c (D(R) c')|³ over
     * rotations R. A selection computes its columns alone.
     *
     * @param sigma +1 for scalars, −1 for pseudo-scalars, which change sign under reflection
     * @param wanted the columns that are computed
     */
    record Bispectrum(DensityExpansion expansion, int sigma, Columns wanted) implements Descriptor {
        /** @throws IllegalArgumentException if there are no features of this order and parity */
        public Bispectrum {
            if (sigma != 1 && sigma != -1) {
                throw new IllegalArgumentException("expected a sigma of +1 or -1, got " + sigma);
            }
            if (BispectrumLayout.of(expansion.basis().maxAngular(), sigma, 3).size() == 0) {
                throw new IllegalArgumentException("expected a max_angular of 1 or more for pseudo-scalars, got "
                        + expansion.basis().maxAngular());
            }
        }

        public Bispectrum(DensityExpansion expansion, int sigma) {
            this(expansion, sigma, Columns.all());
        }

        /** The full layout, of which {@link #wanted} names columns. */
        public BispectrumLayout layout(Channels channels) {
            return BispectrumLayout.of(
                    expansion.basis().maxAngular(),
                    sigma,
                    channels.count() * expansion.basis().radialSize());
        }

        @Override
        public List<DensityExpansion> expansions() {
            return List.of(expansion);
        }

        @Override
        public int columns(Channels channels) {
            return wanted.count(layout(channels).size());
        }

        @Override
        public Type type() {
            return Type.BISPECTRUM;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bispectrum(this);
        }
    }
}
