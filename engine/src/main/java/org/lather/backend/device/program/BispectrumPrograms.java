package org.lather.backend.device.program;

import java.util.Map;

/** Bispectra, {@code bispectrum.dev}, and their derivatives, {@code bispectrum-gradient.dev}. */
public final class BispectrumPrograms {
    /** The work-items that measure a row: the constant GROUP. */
    public static final int GROUP = 64;

    private static final String GRADIENT = "bispectrum-gradient";

    private BispectrumPrograms() {}

    /**
     * Clebsch-Gordan coefficients of the triples of orders.
     *
     * @param begin the first term of each triple, and their number
     */
    public record Terms(Ints begin, Ints lm1, Ints lm2, Ints lm3, Doubles value) {
        void put(Parameters to) {
            to.put(begin);
            to.put(lm1);
            to.put(lm2);
            to.put(lm3);
            to.put(value);
        }
    }

    /**
     * The columns of the features.
     *
     * @param factor the triple of orders of each column and the q of its three factors, [column][4]
     * @param weight the weight of each column
     */
    public record Columns(Ints factor, Doubles weight) {
        void put(Parameters to) {
            to.put(factor);
            to.put(weight);
        }
    }

    /**
     * The columns of which each coefficient (l, q) is a factor.
     *
     * @param useBegin the first use of each l Q + q, and their number
     * @param use the column, 3 triple + place of the factor, and the q of the two others, [use][4]
     */
    public record Uses(Ints useBegin, Ints use) {
        void put(Parameters to) {
            to.put(useBegin);
            to.put(use);
        }
    }

    /**
     * Clebsch-Gordan coefficients by one of their factors.
     *
     * @param termBegin the first term of each (3 triple + place of the factor) LM + lm, and their number
     * @param left lm of the first of the two others
     * @param right lm of the second of the two others
     */
    public record FactorTerms(Ints termBegin, Ints left, Ints right, Doubles value) {
        void put(Parameters to) {
            to.put(termBegin);
            to.put(left);
            to.put(right);
            to.put(value);
        }
    }

    /**
     * Couples coefficients to bispectra.
     *
     * @param first the row of {@code out} that the first environment has
     */
    public record Couple(Coefficients coefficients, Terms terms, int columns, Columns factors, long first, Reals out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function("bispectrum", "couple", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(coefficients.environments());
        }

        @Override
        public void put(Parameters to) {
            coefficients.put(to);
            terms.put(to);
            to.put(columns);
            factors.put(to);
            to.put(first);
            to.put(out);
        }
    }

    /**
     * The gradient dE/dc [environment][lm][q] from dE/dB.
     *
     * @param constants those of the text, of the hyper-parameters
     */
    public record PullTriples(
            Map<String, Integer> constants,
            int environments,
            Doubles c,
            Doubles weight,
            Uses uses,
            FactorTerms terms,
            CouplingGradientPrograms.Gradient gradient,
            Doubles out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(GRADIENT, "pullTriples", false);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(environments);
        }

        @Override
        public void put(Parameters to) {
            to.put(c);
            to.put(weight);
            uses.put(to);
            terms.put(to);
            gradient.put(to);
            to.put(out);
        }
    }

    /**
     * The coefficients of environments.
     *
     * @param weights of the channels
     * @param c coefficients
     */
    public record Environments(Doubles weights, Doubles c) {
        void put(Parameters to) {
            to.put(weights);
            to.put(c);
        }
    }

    /**
     * Derivatives of features with respect to pairs, rows 3 pair + axis.
     *
     * @param constants those of the text, of the hyper-parameters
     * @param rows three for each pair
     * @param x features
     */
    public record DeriveTriples(
            Map<String, Integer> constants,
            int rows,
            CouplingGradientPrograms.PairDerivatives pairs,
            CouplingGradientPrograms.Owners owners,
            Environments environments,
            Terms terms,
            Columns factors,
            Reals x,
            CouplingGradientPrograms.Derivatives derivatives)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(GRADIENT, "deriveTriples", true);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(rows, GROUP);
        }

        @Override
        public void put(Parameters to) {
            pairs.put(to);
            owners.put(to);
            environments.put(to);
            terms.put(to);
            factors.put(to);
            to.put(x);
            derivatives.put(to);
        }
    }
}
