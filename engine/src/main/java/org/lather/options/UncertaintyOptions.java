package org.lather.options;

/**
 * How the uncertainties of predictions are computed.
 *
 * @param members number of members of a committee, 4 or more; without effect for a posterior
 * @param calibration what is fitted between computed and actual errors
 */
public record UncertaintyOptions(Type type, int members, Calibration calibration) {
    /** The uncertainties of a model whose options do not mention them. */
    public static final UncertaintyOptions DEFAULT = new UncertaintyOptions(Type.POSTERIOR, 16, Calibration.SCALE);

    /** The origin of an uncertainty. */
    public enum Type {
        /** The posterior variance of the Gaussian process, of scalars of whole structures. */
        POSTERIOR,
        /** The scatter of models that are fitted to labels with noise, which share one factorisation. */
        LABEL_NOISE,
        /** No uncertainties. */
        NONE;

        /** Whether predictions are those of a committee. */
        public boolean isCommittee() {
            return switch (this) {
                case LABEL_NOISE -> true;
                case POSTERIOR, NONE -> false;
            };
        }
    }

    /** The relation between computed standard deviations σ and predictive ones, from held-out training structures. */
    public enum Calibration {
        /** Computed standard deviations are reported. */
        NONE,
        /** α σ. */
        SCALE,
        /** α σ^γ. */
        POWER
    }

    /** @throws IllegalArgumentException if there are fewer than 4 members, whose scatter cannot be calibrated */
    public UncertaintyOptions {
        if (members < 4) {
            throw new IllegalArgumentException("expected at least 4 members, got " + members);
        }
    }
}
