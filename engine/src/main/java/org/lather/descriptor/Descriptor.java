package org.lather.descriptor;

import org.lather.density.Channels;
import org.lather.density.DensityExpansion;

/**
 * Features of an atom's environment, computed from its density coefficients. All three have featomic's labels; inside, the
 * power spectrum is stored packed (see {@link PowerSpectrum}).
 */
public sealed interface Descriptor {
    DensityExpansion expansion();

    /** The number of values of one environment as computed and stored. */
    int columns(Channels channels);

    /** c_a,nlm itself, a value at [(l² + l + m) C N + a N + n] for C channels and N radial functions. */
    record SphericalExpansion(DensityExpansion expansion) implements Descriptor {
        @Override
        public int columns(Channels channels) {
            return expansion.basis().angularSize()
                    * channels.count()
                    * expansion.basis().radialSize();
        }
    }

    /** c_a,n00, a value at [a N + n]; the expansion has maxAngular = 0. */
    record RadialSpectrum(DensityExpansion expansion) implements Descriptor {
        public RadialSpectrum {
            if (expansion.basis().maxAngular() != 0) {
                throw new IllegalArgumentException("expected max_angular 0 for a radial spectrum, got "
                        + expansion.basis().maxAngular());
            }
        }

        @Override
        public int columns(Channels channels) {
            return channels.count() * expansion.basis().radialSize();
        }
    }

    /**
     * p_l,q1q2 = (−1)^l/√(2l+1) · w · Σ_m c_q1,lm c_q2,lm with q = a N + n over channels a and radial functions n, stored for
     * q1 ≤ q2 with w = √2 off the diagonal and 1 on it, so that scalar products equal those over all (q1, q2).
     *
     * <p>Place: l P + q1 Q − q1 (q1 − 1)/2 + (q2 − q1), Q = C N, P = Q (Q + 1)/2. featomic stores a ≤ b with all (n1, n2);
     * for a ≠ b its value is the same, for a = b its two equal values (n1, n2), (n2, n1) are ours over √2.
     */
    record PowerSpectrum(DensityExpansion expansion) implements Descriptor {
        @Override
        public int columns(Channels channels) {
            int q = channels.count() * expansion.basis().radialSize();
            return Math.multiplyExact(
                    Math.multiplyExact(q, q + 1) / 2, expansion.basis().maxAngular() + 1);
        }
    }
}
