package org.lather.options;

/**
 * How the uncertainties of predictions are computed.
 *
 * @param members number of members of a committee, 4 or more, or 8 if each has a part of the training set; without
 *     effect for a posterior
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
        /** The scatter of models that are fitted to parts of the training set. */
        COMMITTEE,
        /** No uncertainties. */
        NONE;

        /** Whether predictions are those of a committee. */
        public boolean isCommittee() {
            return switch (this) {
                case LABEL_NOISE, COMMITTEE -> true;
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
        /** √((α σ^γ)² + β²). */
        POWER
    }

    /** @throws IllegalArgumentException if there are too few members for a scatter that can be calibrated */
    public UncertaintyOptions {
        // half of the members are out of bag
        int least = type == Type.COMMITTEE ? 8 : 4;
        if (members < least) {
            throw new IllegalArgumentException("expected at least " + least + " members"
                    + (type == Type.COMMITTEE ? " of type committee" : "") + ", got " + members);
        }
    }

    /**
     * The smallest number of bins of structures from which the members of a committee are made, each of one half of
     * them: an even number, 8 or more, of which there are at least four times as many halves as members. 0 for other
     * types.
     */
    public int bins() {
        int bins = type == Type.COMMITTEE ? 8 : 0;
        while (bins > 0 && halves(bins) < 4.0 * members) {
            bins += 2;
        }
        return bins;
    }

    /** The number of ways in which one half of some bins can be chosen, rounded down if their number is odd. */
    public static double halves(int bins) {
        double count = 1;
        for (int k = 1; k <= bins / 2; k++) {
            count = count * (bins - bins / 2 + k) / k;
        }
        return Math.rint(count);
    }
}
