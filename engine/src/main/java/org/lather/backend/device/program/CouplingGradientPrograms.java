package org.lather.backend.device.program;

import java.util.Map;

/** Derivatives of features with respect to coefficients, {@code coupling-gradient.dev}. */
public final class CouplingGradientPrograms {
    /** The work-items that measure a row: the constant GROUP. */
    public static final int GROUP = 64;

    private static final String PROGRAM = "coupling-gradient";

    private CouplingGradientPrograms() {}

    /**
     * Rows dE/dp.
     *
     * @param first the row of the first environment
     */
    public record Gradient(Doubles v, long first) {
        void put(Parameters to) {
            to.put(v);
            to.put(first);
        }
    }

    /** Derivatives of the coefficients of pairs. */
    public record PairDerivatives(Doubles d, Ints element) {
        void put(Parameters to) {
            to.put(d);
            to.put(element);
        }
    }

    /** The environment of each pair, and the row of features of each environment. */
    public record Owners(Ints owner, Ints rows) {
        void put(Parameters to) {
            to.put(owner);
            to.put(rows);
        }
    }

    /**
     * The coefficients of environments, with the factors that couple them and the resulting features.
     *
     * @param weights of the channels
     * @param c coefficients
     * @param factor (−1)^l/√(2l+1)
     * @param x features
     */
    public record Environments(Doubles weights, Doubles c, Doubles factor, Reals x) {
        void put(Parameters to) {
            to.put(weights);
            to.put(c);
            to.put(factor);
            to.put(x);
        }
    }

    /** Derivatives of features, and their products with the features themselves. */
    public record Derivatives(Doubles out, Doubles along) {
        void put(Parameters to) {
            to.put(out);
            to.put(along);
        }
    }

    /**
     * The gradient dE/dc [environment][lm][q] from dE/dp.
     *
     * @param constants those of the text, of the hyper-parameters
     */
    public record PullCoefficients(
            Map<String, Integer> constants, int environments, Doubles c, Doubles factor, Gradient gradient, Doubles out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "pullCoefficients", false);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(environments);
        }

        @Override
        public void put(Parameters to) {
            to.put(c);
            to.put(factor);
            gradient.put(to);
            to.put(out);
        }
    }

    /**
     * Derivatives of features with respect to pairs, rows 3 pair + axis.
     *
     * @param constants those of the text, of the hyper-parameters
     * @param rows three for each pair
     */
    public record FeatureDerivatives(
            Map<String, Integer> constants,
            int rows,
            PairDerivatives pairs,
            Owners owners,
            Environments environments,
            Derivatives derivatives)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "derivatives", true);
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
            derivatives.put(to);
        }
    }
}
